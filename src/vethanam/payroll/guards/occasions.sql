-- A payment outside a month's pay is claimed once per occasion.

CREATE OR REPLACE FUNCTION public.payroll_given_back(claim bigint, gross bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(sum(r.amount) FILTER (WHERE k.kind = 'earning'), 0) >= gross
    FROM public.payroll_refunded r JOIN public.payroll_component k ON k.code = r.component WHERE r.claim_id = claim
$$;

CREATE OR REPLACE FUNCTION public.payroll_occasions_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- One act at a time for a person: what rivals have committed is read after their lock. What was given back whole by challan is
-- drawn no more, and can be asked again.
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
                    AND NOT public.payroll_given_back(c.id, c.gross) AND p.kind = o.kind AND p.year = o.year) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'festival benefits of employment % are asked twice', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = 'festival_once_a_year';
  END IF;
  SELECT m.employment_id INTO bad FROM made m JOIN public.payroll_occasion o ON o.id = m.occasion_id AND o.kind = 'surrender'
   WHERE o.most < (SELECT sum(p.days) FROM public.payroll_claim c JOIN public.payroll_occasion p ON p.id = c.occasion_id
                    WHERE c.employment_id = m.employment_id AND c.state <> 'void'
                      AND NOT public.payroll_given_back(c.id, c.gross) AND p.kind = o.kind AND p.year = o.year) LIMIT 1;
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

CREATE TRIGGER a_occasions_asked AFTER INSERT ON payroll_claim
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_occasions_asked();
