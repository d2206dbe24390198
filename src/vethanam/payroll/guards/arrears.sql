-- A list of arrears says once and for ever what it says; the register takes what is due from it.

ALTER TABLE public.payroll_arrearmonth ADD CONSTRAINT arrear_arrays_match CHECK (
  cardinality(components) > 0 AND cardinality(components) = cardinality(due) AND cardinality(components) = cardinality(drawn)
  AND array_position(due, NULL) IS NULL AND array_position(drawn, NULL) IS NULL AND array_position(components, NULL) IS NULL);
CREATE TRIGGER lists_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_arrearlist
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();
CREATE TRIGGER months_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_arrearmonth
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

CREATE FUNCTION public.payroll_take_arrears(wanted bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Take what is due from a list of arrears, for each component it names; other components stay as they were, and so does
-- a month whose due would fall below what is openly claimed. Gives how many months stayed.
DECLARE employments bigint[]; months int[]; wanted_rows integer; taken_rows integer;
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_arrearlist n JOIN public.payroll_arrearlist l ON l.id = wanted
              WHERE n.drawing_code_id = l.drawing_code_id AND n.known_at > l.known_at) THEN
    RAISE EXCEPTION 'a later list was made' USING ERRCODE = 'check_violation', CONSTRAINT = 'arrear_list_is_latest';
  END IF;
  SELECT array_agg(employment_id ORDER BY employment_id, for_month), array_agg(for_month ORDER BY employment_id, for_month), count(*)
    INTO employments, months, wanted_rows FROM public.payroll_arrearmonth WHERE arrear_list_id = wanted;
  IF employments IS NULL THEN RETURN 0; END IF;
  PERFORM public.payroll_lock_register(employments, months);
  WITH listed AS (
    SELECT a.employment_id AS e, a.for_month AS m, u.component, u.due
      FROM public.payroll_arrearmonth a, unnest(a.components, a.due) u(component, due) WHERE a.arrear_list_id = wanted
  ), held AS (
    SELECT d.employment_id AS e, d.for_month AS m, u.component, u.due, u.open, u.drawn, u.elsewhere
      FROM public.payroll_dueregister d,
           unnest(d.components, d.due, d.open, d.drawn, d.elsewhere) u(component, due, open, drawn, elsewhere)
     WHERE (d.employment_id, d.for_month) IN (SELECT k.e, k.m FROM unnest(employments, months) k(e, m))
  ), fresh AS (
    SELECT e, m, array_agg(component ORDER BY component) AS components, array_agg(due ORDER BY component) AS due,
           array_agg(open ORDER BY component) AS open, array_agg(drawn ORDER BY component) AS drawn,
           array_agg(elsewhere ORDER BY component) AS elsewhere
      FROM (SELECT e, m, component, coalesce(l.due, h.due) AS due, coalesce(h.open, 0) AS open, coalesce(h.drawn, 0) AS drawn,
                   coalesce(h.elsewhere, 0) AS elsewhere
              FROM listed l FULL JOIN held h USING (e, m, component)) line
     GROUP BY e, m
  )
  UPDATE public.payroll_dueregister d
     SET components = x.components, due = x.due, open = x.open, drawn = x.drawn, elsewhere = x.elsewhere
    FROM fresh x
   WHERE d.employment_id = x.e AND d.for_month = x.m AND public.payroll_within_due(x.due, x.open, x.drawn, x.elsewhere);
  GET DIAGNOSTICS taken_rows = ROW_COUNT;
  RETURN wanted_rows - taken_rows;
END $$;

REVOKE ALL ON FUNCTION public.payroll_take_arrears(bigint) FROM PUBLIC;
