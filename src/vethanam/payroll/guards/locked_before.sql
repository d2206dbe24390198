-- Months of everybody whose arrears are claimed at once are locked before what was drawn of them is read, in the one order, so
-- that they can be claimed in any.

DROP FUNCTION public.payroll_lock_arrears(bigint[], bigint[]);

CREATE FUNCTION public.payroll_lock_months(people bigint[], since int, until int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- What the register has of these people from one month to another is locked: whose claims are read now has no other under way.
BEGIN
  PERFORM 1 FROM public.payroll_dueregister d
    WHERE d.employment_id = ANY (people) AND d.for_month BETWEEN since AND until
    ORDER BY d.employment_id, d.for_month FOR UPDATE;
END $$;

REVOKE ALL ON FUNCTION public.payroll_lock_months(bigint[], int, int) FROM PUBLIC;
