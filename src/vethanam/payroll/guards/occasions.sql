-- What is drawn apart from a month's pay: the register says as due what its claims ask, for what may be asked is held here: the
-- festival benefits of a year once, and of the leave of a year no more days than may be surrendered.

CREATE FUNCTION public.payroll_occasions_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- One act at a time for a person: what rivals have committed is read after their lock.
DECLARE bad bigint; employments bigint[]; months int[];
BEGIN
  SELECT array_agg(k.employment_id), array_agg(k.for_month) INTO employments, months
    FROM (SELECT DISTINCT employment_id, for_month FROM made WHERE occasion_id IS NOT NULL) k;
  IF employments IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('payroll_occasion', k.e))
    FROM (SELECT DISTINCT e FROM unnest(employments) e ORDER BY e) k;
  SELECT m.id INTO bad FROM made m JOIN public.payroll_occasion o ON o.id = m.occasion_id
   WHERE m.cause_id IS DISTINCT FROM o.order_id OR m.drawing_code_id <> o.drawing_code_id OR m.run_id IS NOT NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'claim % is not of its occasion', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_of_its_occasion';
  END IF;
  SELECT m.employment_id INTO bad FROM made m JOIN public.payroll_occasion o ON o.id = m.occasion_id AND o.kind = 'festival'
   WHERE EXISTS (SELECT 1 FROM public.payroll_claim c JOIN public.payroll_occasion p ON p.id = c.occasion_id
                  WHERE c.employment_id = m.employment_id AND c.id <> m.id AND c.state <> 'void'
                    AND p.kind = o.kind AND p.year = o.year) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'festival benefits of employment % are asked twice', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = 'festival_once_a_year';
  END IF;
  SELECT m.employment_id INTO bad FROM made m JOIN public.payroll_occasion o ON o.id = m.occasion_id AND o.kind = 'surrender'
   WHERE o.most < (SELECT sum(p.days) FROM public.payroll_claim c JOIN public.payroll_occasion p ON p.id = c.occasion_id
                    WHERE c.employment_id = m.employment_id AND c.state <> 'void' AND p.kind = o.kind AND p.year = o.year) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'employment % surrenders too many days', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = 'surrender_within_its_year';
  END IF;
  PERFORM public.payroll_lock_register(employments, months);
  WITH asked AS (
    SELECT c.employment_id AS e, c.for_month AS m, u.component, sum(u.claimed)::bigint AS due
      FROM public.payroll_claim c, unnest(c.components, c.claimed) u(component, claimed)
     WHERE c.occasion_id IS NOT NULL AND c.state <> 'void'
       AND (c.employment_id, c.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
     GROUP BY 1, 2, 3
  ), held AS (
    SELECT d.employment_id AS e, d.for_month AS m, u.component, u.due, u.open, u.drawn, u.elsewhere
      FROM public.payroll_dueregister d, unnest(d.components, d.due, d.open, d.drawn, d.elsewhere) u(component, due, open, drawn, elsewhere)
     WHERE (d.employment_id, d.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
  ), fresh AS (
    SELECT e, m, array_agg(component ORDER BY component) AS components, array_agg(coalesce(a.due, h.due) ORDER BY component) AS due,
           array_agg(coalesce(h.open, 0) ORDER BY component) AS open, array_agg(coalesce(h.drawn, 0) ORDER BY component) AS drawn,
           array_agg(coalesce(h.elsewhere, 0) ORDER BY component) AS elsewhere
      FROM asked a FULL JOIN held h USING (e, m, component) GROUP BY e, m
  )
  UPDATE public.payroll_dueregister d
     SET components = x.components, due = x.due, open = x.open, drawn = x.drawn, elsewhere = x.elsewhere
    FROM fresh x WHERE d.employment_id = x.e AND d.for_month = x.m;
  RETURN NULL;
END $$;
CREATE TRIGGER a_occasions_asked AFTER INSERT ON public.payroll_claim REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_occasions_asked();
CREATE TRIGGER occasions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_occasion
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

CREATE OR REPLACE FUNCTION public.payroll_take_due(wanted bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due from a locked run, for every person-month it assessed; people who are no longer in the month fall to
-- nothing, people set aside and what is asked apart from the month stay as they were. A due that would fall below what is
-- openly claimed stays until the bill that claims it is cancelled. Gives how many stayed.
DECLARE r public.payroll_run; employments bigint[]; kept integer;
BEGIN
  SELECT * INTO r FROM public.payroll_run WHERE id = wanted AND state = 'locked' FOR SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'run % is not locked', wanted USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_locked'; END IF;
  IF EXISTS (SELECT 1 FROM public.payroll_run n WHERE n.month = r.month AND n.drawing_code_id = r.drawing_code_id
              AND n.state = 'locked' AND n.version > r.version) THEN
    RAISE EXCEPTION 'a later run is locked' USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_latest';
  END IF;
  SELECT array_agg(DISTINCT e) INTO employments FROM (
    SELECT employment_id AS e FROM public.payroll_assessed WHERE run_id = r.id
    UNION
    SELECT d.employment_id FROM public.payroll_dueregister d JOIN public.payroll_run o ON o.id = d.run_id
     WHERE d.for_month = r.month AND o.drawing_code_id = r.drawing_code_id
       AND NOT EXISTS (SELECT 1 FROM public.payroll_runfinding f
                        WHERE f.run_id = r.id AND f.is_set_aside AND f.employment_id = d.employment_id)) k;
  IF employments IS NULL THEN RETURN 0; END IF;
  PERFORM public.payroll_lock_register(employments, array_fill(r.month, ARRAY[cardinality(employments)]));
  WITH fresh AS (
    SELECT e, array_agg(component ORDER BY component) AS components, array_agg(due ORDER BY component) AS due,
           array_agg(open ORDER BY component) AS open, array_agg(drawn ORDER BY component) AS drawn,
           array_agg(elsewhere ORDER BY component) AS elsewhere
      FROM (
        SELECT e, component, sum(due)::bigint AS due, sum(open)::bigint AS open, sum(drawn)::bigint AS drawn,
               sum(elsewhere)::bigint AS elsewhere
          FROM (
            SELECT a.employment_id AS e, u.component, u.amount AS due, 0::bigint AS open, 0::bigint AS drawn, 0::bigint AS elsewhere
              FROM public.payroll_assessed a, unnest(a.components, a.amounts) u(component, amount) WHERE a.run_id = r.id
            UNION ALL
            SELECT d.employment_id, u.component, CASE WHEN apart.component IS NULL THEN 0 ELSE u.due END, u.open, u.drawn, u.elsewhere
              FROM public.payroll_dueregister d
             CROSS JOIN unnest(d.components, d.due, d.open, d.drawn, d.elsewhere) u(component, due, open, drawn, elsewhere)
              LEFT JOIN (SELECT DISTINCT c.employment_id, unnest(c.components) AS component FROM public.payroll_claim c
                          WHERE c.for_month = r.month AND c.occasion_id IS NOT NULL AND c.state <> 'void') apart
                ON apart.employment_id = d.employment_id AND apart.component = u.component
             WHERE d.employment_id = ANY (employments) AND d.for_month = r.month
          ) line GROUP BY e, component
      ) component_sum GROUP BY e
  )
  UPDATE public.payroll_dueregister d
     SET components = x.components, due = x.due, open = x.open, drawn = x.drawn, elsewhere = x.elsewhere, run_id = r.id
    FROM fresh x
   WHERE d.employment_id = x.e AND d.for_month = r.month AND public.payroll_within_due(x.due, x.open, x.drawn, x.elsewhere);
  SELECT count(*) INTO kept FROM public.payroll_dueregister d
   WHERE d.for_month = r.month AND d.employment_id = ANY (employments) AND d.run_id IS DISTINCT FROM r.id AND cardinality(d.due) > 0;
  RETURN kept;
END $$;

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

REVOKE ALL ON FUNCTION public.payroll_occasions_asked() FROM PUBLIC;
