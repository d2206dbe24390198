-- Sums recovered of each obligation, by month and by year: what its claims recover less what was refunded of them.

CREATE OR REPLACE FUNCTION public.payroll_recoveries_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- A void or barred claim recovers nothing. A claim that is drawn counts as it did while it was open.
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.payroll_recoveredsum AS s (employment_id, obligation, period, amount)
    SELECT m.employment_id, u.obligation, p.period, sum(u.claimed)
      FROM moved m, unnest(m.obligations, m.claimed) u(obligation, claimed), LATERAL (VALUES (m.for_month), (m.for_month / 100)) p(period)
     WHERE m.state NOT IN ('void', 'barred') AND u.obligation IS NOT NULL
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (employment_id, obligation, period) DO UPDATE SET amount = s.amount + excluded.amount;
  ELSE
    INSERT INTO public.payroll_recoveredsum AS s (employment_id, obligation, period, amount)
    SELECT c.employment_id, u.obligation, p.period, sum(c.sign * u.claimed)
      FROM (SELECT 1 AS sign, employment_id, for_month, state, obligations, claimed FROM moved
            UNION ALL
            SELECT -1, employment_id, for_month, state, obligations, claimed FROM former) c,
           unnest(c.obligations, c.claimed) u(obligation, claimed), LATERAL (VALUES (c.for_month), (c.for_month / 100)) p(period)
     WHERE c.state NOT IN ('void', 'barred') AND u.obligation IS NOT NULL
     GROUP BY 1, 2, 3 HAVING sum(c.sign * u.claimed) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (employment_id, obligation, period) DO UPDATE SET amount = s.amount + excluded.amount;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER c_recoveries_asked AFTER INSERT ON payroll_claim
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION payroll_recoveries_moved();
CREATE TRIGGER c_recoveries_moved AFTER UPDATE ON payroll_claim
  REFERENCING OLD TABLE AS former NEW TABLE AS moved FOR EACH STATEMENT
  EXECUTE FUNCTION payroll_recoveries_moved();

CREATE OR REPLACE FUNCTION public.payroll_recovery_refunded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.payroll_recoveredsum AS s (employment_id, obligation, period, amount)
  SELECT c.employment_id, l.obligation, p.period, -sum(l.amount)
    FROM public.payroll_refundline l JOIN public.payroll_claim c ON c.id = l.claim_id,
         LATERAL (VALUES (c.for_month), (c.for_month / 100)) p(period)
   WHERE l.refund_id = NEW.id AND l.obligation IS NOT NULL
   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (employment_id, obligation, period) DO UPDATE SET amount = s.amount + excluded.amount;
  RETURN NULL;
END $$;

CREATE TRIGGER recovery_refunded AFTER UPDATE ON payroll_refund
  FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION payroll_recovery_refunded();

CREATE OR REPLACE FUNCTION public.payroll_fill_recovered() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Sums of claims from before there were any, once. Gives how many it made.
DECLARE made bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_recoveredsum) THEN RETURN 0; END IF;
  INSERT INTO public.payroll_recoveredsum (employment_id, obligation, period, amount)
  SELECT e, o, p.period, sum(a)
    FROM (SELECT c.employment_id AS e, u.obligation AS o, c.for_month AS m, u.claimed AS a
            FROM public.payroll_claim c, unnest(c.obligations, c.claimed) u(obligation, claimed)
           WHERE c.state NOT IN ('void', 'barred') AND u.obligation IS NOT NULL
           UNION ALL
          SELECT r.employment_id, r.obligation, r.for_month, -r.amount FROM public.payroll_refunded r WHERE r.obligation IS NOT NULL
         ) line, LATERAL (VALUES (m), (m / 100)) p(period)
   GROUP BY e, o, p.period ORDER BY p.period, e, o;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END $$;
