-- A claim starts open, never changes its amounts, and is drawn only by a passed bill.

ALTER TABLE public.payroll_claim ADD CONSTRAINT claim_arrays_match CHECK (
  cardinality(components) > 0 AND cardinality(components) = cardinality(claimed)
  AND cardinality(components) = cardinality(due) AND cardinality(components) = cardinality(obligations)
  AND array_position(claimed, NULL) IS NULL AND array_position(due, NULL) IS NULL AND array_position(components, NULL) IS NULL);
ALTER TABLE public.payroll_claim ADD CONSTRAINT recovery_names_its_order CHECK (0 <= ALL (claimed) OR cause_id IS NOT NULL);

CREATE OR REPLACE FUNCTION public.payroll_claims_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT id INTO bad FROM made WHERE state NOT IN ('open', 'withheld', 'barred') LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'claim % must be made open', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_made_open'; END IF;
  SELECT l.id INTO bad
    FROM (SELECT id, gross, deductions, unnest(components) AS component, unnest(claimed) AS claimed FROM made) l
    LEFT JOIN public.payroll_component c ON c.code = l.component
   GROUP BY l.id, l.gross, l.deductions
  HAVING coalesce(sum(l.claimed) FILTER (WHERE c.kind = 'earning'), 0) <> l.gross
      OR coalesce(sum(l.claimed) FILTER (WHERE c.kind = 'deduction'), 0) <> l.deductions OR count(c.code) <> count(*)
   LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'claim % does not add up', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_adds_up'; END IF;
  SELECT n.cause_id INTO bad FROM (SELECT DISTINCT cause_id FROM made WHERE cause_id IS NOT NULL) n
   WHERE NOT EXISTS (SELECT 1 FROM public.orders_order o WHERE o.id = n.cause_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no order %', bad USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'claim_names_an_order';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER a_claims_made AFTER INSERT ON payroll_claim
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_claims_made();

CREATE OR REPLACE FUNCTION public.payroll_claim_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.employment_id, OLD.for_month, OLD.part, OLD.drawing_code_id, OLD.cause_id, OLD.instalment, OLD.run_id,
      OLD.arrear_list_id, OLD.occasion_id, OLD.components, OLD.obligations, OLD.due, OLD.claimed, OLD.unconfirmed, OLD.gross,
      OLD.deductions, OLD.net, OLD.recorded_at)
     IS DISTINCT FROM
     (NEW.id, NEW.employment_id, NEW.for_month, NEW.part, NEW.drawing_code_id, NEW.cause_id, NEW.instalment, NEW.run_id,
      NEW.arrear_list_id, NEW.occasion_id, NEW.components, NEW.obligations, NEW.due, NEW.claimed, NEW.unconfirmed, NEW.gross,
      NEW.deductions, NEW.net, NEW.recorded_at) THEN
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

CREATE TRIGGER claim_kept BEFORE UPDATE ON payroll_claim FOR EACH ROW EXECUTE FUNCTION payroll_claim_kept();

CREATE OR REPLACE FUNCTION public.payroll_claims_moved() RETURNS trigger
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

CREATE TRIGGER a_claims_moved AFTER UPDATE ON payroll_claim
  REFERENCING OLD TABLE AS former NEW TABLE AS moved FOR EACH STATEMENT
  EXECUTE FUNCTION payroll_claims_moved();

CREATE OR REPLACE FUNCTION public.payroll_claims_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- New claims ask: what they ask is open, what is due is taken from the list that they name, and nothing else of their months
-- moves. Rows of months are locked by a statement of its own first, so that it is added to what any rival has committed; those
-- of a list are tried without one, of rows that this transaction has locked or written before: nobody else can have since.
DECLARE lists bigint[]; strangers integer; employments bigint[]; months int[]; own xid := pg_current_xact_id()::xid;
BEGIN
  SELECT array_agg(k.l), count(*) FILTER (WHERE l.drawing_code_id IS DISTINCT FROM k.code) INTO lists, strangers
    FROM (SELECT DISTINCT arrear_list_id AS l, drawing_code_id AS code FROM moved WHERE arrear_list_id IS NOT NULL) k
    LEFT JOIN public.payroll_arrearlist l ON l.id = k.l;
  IF strangers > 0 THEN
    RAISE EXCEPTION 'a claim names a list of its drawing code' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_of_its_list';
  END IF;
  PERFORM public.payroll_lists_are_latest(lists);
  FOR attempt IN (CASE WHEN lists IS NULL THEN 2 ELSE 1 END)..2 LOOP
    IF attempt = 2 THEN
      IF lists IS NULL THEN
        SELECT array_agg(k.e), array_agg(k.m) INTO employments, months
          FROM (SELECT DISTINCT employment_id AS e, for_month AS m FROM moved) k;
        IF employments IS NULL THEN RETURN NULL; END IF;
      END IF;
      PERFORM public.payroll_lock_register(employments, months);
    END IF;
    WITH x AS MATERIALIZED (
      SELECT c.employment_id AS e, c.for_month AS m, max(c.arrear_list_id) AS l,
             public.payroll_joined(c.components) AS named, public.payroll_joined(c.claimed) AS asked
        FROM moved c
       WHERE attempt = 1 OR lists IS NULL
          OR (c.employment_id, c.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
       GROUP BY c.employment_id, c.for_month
    ), written AS (
      UPDATE public.payroll_dueregister d
         SET open = public.payroll_put(d.components, d.open, x.named, x.asked, true),
             due = CASE WHEN a.arrear_list_id IS NULL THEN d.due
                        WHEN 0 = ALL (d.open) OR public.payroll_within_due(
                               public.payroll_put(d.components, d.due, a.components, a.due, false), d.open, d.drawn, d.elsewhere)
                        THEN public.payroll_put(d.components, d.due, a.components, a.due, false)
                        ELSE d.due END
        FROM x
        LEFT JOIN public.payroll_arrearmonth a ON a.arrear_list_id = x.l AND a.employment_id = x.e AND a.for_month = x.m
       WHERE d.employment_id = x.e AND d.for_month = x.m AND x.named <@ d.components
         AND (a.arrear_list_id IS NULL OR a.components <@ d.components)
         AND (attempt = 2 OR d.xmax = own OR d.xmin = own)
      RETURNING d.employment_id AS e, d.for_month AS m
    )
    SELECT array_agg(x.e), array_agg(x.m) INTO employments, months
      FROM x WHERE NOT EXISTS (SELECT 1 FROM written w WHERE w.e = x.e AND w.m = x.m);
    IF employments IS NULL THEN RETURN NULL; END IF;
  END LOOP;
  SELECT array_agg(k.l), array_agg(k.e), array_agg(k.m) INTO lists, employments, months
    FROM (SELECT c.employment_id AS e, c.for_month AS m, max(c.arrear_list_id) AS l
            FROM moved c
           WHERE (c.employment_id, c.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
           GROUP BY c.employment_id, c.for_month) k;
  PERFORM public.payroll_take_anew(lists, employments, months);
  PERFORM public.payroll_restate(employments, months);
  RETURN NULL;
END $$;

CREATE TRIGGER b_claims_asked AFTER INSERT ON payroll_claim
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_claims_asked();
