-- What claims ask and lists say is put in its place in the register, month by month, without taking each month apart.
-- The rows of months that lack a component are made anew, as ever.

CREATE FUNCTION public.payroll_put(components smallint[], amounts bigint[], named smallint[], given bigint[], adds boolean)
RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
-- The amounts with what is given of the named components in place of what stood there, or what is asked added to it.
DECLARE at int;
BEGIN
  FOR i IN 1..cardinality(named) LOOP
    at := array_position(components, named[i]);
    amounts[at] := CASE WHEN adds THEN amounts[at] + greatest(given[i], 0) ELSE given[i] END;
  END LOOP;
  RETURN amounts;
END $$;

CREATE AGGREGATE public.payroll_joined(anycompatiblearray) (sfunc = array_cat, stype = anycompatiblearray, parallel = safe);

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

CREATE FUNCTION public.payroll_claims_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- New claims ask: what they ask is open, and nothing else of their months moves. The rows are locked by a statement of its
-- own first, so that it is added to what any rival has committed.
DECLARE employments bigint[]; months int[];
BEGIN
  SELECT array_agg(k.e), array_agg(k.m) INTO employments, months
    FROM (SELECT DISTINCT employment_id AS e, for_month AS m FROM moved) k;
  IF employments IS NULL THEN RETURN NULL; END IF;
  PERFORM public.payroll_lock_register(employments, months);
  UPDATE public.payroll_dueregister d SET open = public.payroll_put(d.components, d.open, x.named, x.asked, true)
    FROM (SELECT c.employment_id AS e, c.for_month AS m, public.payroll_joined(c.components) AS named,
                 public.payroll_joined(c.claimed) AS asked
            FROM moved c GROUP BY c.employment_id, c.for_month) x
   WHERE d.employment_id = x.e AND d.for_month = x.m AND x.named <@ d.components;
  SELECT array_agg(k.e), array_agg(k.m) INTO employments, months
    FROM (SELECT DISTINCT c.employment_id AS e, c.for_month AS m
            FROM moved c JOIN public.payroll_dueregister d ON d.employment_id = c.employment_id AND d.for_month = c.for_month
           WHERE NOT c.components <@ d.components) k;
  IF employments IS NOT NULL THEN PERFORM public.payroll_restate(employments, months); END IF;
  RETURN NULL;
END $$;

DROP TRIGGER b_register_moved ON public.payroll_claim;
CREATE TRIGGER b_claims_asked AFTER INSERT ON public.payroll_claim REFERENCING NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_claims_asked();

CREATE OR REPLACE FUNCTION public.payroll_take_arrears(wanted bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due from lists of arrears, for each component they name; other components stay as they were, and so does a
-- month whose due would fall below what is openly claimed. Gives how many months stayed.
DECLARE employments bigint[]; months int[]; wanted_rows integer; in_place integer; made_anew integer := 0;
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_arrearlist n JOIN public.payroll_arrearlist l ON l.id = ANY (wanted)
              WHERE n.drawing_code_id = l.drawing_code_id AND n.known_at > l.known_at) THEN
    RAISE EXCEPTION 'a later list was made' USING ERRCODE = 'check_violation', CONSTRAINT = 'arrear_list_is_latest';
  END IF;
  SELECT array_agg(e), array_agg(m), count(*) INTO employments, months, wanted_rows FROM (
    SELECT employment_id AS e, for_month AS m FROM public.payroll_arrearmonth WHERE arrear_list_id = ANY (wanted)
     ORDER BY employment_id, for_month) k;
  IF employments IS NULL THEN RETURN 0; END IF;
  IF EXISTS (SELECT 1 FROM unnest(employments, months) k(e, m) GROUP BY e, m HAVING count(*) > 1) THEN
    RAISE EXCEPTION 'a month is on two of the lists' USING ERRCODE = 'check_violation', CONSTRAINT = 'arrear_month_listed_once';
  END IF;
  PERFORM public.payroll_lock_register(employments, months);
  SELECT array_agg(d.employment_id), array_agg(d.for_month) INTO employments, months
    FROM public.payroll_arrearmonth a
    JOIN public.payroll_dueregister d ON d.employment_id = a.employment_id AND d.for_month = a.for_month
   WHERE a.arrear_list_id = ANY (wanted) AND NOT a.components <@ d.components;
  UPDATE public.payroll_dueregister d SET due = public.payroll_put(d.components, d.due, a.components, a.due, false)
    FROM public.payroll_arrearmonth a
   WHERE a.arrear_list_id = ANY (wanted) AND d.employment_id = a.employment_id AND d.for_month = a.for_month
     AND a.components <@ d.components
     AND (0 = ALL (d.open) OR public.payroll_within_due(
            public.payroll_put(d.components, d.due, a.components, a.due, false), d.open, d.drawn, d.elsewhere));
  GET DIAGNOSTICS in_place = ROW_COUNT;
  IF employments IS NOT NULL THEN
    WITH lacking AS (
      SELECT a.employment_id AS e, a.for_month AS m, a.components, a.due
        FROM unnest(employments, months) k(e, m)
        JOIN public.payroll_arrearmonth a ON a.employment_id = k.e AND a.for_month = k.m AND a.arrear_list_id = ANY (wanted)
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
    GET DIAGNOSTICS made_anew = ROW_COUNT;
  END IF;
  RETURN wanted_rows - in_place - made_anew;
END $$;

-- A month is written several times, as its pay is due, claimed and drawn: where its page has room, no index is written.
ALTER TABLE public.payroll_dueregister SET (fillfactor = 50);

REVOKE ALL ON FUNCTION public.payroll_claims_asked() FROM PUBLIC;
