-- The due register: one row for each employment and month. Claims never exceed due less drawn less drawn elsewhere.

ALTER TABLE public.payroll_dueregister SET (fillfactor = 50);

CREATE OR REPLACE FUNCTION public.payroll_within_due(due bigint[], open bigint[], drawn bigint[], elsewhere bigint[])
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
-- Whether, for each component, what is openly claimed is no more than what is due less what was drawn.
DECLARE n int := coalesce(cardinality(due), 0);
BEGIN
  IF coalesce(cardinality(open), -1) <> n OR coalesce(cardinality(drawn), -1) <> n OR coalesce(cardinality(elsewhere), -1) <> n
     OR array_position(due, NULL) IS NOT NULL OR array_position(open, NULL) IS NOT NULL
     OR array_position(drawn, NULL) IS NOT NULL OR array_position(elsewhere, NULL) IS NOT NULL THEN
    RETURN false;
  END IF;
  IF n = 0 OR 0 = ALL (open) THEN RETURN true; END IF;
  FOR i IN 1..n LOOP
    IF open[i] <> 0 AND (open[i] < 0 OR open[i] > due[i] - drawn[i] - elsewhere[i]) THEN RETURN false; END IF;
  END LOOP;
  RETURN true;
END $$;

ALTER TABLE public.payroll_dueregister ADD CONSTRAINT claims_within_due
  CHECK (public.payroll_within_due(due, open, drawn, elsewhere) AND cardinality(components) = cardinality(due));

CREATE OR REPLACE FUNCTION public.payroll_put(components smallint[], amounts bigint[], named smallint[], given bigint[], adds boolean)
RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
-- The amounts with what is given of the named components in place of what stood there, or what is asked added to it.
DECLARE at int;
BEGIN
  FOR i IN 1..cardinality(named) LOOP
    at := array_position(components, named[i]);
    amounts[at] := CASE WHEN adds THEN amounts[at] + greatest(given[i], 0) ELSE given[i] END;
  END LOOP;
  RETURN amounts;
END $$;

CREATE OR REPLACE AGGREGATE public.payroll_joined(anycompatiblearray) (sfunc = array_cat, stype = anycompatiblearray, parallel = safe);

CREATE OR REPLACE FUNCTION public.payroll_lock_register(employments bigint[], months int[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Rows for these person-months exist and are locked, always in one order.
BEGIN
  INSERT INTO public.payroll_dueregister (employment_id, for_month, components, due, open, drawn, elsewhere)
    SELECT DISTINCT k.e, k.m, '{}'::smallint[], '{}'::bigint[], '{}'::bigint[], '{}'::bigint[], '{}'::bigint[]
      FROM unnest(employments, months) k(e, m)
     WHERE NOT EXISTS (SELECT 1 FROM public.payroll_dueregister d WHERE d.employment_id = k.e AND d.for_month = k.m)
     ORDER BY k.e, k.m
    ON CONFLICT (employment_id, for_month) DO NOTHING;
  PERFORM 1 FROM public.payroll_dueregister d
    WHERE (d.employment_id, d.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
    ORDER BY d.employment_id, d.for_month FOR UPDATE;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_lock_months(people bigint[], since int, until int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- What the register has of these people from one month to another is locked: whose claims are read now has no other under way.
BEGIN
  PERFORM 1 FROM public.payroll_dueregister d
    WHERE d.employment_id = ANY (people) AND d.for_month BETWEEN since AND until
    ORDER BY d.employment_id, d.for_month FOR UPDATE;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_restate(employments bigint[], months int[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Make open, drawn and elsewhere of these person-months what their claims, refunds and other vouchers say, in one statement.
-- The rows are locked by a statement of its own first, so that the sums are read after any rival has committed.
BEGIN
  PERFORM public.payroll_lock_register(employments, months);
  UPDATE public.payroll_dueregister d
     SET components = x.components, due = x.due, open = x.open, drawn = x.drawn, elsewhere = x.elsewhere
    FROM (
      SELECT e, m, array_agg(component ORDER BY component) AS components, array_agg(due ORDER BY component) AS due,
             array_agg(open ORDER BY component) AS open, array_agg(drawn ORDER BY component) AS drawn,
             array_agg(elsewhere ORDER BY component) AS elsewhere
        FROM (
          SELECT e, m, component, sum(due)::bigint AS due, sum(open)::bigint AS open, sum(drawn)::bigint AS drawn,
                 sum(elsewhere)::bigint AS elsewhere
            FROM (
              SELECT r.employment_id AS e, r.for_month AS m, u.component, u.due, 0 AS open, 0 AS drawn, 0 AS elsewhere
                FROM public.payroll_dueregister r, unnest(r.components, r.due) u(component, due)
               WHERE (r.employment_id, r.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
              UNION ALL
              SELECT c.employment_id, c.for_month, u.component, 0,
                     CASE WHEN c.state = 'drawn' THEN 0 ELSE greatest(u.claimed, 0) END,
                     CASE WHEN c.state = 'drawn' THEN u.claimed ELSE 0 END, 0
                FROM public.payroll_claim c, unnest(c.components, c.claimed) u(component, claimed)
               WHERE c.state <> 'void'
                 AND (c.employment_id, c.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
              UNION ALL
              SELECT r.employment_id, r.for_month, r.component, 0, 0, -r.amount, 0 FROM public.payroll_refunded r
               WHERE (r.employment_id, r.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
              UNION ALL
              SELECT o.employment_id, o.for_month, u.component, 0, 0, 0, u.amount
                FROM public.payroll_drawnelsewhere o, unnest(o.components, o.amounts) u(component, amount)
               WHERE NOT o.is_withdrawn
                 AND NOT EXISTS (SELECT 1 FROM public.payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
                 AND (o.employment_id, o.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
            ) line GROUP BY e, m, component
        ) component_sum GROUP BY e, m
    ) x
   WHERE d.employment_id = x.e AND d.for_month = x.m;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_register_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE employments bigint[]; months int[];
BEGIN
  SELECT array_agg(k.employment_id), array_agg(k.for_month) INTO employments, months
    FROM (SELECT DISTINCT employment_id, for_month FROM moved) k;
  IF employments IS NOT NULL THEN PERFORM public.payroll_restate(employments, months); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER b_register_moved_again AFTER UPDATE ON payroll_claim
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_register_moved();

CREATE OR REPLACE FUNCTION public.payroll_register_elsewhere() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Months of which the register has nothing yet (a first import has millions) are entered in one pass: no claim, refund or earlier
-- voucher is theirs, for each of these has its row here. Those of one voucher take its lines as they are. All others are restated.
-- Who loses against a rival's insert is, too.
DECLARE employments bigint[]; months int[];
BEGIN
  EXECUTE $ask$
  WITH voucher AS MATERIALIZED (
    SELECT n.employment_id AS e, n.for_month AS m, n.components, n.amounts, n.supersedes_id IS NULL AND NOT n.is_withdrawn AS is_plain,
           count(*) OVER (PARTITION BY n.employment_id, n.for_month) AS vouchers
      FROM moved n
     WHERE NOT EXISTS (SELECT 1 FROM public.payroll_dueregister d
                        WHERE d.employment_id = n.employment_id AND d.for_month = n.for_month)
  ), ordered AS MATERIALIZED (
    SELECT l.components, array_fill(0::bigint, ARRAY[cardinality(l.components)]) AS nothing
      FROM (SELECT DISTINCT components FROM voucher) l
     WHERE l.components = ARRAY(SELECT DISTINCT c FROM unnest(l.components) c ORDER BY c)
  ), single AS (
    INSERT INTO public.payroll_dueregister (employment_id, for_month, components, due, open, drawn, elsewhere)
    SELECT v.e, v.m, v.components, o.nothing, o.nothing, o.nothing, v.amounts
      FROM voucher v JOIN ordered o ON o.components = v.components
     WHERE v.vouchers = 1 AND v.is_plain ORDER BY v.e, v.m
    ON CONFLICT (employment_id, for_month) DO NOTHING
    RETURNING employment_id, for_month
  ), several AS (
    INSERT INTO public.payroll_dueregister (employment_id, for_month, components, due, open, drawn, elsewhere)
    SELECT e, m, array_agg(component ORDER BY component), array_agg(0::bigint), array_agg(0::bigint), array_agg(0::bigint),
           array_agg(amount ORDER BY component)
      FROM (SELECT v.e, v.m, u.component, sum(u.amount)::bigint AS amount, bool_and(v.is_plain) AS is_plain
              FROM voucher v, unnest(v.components, v.amounts) u(component, amount)
             WHERE v.vouchers > 1 OR v.components NOT IN (SELECT o.components FROM ordered o)
             GROUP BY 1, 2, 3) line
     GROUP BY e, m HAVING bool_and(is_plain) ORDER BY e, m
    ON CONFLICT (employment_id, for_month) DO NOTHING
    RETURNING employment_id, for_month
  )
  SELECT array_agg(k.employment_id), array_agg(k.for_month)
    FROM (SELECT employment_id, for_month FROM moved
          EXCEPT (SELECT employment_id, for_month FROM single UNION ALL SELECT employment_id, for_month FROM several)) k
  $ask$ INTO employments, months;
  IF employments IS NOT NULL THEN PERFORM public.payroll_restate(employments, months); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER register_moved AFTER INSERT ON payroll_drawnelsewhere
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_register_elsewhere();

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

CREATE OR REPLACE FUNCTION public.payroll_take_anew(lists bigint[], employments bigint[], months int[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due of locked months that lack a component, each from its list. Gives how many were taken.
DECLARE taken integer;
BEGIN
  WITH lacking AS (
    SELECT a.employment_id AS e, a.for_month AS m, a.components, a.due
      FROM unnest(lists, employments, months) k(l, e, m)
      JOIN public.payroll_arrearmonth a ON a.arrear_list_id = k.l AND a.employment_id = k.e AND a.for_month = k.m
  ), listed AS (
    SELECT e, m, u.component, u.due FROM lacking, unnest(components, lacking.due) u(component, due)
  ), held AS (
    SELECT l.e, l.m, u.component, u.due, u.open, u.drawn, u.elsewhere
      FROM lacking l JOIN public.payroll_dueregister d ON d.employment_id = l.e AND d.for_month = l.m,
           unnest(d.components, d.due, d.open, d.drawn, d.elsewhere) u(component, due, open, drawn, elsewhere)
  ), line AS (
    SELECT e, m, component, coalesce(l.due, h.due) AS due, coalesce(h.open, 0) AS open, coalesce(h.drawn, 0) AS drawn,
           coalesce(h.elsewhere, 0) AS elsewhere
      FROM listed l FULL JOIN held h USING (e, m, component)
  ), fresh AS (
    SELECT e, m, array_agg(component ORDER BY component) AS components, array_agg(due ORDER BY component) AS due,
           array_agg(open ORDER BY component) AS open, array_agg(drawn ORDER BY component) AS drawn,
           array_agg(elsewhere ORDER BY component) AS elsewhere
      FROM line GROUP BY e, m HAVING bool_and(open <= greatest(due - drawn - elsewhere, 0))
  )
  UPDATE public.payroll_dueregister d
     SET components = x.components, due = x.due, open = x.open, drawn = x.drawn, elsewhere = x.elsewhere
    FROM fresh x
   WHERE d.employment_id = x.e AND d.for_month = x.m;
  GET DIAGNOSTICS taken = ROW_COUNT;
  RETURN taken;
END $$;
