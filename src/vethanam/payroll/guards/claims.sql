-- Claims are made open, say what they ask once and for ever, and are drawn only by a passed bill.

CREATE FUNCTION public.payroll_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, lower(TG_OP) USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;

ALTER TABLE public.payroll_claim ADD CONSTRAINT claim_arrays_match CHECK (
  cardinality(components) > 0 AND cardinality(components) = cardinality(claimed)
  AND cardinality(components) = cardinality(due) AND cardinality(components) = cardinality(obligations)
  AND array_position(claimed, NULL) IS NULL AND array_position(due, NULL) IS NULL AND array_position(components, NULL) IS NULL);
ALTER TABLE public.payroll_claim ADD CONSTRAINT recovery_names_its_order CHECK (0 <= ALL (claimed) OR cause_id IS NOT NULL);
ALTER TABLE public.payroll_drawnelsewhere ADD CONSTRAINT elsewhere_arrays_match CHECK (
  cardinality(components) > 0 AND cardinality(components) = cardinality(amounts) AND array_position(amounts, NULL) IS NULL);

CREATE FUNCTION public.payroll_claims_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT id INTO bad FROM made WHERE state NOT IN ('open', 'withheld', 'barred') LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'claim % must be made open', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_made_open'; END IF;
  SELECT m.id INTO bad FROM made m CROSS JOIN LATERAL (
      SELECT coalesce(sum(u.claimed) FILTER (WHERE c.kind = 'earning'), 0) AS gross,
             coalesce(sum(u.claimed) FILTER (WHERE c.kind = 'deduction'), 0) AS deductions, count(c.code) AS known
        FROM unnest(m.components, m.claimed) u(component, claimed) LEFT JOIN public.payroll_component c ON c.code = u.component) s
   WHERE s.gross <> m.gross OR s.deductions <> m.deductions OR s.known <> cardinality(m.components) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'claim % does not add up', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_adds_up'; END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.payroll_claim_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.employment_id, OLD.for_month, OLD.part, OLD.drawing_code_id, OLD.cause_id, OLD.instalment, OLD.run_id, OLD.components,
      OLD.obligations, OLD.due, OLD.claimed, OLD.unconfirmed, OLD.gross, OLD.deductions, OLD.net, OLD.recorded_at)
     IS DISTINCT FROM
     (NEW.id, NEW.employment_id, NEW.for_month, NEW.part, NEW.drawing_code_id, NEW.cause_id, NEW.instalment, NEW.run_id, NEW.components,
      NEW.obligations, NEW.due, NEW.claimed, NEW.unconfirmed, NEW.gross, NEW.deductions, NEW.net, NEW.recorded_at) THEN
    RAISE EXCEPTION 'claim % says what it asks once', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_kept';
  END IF;
  IF OLD.state <> NEW.state AND NOT (
       (OLD.state = 'open' AND NEW.state IN ('withheld', 'stayed', 'barred', 'drawn', 'void'))
    OR (OLD.state IN ('withheld', 'stayed', 'barred') AND NEW.state IN ('open', 'void'))) THEN
    RAISE EXCEPTION 'claim % cannot go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_state_moves';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.payroll_claims_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT m.id INTO bad FROM moved m JOIN former f ON f.id = m.id
   WHERE m.state = 'drawn' AND f.state <> 'drawn' AND NOT EXISTS (
     SELECT 1 FROM public.payroll_billline l JOIN public.payroll_bill b ON b.id = l.bill_id
      WHERE l.claim_id = m.id AND l.is_live AND b.state = 'passed') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'claim % is on no passed bill', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'drawn_by_a_passed_bill';
  END IF;
  SELECT m.id INTO bad FROM moved m JOIN former f ON f.id = m.id
   WHERE m.state <> 'drawn' AND m.state <> f.state AND EXISTS (
     SELECT 1 FROM public.payroll_billline l WHERE l.claim_id = m.id AND l.is_live) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'claim % stands on a live bill', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_on_live_bill';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER a_claims_made AFTER INSERT ON public.payroll_claim REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_claims_made();
CREATE TRIGGER b_register_moved AFTER INSERT ON public.payroll_claim REFERENCING NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_register_moved();
CREATE TRIGGER claim_kept BEFORE UPDATE ON public.payroll_claim FOR EACH ROW EXECUTE FUNCTION public.payroll_claim_kept();
CREATE TRIGGER a_claims_moved AFTER UPDATE ON public.payroll_claim REFERENCING OLD TABLE AS former NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_claims_moved();
CREATE TRIGGER b_register_moved_again AFTER UPDATE ON public.payroll_claim REFERENCING NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_register_moved();
CREATE TRIGGER claims_stay BEFORE DELETE OR TRUNCATE ON public.payroll_claim FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

CREATE TRIGGER register_moved AFTER INSERT ON public.payroll_drawnelsewhere REFERENCING NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_register_moved();
CREATE TRIGGER elsewhere_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_drawnelsewhere
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

REVOKE ALL ON FUNCTION public.payroll_claims_moved() FROM PUBLIC;
