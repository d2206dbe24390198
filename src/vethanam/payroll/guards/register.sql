-- The due register. No process writes it: payroll_take_due (from a locked run) and the triggers on claims do.

CREATE FUNCTION public.payroll_within_due(due bigint[], open bigint[], drawn bigint[], elsewhere bigint[])
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Whether, for each component, what is openly claimed is no more than what is due less what was drawn.
DECLARE n int := coalesce(cardinality(due), 0);
BEGIN
  IF coalesce(cardinality(open), -1) <> n OR coalesce(cardinality(drawn), -1) <> n OR coalesce(cardinality(elsewhere), -1) <> n THEN
    RETURN false;
  END IF;
  FOR i IN 1..n LOOP
    IF due[i] IS NULL OR open[i] IS NULL OR drawn[i] IS NULL OR elsewhere[i] IS NULL
       OR open[i] < 0 OR open[i] > greatest(due[i] - drawn[i] - elsewhere[i], 0) THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $$;

ALTER TABLE public.payroll_dueregister ADD CONSTRAINT claims_within_due
  CHECK (public.payroll_within_due(due, open, drawn, elsewhere) AND cardinality(components) = cardinality(due));

CREATE FUNCTION public.payroll_lock_register(employments bigint[], months int[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Rows for these person-months exist and are locked, always in one order.
BEGIN
  INSERT INTO public.payroll_dueregister (employment_id, for_month, components, due, open, drawn, elsewhere)
    SELECT DISTINCT k.e, k.m, '{}'::smallint[], '{}'::bigint[], '{}'::bigint[], '{}'::bigint[], '{}'::bigint[]
      FROM unnest(employments, months) k(e, m) ORDER BY k.e, k.m
    ON CONFLICT (employment_id, for_month) DO NOTHING;
  PERFORM 1 FROM public.payroll_dueregister d
    WHERE (d.employment_id, d.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
    ORDER BY d.employment_id, d.for_month FOR UPDATE;
END $$;

CREATE FUNCTION public.payroll_register_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE employments bigint[]; months int[];
BEGIN
  SELECT array_agg(k.employment_id), array_agg(k.for_month) INTO employments, months
    FROM (SELECT DISTINCT employment_id, for_month FROM moved) k;
  IF employments IS NOT NULL THEN PERFORM public.payroll_restate(employments, months); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.payroll_take_due(wanted bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due from a locked run, for every person-month it assessed; people who are no longer in the month fall to
-- nothing, people set aside stay as they were. A due that would fall below what is openly claimed stays until the bill
-- that claims it is cancelled. Gives how many stayed.
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
            SELECT d.employment_id, u.component, 0, u.open, u.drawn, u.elsewhere
              FROM public.payroll_dueregister d,
                   unnest(d.components, d.open, d.drawn, d.elsewhere) u(component, open, drawn, elsewhere)
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

REVOKE ALL ON FUNCTION public.payroll_lock_register(bigint[], int[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.payroll_register_moved() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.payroll_take_due(bigint) FROM PUBLIC;
