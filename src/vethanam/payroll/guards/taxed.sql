-- What other vouchers deducted of income tax is told beside their gross, when they are entered; they never change afterwards.

CREATE OR REPLACE FUNCTION public.payroll_elsewhere_summed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT coalesce(sum(u.amount) FILTER (WHERE c.kind = 'earning'), 0), coalesce(sum(u.amount) FILTER (WHERE c.name = 'income_tax'), 0)
    INTO NEW.gross, NEW.tax
    FROM unnest(NEW.components, NEW.amounts) u(component, amount) JOIN public.payroll_component c ON c.code = u.component;
  RETURN NEW;
END $$;

ALTER TABLE public.payroll_drawnelsewhere DISABLE TRIGGER elsewhere_stays;
UPDATE public.payroll_drawnelsewhere o
   SET tax = (SELECT coalesce(sum(u.amount), 0) FROM unnest(o.components, o.amounts) u(component, amount)
                JOIN public.payroll_component c ON c.code = u.component AND c.name = 'income_tax');
ALTER TABLE public.payroll_drawnelsewhere ENABLE TRIGGER elsewhere_stays;
