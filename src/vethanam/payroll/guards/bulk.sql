-- Rows that come by the hundred thousand are checked by the statement; what other vouchers drew is summed when it is entered.

CREATE OR REPLACE FUNCTION public.payroll_run_is_open() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT m.run_id INTO bad FROM (SELECT DISTINCT run_id FROM made) m LEFT JOIN public.payroll_run r ON r.id = m.run_id
   WHERE r.state IS DISTINCT FROM 'computing' LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'run % is not being computed', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_open'; END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.payroll_elsewhere_summed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.gross := (SELECT coalesce(sum(u.amount), 0) FROM unnest(NEW.components, NEW.amounts) u(component, amount)
                  JOIN public.payroll_component c ON c.code = u.component AND c.kind = 'earning');
  RETURN NEW;
END $$;

ALTER TABLE public.payroll_drawnelsewhere DISABLE TRIGGER elsewhere_stays;
UPDATE public.payroll_drawnelsewhere o
   SET gross = (SELECT coalesce(sum(u.amount), 0) FROM unnest(o.components, o.amounts) u(component, amount)
                  JOIN public.payroll_component c ON c.code = u.component AND c.kind = 'earning');
ALTER TABLE public.payroll_drawnelsewhere ENABLE TRIGGER elsewhere_stays;
CREATE TRIGGER elsewhere_summed BEFORE INSERT ON public.payroll_drawnelsewhere
  FOR EACH ROW EXECUTE FUNCTION public.payroll_elsewhere_summed();
