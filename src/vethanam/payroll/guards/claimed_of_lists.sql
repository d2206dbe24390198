-- A claim that names its list of arrears has the register take what is due of its month from that list, as it asks: the month
-- is written once. What no claim of a list asks is taken from the list afterwards.

CREATE OR REPLACE FUNCTION public.payroll_within_due(due bigint[], open bigint[], drawn bigint[], elsewhere bigint[])
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Whether, for each component, what is openly claimed is no more than what is due less what was drawn.
DECLARE n int := coalesce(cardinality(due), 0);
BEGIN
  IF coalesce(cardinality(open), -1) <> n OR coalesce(cardinality(drawn), -1) <> n OR coalesce(cardinality(elsewhere), -1) <> n
     OR array_position(due, NULL) IS NOT NULL OR array_position(open, NULL) IS NOT NULL
     OR array_position(drawn, NULL) IS NOT NULL OR array_position(elsewhere, NULL) IS NOT NULL THEN
    RETURN false;
  END IF;
  FOR i IN 1..n LOOP
    IF open[i] <> 0 AND (open[i] < 0 OR open[i] > due[i] - drawn[i] - elsewhere[i]) THEN RETURN false; END IF;
  END LOOP;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_put(components smallint[], amounts bigint[], named smallint[], given bigint[], adds boolean)
RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- The amounts with what is given of the named components in place of what stood there, or what is asked added to it.
DECLARE at int;
BEGIN
  FOR i IN 1..cardinality(named) LOOP
    at := array_position(components, named[i]);
    amounts[at] := CASE WHEN adds THEN amounts[at] + greatest(given[i], 0) ELSE given[i] END;
  END LOOP;
  RETURN amounts;
END $$;

CREATE FUNCTION public.payroll_lists_are_latest(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_arrearlist n JOIN public.payroll_arrearlist l ON l.id = ANY (wanted)
              WHERE n.drawing_code_id = l.drawing_code_id AND n.known_at > l.known_at) THEN
    RAISE EXCEPTION 'a later list was made' USING ERRCODE = 'check_violation', CONSTRAINT = 'arrear_list_is_latest';
  END IF;
END $$;

CREATE FUNCTION public.payroll_lock_arrears(wanted bigint[], people bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The months of these people on lists of arrears are locked in the register: whose claims are read now has no other under way.
DECLARE employments bigint[]; months int[];
BEGIN
  SELECT array_agg(a.employment_id), array_agg(a.for_month) INTO employments, months
    FROM public.payroll_arrearmonth a WHERE a.arrear_list_id = ANY (wanted) AND a.employment_id = ANY (people);
  IF employments IS NOT NULL THEN PERFORM public.payroll_lock_register(employments, months); END IF;
END $$;

CREATE FUNCTION public.payroll_take_anew(lists bigint[], employments bigint[], months int[]) RETURNS integer
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

CREATE OR REPLACE FUNCTION public.payroll_take_arrears(wanted bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due from lists of arrears, for each component they name, of the months that no claim naming the list asks;
-- other components stay as they were, and so does a month whose due would fall below what is openly claimed. Gives how many
-- months stayed.
DECLARE lists bigint[]; employments bigint[]; months int[]; wanted_rows integer; in_place integer; made_anew integer := 0;
BEGIN
  PERFORM public.payroll_lists_are_latest(wanted);
  SELECT array_agg(l), array_agg(e), array_agg(m), count(*) INTO lists, employments, months, wanted_rows FROM (
    SELECT a.arrear_list_id AS l, a.employment_id AS e, a.for_month AS m FROM public.payroll_arrearmonth a
     WHERE a.arrear_list_id = ANY (wanted) AND NOT EXISTS (
       SELECT 1 FROM public.payroll_claim c
        WHERE c.arrear_list_id = a.arrear_list_id AND c.employment_id = a.employment_id AND c.for_month = a.for_month)) k;
  IF employments IS NULL THEN RETURN 0; END IF;
  IF EXISTS (SELECT 1 FROM unnest(employments, months) k(e, m) GROUP BY e, m HAVING count(*) > 1) THEN
    RAISE EXCEPTION 'a month is on two of the lists' USING ERRCODE = 'check_violation', CONSTRAINT = 'arrear_month_listed_once';
  END IF;
  PERFORM public.payroll_lock_register(employments, months);
  UPDATE public.payroll_dueregister d SET due = public.payroll_put(d.components, d.due, a.components, a.due, false)
    FROM unnest(lists, employments, months) k(l, e, m)
    JOIN public.payroll_arrearmonth a ON a.arrear_list_id = k.l AND a.employment_id = k.e AND a.for_month = k.m
   WHERE d.employment_id = k.e AND d.for_month = k.m AND a.components <@ d.components
     AND (0 = ALL (d.open) OR public.payroll_within_due(
            public.payroll_put(d.components, d.due, a.components, a.due, false), d.open, d.drawn, d.elsewhere));
  GET DIAGNOSTICS in_place = ROW_COUNT;
  SELECT array_agg(k.l), array_agg(k.e), array_agg(k.m) INTO lists, employments, months
    FROM unnest(lists, employments, months) k(l, e, m)
    JOIN public.payroll_arrearmonth a ON a.arrear_list_id = k.l AND a.employment_id = k.e AND a.for_month = k.m
    JOIN public.payroll_dueregister d ON d.employment_id = k.e AND d.for_month = k.m
   WHERE NOT a.components <@ d.components;
  IF employments IS NOT NULL THEN made_anew := public.payroll_take_anew(lists, employments, months); END IF;
  RETURN wanted_rows - in_place - made_anew;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_claims_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- New claims ask: what they ask is open, what is due is taken from the list that they name, and nothing else of their months
-- moves. The rows are locked by a statement of its own first, so that it is added to what any rival has committed.
DECLARE lists bigint[]; strangers integer; employments bigint[]; months int[]; in_place integer;
BEGIN
  SELECT array_agg(k.e), array_agg(k.m) INTO employments, months
    FROM (SELECT DISTINCT employment_id AS e, for_month AS m FROM moved) k;
  IF employments IS NULL THEN RETURN NULL; END IF;
  SELECT array_agg(k.l), count(*) FILTER (WHERE l.drawing_code_id IS DISTINCT FROM k.code) INTO lists, strangers
    FROM (SELECT DISTINCT arrear_list_id AS l, drawing_code_id AS code FROM moved WHERE arrear_list_id IS NOT NULL) k
    LEFT JOIN public.payroll_arrearlist l ON l.id = k.l;
  IF strangers > 0 THEN
    RAISE EXCEPTION 'a claim names a list of its drawing code' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_of_its_list';
  END IF;
  PERFORM public.payroll_lists_are_latest(lists);
  PERFORM public.payroll_lock_register(employments, months);
  UPDATE public.payroll_dueregister d
     SET open = public.payroll_put(d.components, d.open, x.named, x.asked, true),
         due = CASE WHEN a.id IS NULL THEN d.due
                    WHEN 0 = ALL (d.open) OR public.payroll_within_due(
                           public.payroll_put(d.components, d.due, a.components, a.due, false), d.open, d.drawn, d.elsewhere)
                    THEN public.payroll_put(d.components, d.due, a.components, a.due, false)
                    ELSE d.due END
    FROM (SELECT c.employment_id AS e, c.for_month AS m, max(c.arrear_list_id) AS l,
                 public.payroll_joined(c.components) AS named, public.payroll_joined(c.claimed) AS asked
            FROM moved c GROUP BY c.employment_id, c.for_month) x
    LEFT JOIN public.payroll_arrearmonth a ON a.arrear_list_id = x.l AND a.employment_id = x.e AND a.for_month = x.m
   WHERE d.employment_id = x.e AND d.for_month = x.m AND x.named <@ d.components
     AND (a.id IS NULL OR a.components <@ d.components);
  GET DIAGNOSTICS in_place = ROW_COUNT;
  IF in_place = cardinality(months) THEN RETURN NULL; END IF;
  SELECT array_agg(k.l), array_agg(k.e), array_agg(k.m) INTO lists, employments, months
    FROM (SELECT c.employment_id AS e, c.for_month AS m, max(c.arrear_list_id) AS l
            FROM moved c JOIN public.payroll_dueregister d ON d.employment_id = c.employment_id AND d.for_month = c.for_month
            LEFT JOIN public.payroll_arrearmonth a
              ON a.arrear_list_id = c.arrear_list_id AND a.employment_id = c.employment_id AND a.for_month = c.for_month
           WHERE NOT c.components <@ d.components OR NOT a.components <@ d.components
           GROUP BY c.employment_id, c.for_month) k;
  PERFORM public.payroll_take_anew(lists, employments, months);
  PERFORM public.payroll_restate(employments, months);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_claim_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.employment_id, OLD.for_month, OLD.part, OLD.drawing_code_id, OLD.cause_id, OLD.instalment, OLD.run_id,
      OLD.arrear_list_id, OLD.components, OLD.obligations, OLD.due, OLD.claimed, OLD.unconfirmed, OLD.gross, OLD.deductions, OLD.net,
      OLD.recorded_at)
     IS DISTINCT FROM
     (NEW.id, NEW.employment_id, NEW.for_month, NEW.part, NEW.drawing_code_id, NEW.cause_id, NEW.instalment, NEW.run_id,
      NEW.arrear_list_id, NEW.components, NEW.obligations, NEW.due, NEW.claimed, NEW.unconfirmed, NEW.gross, NEW.deductions, NEW.net,
      NEW.recorded_at) THEN
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

REVOKE ALL ON FUNCTION public.payroll_lock_arrears(bigint[], bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.payroll_take_anew(bigint[], bigint[], int[]) FROM PUBLIC;
