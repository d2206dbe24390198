-- Whether the orders that claims name and the lists that months of arrears are on exist is asked once for all rows of a statement,
-- where a foreign key looks at each. What was there stays: neither is ever changed or removed.

CREATE OR REPLACE FUNCTION public.payroll_claims_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT id INTO bad FROM made WHERE state NOT IN ('open', 'withheld', 'barred') LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'claim % must be made open', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_made_open'; END IF;
  SELECT m.id INTO bad FROM made m CROSS JOIN LATERAL (
      SELECT coalesce(sum(u.claimed) FILTER (WHERE c.kind = 'earning'), 0) AS gross,
             coalesce(sum(u.claimed) FILTER (WHERE c.kind = 'deduction'), 0) AS deductions, count(c.code) AS known
        FROM unnest(m.components, m.claimed) u(component, claimed) LEFT JOIN public.payroll_component c ON c.code = u.component) s
   WHERE s.gross <> m.gross OR s.deductions <> m.deductions OR s.known <> cardinality(m.components) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'claim % does not add up', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_adds_up'; END IF;
  SELECT n.cause_id INTO bad FROM (SELECT DISTINCT cause_id FROM made WHERE cause_id IS NOT NULL) n
   WHERE NOT EXISTS (SELECT 1 FROM public.orders_order o WHERE o.id = n.cause_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no order %', bad USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'claim_names_an_order';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.payroll_months_listed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT n.arrear_list_id INTO bad FROM (SELECT DISTINCT arrear_list_id FROM listed) n
   WHERE NOT EXISTS (SELECT 1 FROM public.payroll_arrearlist l WHERE l.id = n.arrear_list_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no list %', bad USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'arrear_month_names_a_list';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER months_listed AFTER INSERT ON public.payroll_arrearmonth REFERENCING NEW TABLE AS listed
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_months_listed();
