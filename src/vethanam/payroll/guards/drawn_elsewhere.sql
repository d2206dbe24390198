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

CREATE OR REPLACE FUNCTION public.payroll_elsewhere_entered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
-- What no sheet of the former system brought is a voucher that one person entered and nobody has decided yet; whoever verifies it is
-- another. A sheet replaces nothing, and nothing is withdrawn: what was drawn would count as due again.
BEGIN
  IF EXISTS (
    SELECT FROM moved m WHERE m.is_withdrawn
        OR (m.source <> 'before_system' OR m.supersedes_id IS NOT NULL) AND NOT EXISTS (
      SELECT FROM public.payroll_outsidevoucher v
       WHERE (v.employment_id, v.for_month, v.components, v.amounts) = (m.employment_id, m.for_month, m.components, m.amounts)
         AND (v.source, v.voucher_number, v.voucher_date) = (m.source, m.voucher_number, m.voucher_date)
         AND v.replaces_id IS NOT DISTINCT FROM m.supersedes_id
         AND v.entered_by_id = m.entered_by_id AND m.verified_by_id NOT IN (v.entered_by_id, v.entered_for_id)
         AND NOT EXISTS (SELECT FROM public.payroll_outsidevoucherdecision d WHERE d.voucher_id = v.id))) THEN
    RAISE EXCEPTION 'Nobody entered this voucher for another person to verify.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'elsewhere_entered_first';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_voucher_replaces() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
-- A voucher replaces an entry of its own person and month: the register restates no other.
BEGIN
  IF NOT EXISTS (
    SELECT FROM public.payroll_drawnelsewhere d
     WHERE d.id = NEW.replaces_id AND (d.employment_id, d.for_month) = (NEW.employment_id, NEW.for_month)) THEN
    RAISE EXCEPTION 'A voucher replaces an entry of its own person and month.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_replaces_its_own';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voucher_replaces BEFORE INSERT ON payroll_outsidevoucher
  FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION payroll_voucher_replaces();

CREATE OR REPLACE FUNCTION public.payroll_voucher_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
-- Another person verifies or declines a voucher; who entered it takes it back.
DECLARE
  entered public.payroll_outsidevoucher;
  is_ones_own boolean;
BEGIN
  SELECT * INTO entered FROM public.payroll_outsidevoucher WHERE id = NEW.voucher_id;
  is_ones_own := ARRAY[NEW.decided_by_id, NEW.decided_for_id] && ARRAY[entered.entered_by_id, entered.entered_for_id];
  IF is_ones_own <> (NEW.outcome = 'withdrawn') THEN
    RAISE EXCEPTION 'A voucher is decided by another person, and taken back by who entered it.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_decided_by_another';
  END IF;
  IF NEW.outcome = 'verified' AND NOT EXISTS (
    SELECT FROM public.payroll_drawnelsewhere d
     WHERE d.id = NEW.drawn_id AND d.verified_by_id = NEW.decided_by_id
       AND (d.employment_id, d.for_month, d.components, d.amounts, d.voucher_number)
         = (entered.employment_id, entered.for_month, entered.components, entered.amounts, entered.voucher_number)) THEN
    RAISE EXCEPTION 'The row that counts is not the voucher that was verified.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_voucher_counts';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voucher_decided BEFORE INSERT ON payroll_outsidevoucherdecision
  FOR EACH ROW EXECUTE FUNCTION payroll_voucher_decided();

CREATE TRIGGER a_elsewhere_entered AFTER INSERT ON payroll_drawnelsewhere
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_elsewhere_entered();

CREATE TRIGGER a_elsewhere_checked AFTER INSERT ON payroll_drawnelsewhere
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_elsewhere_checked();
