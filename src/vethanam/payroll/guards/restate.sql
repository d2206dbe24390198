-- How the due register follows claims, refunds and vouchers of other offices.

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

REVOKE ALL ON FUNCTION public.payroll_restate(bigint[], int[]) FROM PUBLIC;
