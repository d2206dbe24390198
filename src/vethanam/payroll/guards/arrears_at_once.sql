-- The register takes what is due from any number of lists of arrears in one go.

DROP FUNCTION public.payroll_take_arrears(bigint);

CREATE FUNCTION public.payroll_take_arrears(wanted bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due from lists of arrears, for each component they name; other components stay as they were, and so does a
-- month whose due would fall below what is openly claimed. Gives how many months stayed.
DECLARE employments bigint[]; months int[]; wanted_rows integer; taken_rows integer;
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
  WITH listed AS (
    SELECT a.employment_id AS e, a.for_month AS m, u.component, u.due
      FROM public.payroll_arrearmonth a, unnest(a.components, a.due) u(component, due) WHERE a.arrear_list_id = ANY (wanted)
  ), held AS (
    SELECT d.employment_id AS e, d.for_month AS m, u.component, u.due, u.open, u.drawn, u.elsewhere
      FROM public.payroll_arrearmonth a
      JOIN public.payroll_dueregister d ON d.employment_id = a.employment_id AND d.for_month = a.for_month,
           unnest(d.components, d.due, d.open, d.drawn, d.elsewhere) u(component, due, open, drawn, elsewhere)
     WHERE a.arrear_list_id = ANY (wanted)
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
  GET DIAGNOSTICS taken_rows = ROW_COUNT;
  RETURN wanted_rows - taken_rows;
END $$;

REVOKE ALL ON FUNCTION public.payroll_take_arrears(bigint[]) FROM PUBLIC;
