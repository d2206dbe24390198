-- What was costed says once and for ever what it says.

CREATE TRIGGER scenarios_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_scenario
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();
