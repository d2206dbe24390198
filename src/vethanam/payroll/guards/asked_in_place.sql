-- Months that whoever claims has locked already are written without another look for their rows; the sums of claims are added
-- up over all lines of a statement.

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
