-- Lists of arrears: the due register takes the due from the latest list of a drawing code.

ALTER TABLE public.payroll_arrearmonth ADD CONSTRAINT arrear_arrays_match CHECK (
  cardinality(components) > 0 AND cardinality(components) = cardinality(due) AND cardinality(components) = cardinality(drawn)
  AND array_position(due, NULL) IS NULL AND array_position(drawn, NULL) IS NULL AND array_position(components, NULL) IS NULL);

CREATE OR REPLACE FUNCTION public.payroll_months_listed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT n.arrear_list_id INTO bad FROM (SELECT DISTINCT arrear_list_id FROM listed) n
   WHERE NOT EXISTS (SELECT 1 FROM public.payroll_arrearlist l WHERE l.id = n.arrear_list_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no list %', bad USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'arrear_month_names_a_list';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER months_listed AFTER INSERT ON payroll_arrearmonth
  REFERENCING NEW TABLE AS listed FOR EACH STATEMENT EXECUTE FUNCTION payroll_months_listed();

CREATE OR REPLACE FUNCTION public.payroll_lists_are_latest(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_arrearlist n JOIN public.payroll_arrearlist l ON l.id = ANY (wanted)
              WHERE n.drawing_code_id = l.drawing_code_id AND n.known_at > l.known_at) THEN
    RAISE EXCEPTION 'a later list was made' USING ERRCODE = 'check_violation', CONSTRAINT = 'arrear_list_is_latest';
  END IF;
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
