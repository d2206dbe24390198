-- Vouchers drawn outside this system; their sums are computed on insert.

ALTER TABLE public.payroll_drawnelsewhere ADD CONSTRAINT elsewhere_arrays_match CHECK (
  cardinality(components) > 0 AND cardinality(components) = cardinality(amounts) AND array_position(amounts, NULL) IS NULL);

CREATE OR REPLACE FUNCTION public.payroll_elsewhere_summed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT coalesce(sum(u.amount) FILTER (WHERE c.kind = 'earning'), 0), coalesce(sum(u.amount) FILTER (WHERE c.name = 'income_tax'), 0)
    INTO NEW.gross, NEW.tax
    FROM unnest(NEW.components, NEW.amounts) u(component, amount) JOIN public.payroll_component c ON c.code = u.component;
  RETURN NEW;
END $$;

CREATE TRIGGER elsewhere_summed BEFORE INSERT ON payroll_drawnelsewhere
  FOR EACH ROW EXECUTE FUNCTION payroll_elsewhere_summed();
