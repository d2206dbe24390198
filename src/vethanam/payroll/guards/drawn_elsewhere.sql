-- Vouchers drawn outside this system. Their sums are added up when they are entered, or checked where they are given with them.

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
  FOR EACH ROW WHEN (NEW.gross = 0 AND NEW.tax = 0) EXECUTE FUNCTION payroll_elsewhere_summed();

CREATE OR REPLACE FUNCTION public.payroll_elsewhere_checked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Sums that were given with their vouchers are the sums of their lines, and both persons are registered. The few different lists
-- of components are looked at once; the statement is planned for the rows that it is about.
DECLARE
  wrong boolean;
  most integer;
  sum_of text;
  persons bigint[] := ARRAY(SELECT DISTINCT m.entered_by_id FROM moved m UNION SELECT DISTINCT m.verified_by_id FROM moved m);
BEGIN
  PERFORM public.people_are_persons(persons);
  SELECT max(cardinality(m.components)) INTO most FROM moved m;
  SELECT string_agg(format('coalesce(m.amounts[l.places[%s]], 0)', place), ' + ') INTO sum_of FROM generate_series(1, most) place;
  IF sum_of IS NULL THEN
    RETURN NULL;
  END IF;
  EXECUTE format($ask$
    WITH listed AS MATERIALIZED (
      SELECT d.components,
             ARRAY(SELECT u.place FROM unnest(d.components) WITH ORDINALITY u(code, place)
                     JOIN public.payroll_component c ON c.code = u.code WHERE c.kind = 'earning') AS places,
             ARRAY(SELECT u.place FROM unnest(d.components) WITH ORDINALITY u(code, place)
                     JOIN public.payroll_component c ON c.code = u.code WHERE c.name = 'income_tax') AS taxes
        FROM (SELECT DISTINCT components FROM moved) d)
    SELECT EXISTS (
      SELECT FROM moved m JOIN listed l ON l.components = m.components
       WHERE m.gross <> %s
          OR m.tax <> CASE WHEN cardinality(l.taxes) > 1 THEN (SELECT sum(m.amounts[place]) FROM unnest(l.taxes) place)
                           ELSE coalesce(m.amounts[l.taxes[1]], 0) END)
  $ask$, sum_of) INTO wrong;
  IF wrong THEN
    RAISE EXCEPTION 'The sums of a voucher are not those of its lines.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'elsewhere_sums';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER a_elsewhere_checked AFTER INSERT ON payroll_drawnelsewhere
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_elsewhere_checked();
