-- Payslips: one partition for each month drawn in, opened and closed by owner's functions, read only through the parent.

CREATE SEQUENCE IF NOT EXISTS public.payroll_payslip_id_seq AS bigint;
CREATE TABLE IF NOT EXISTS public.payroll_payslip (
  id bigint NOT NULL DEFAULT nextval('public.payroll_payslip_id_seq'),
  drawn_in integer NOT NULL,
  bill_id bigint NOT NULL,
  employment_id bigint NOT NULL,
  person_id bigint NOT NULL,
  claims bigint[] NOT NULL,
  for_months integer[] NOT NULL,
  components smallint[] NOT NULL,
  obligations bigint[] NOT NULL,
  amounts bigint[] NOT NULL,
  gross bigint NOT NULL,
  deductions bigint NOT NULL,
  net bigint NOT NULL,
  account_year varchar(7) NOT NULL,
  tax_year varchar(7) NOT NULL,
  PRIMARY KEY (drawn_in, bill_id, employment_id),
  CONSTRAINT payslip_adds_up CHECK (net = gross - deductions AND net >= 0),
  CONSTRAINT payslip_arrays_match CHECK (
    cardinality(components) = cardinality(amounts) AND cardinality(components) = cardinality(claims)
    AND cardinality(components) = cardinality(for_months) AND cardinality(components) = cardinality(obligations))
) PARTITION BY LIST (drawn_in);
ALTER SEQUENCE public.payroll_payslip_id_seq OWNED BY public.payroll_payslip.id;
CREATE INDEX IF NOT EXISTS payslip_of_employment ON public.payroll_payslip (employment_id, drawn_in);
CREATE INDEX IF NOT EXISTS payslip_of_person ON public.payroll_payslip (person_id, drawn_in);
CREATE INDEX IF NOT EXISTS payslip_of_bill ON public.payroll_payslip (bill_id);
CREATE INDEX IF NOT EXISTS payslip_by_id ON public.payroll_payslip (id);

CREATE VIEW public.payroll_payline WITH (security_invoker = true) AS
  SELECT s.id AS payslip_id, s.drawn_in, s.bill_id, s.employment_id, l.ordinal::integer AS ordinal, l.claim_id, l.for_month,
         l.component_id, l.obligation, l.amount
    FROM public.payroll_payslip s,
         unnest(s.claims, s.for_months, s.components, s.obligations, s.amounts)
           WITH ORDINALITY AS l(claim_id, for_month, component_id, obligation, amount, ordinal);

CREATE OR REPLACE FUNCTION public.payroll_open_month(wanted integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Open a month for drawing: its partition is made and attached. True if this call opened it.
DECLARE part text := format('payroll_payslip_%s', wanted); r record;
BEGIN
  IF wanted IS NULL OR wanted < 200001 OR wanted > 209912 OR wanted % 100 NOT BETWEEN 1 AND 12 THEN
    RAISE EXCEPTION '% is not a month', wanted USING ERRCODE = 'check_violation', CONSTRAINT = 'is_a_month';
  END IF;
  IF EXISTS (SELECT 1 FROM public.payroll_paymonth WHERE month = wanted) THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('payroll_open_month', wanted));
  IF EXISTS (SELECT 1 FROM public.payroll_paymonth WHERE month = wanted) THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.payroll_payslip INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT drawn_in_the_month CHECK (drawn_in = %s)', part, wanted);
  EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', part);
  FOR r IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'vethanam\_%' AND rolname NOT IN ('vethanam_owner', 'vethanam_backup') LOOP
    EXECUTE format('REVOKE ALL ON public.%I FROM %I', part, r.rolname);
  END LOOP;
  EXECUTE format('ALTER TABLE public.payroll_payslip ATTACH PARTITION public.%I FOR VALUES IN (%s)', part, wanted);
  INSERT INTO public.payroll_paymonth (month, opened_at) VALUES (wanted, clock_timestamp());
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_close_month(wanted integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Close a month: its count and net are written down and no payslip enters it any more. True if this call closed it.
BEGIN
  UPDATE public.payroll_paymonth SET closed_at = clock_timestamp(),
         payslips = (SELECT count(*) FROM public.payroll_payslip WHERE drawn_in = wanted),
         net = (SELECT coalesce(sum(s.net), 0) FROM public.payroll_payslip s WHERE s.drawn_in = wanted)
   WHERE month = wanted AND closed_at IS NULL;
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION public.payroll_payslips_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  PERFORM 1 FROM public.payroll_paymonth WHERE month IN (SELECT DISTINCT drawn_in FROM made) FOR SHARE;
  SELECT m.bill_id INTO bad FROM made m JOIN public.payroll_bill b ON b.id = m.bill_id
    LEFT JOIN public.payroll_paymonth p ON p.month = m.drawn_in
   WHERE b.state <> 'passed' OR b.drawn_in <> m.drawn_in OR p.month IS NULL OR p.closed_at IS NOT NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'bill % is not passed in an open month', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'payslip_of_a_passed_bill';
  END IF;
  SELECT l.claim_id INTO bad FROM made m CROSS JOIN LATERAL unnest(m.claims) AS l(claim_id)
   WHERE NOT EXISTS (SELECT 1 FROM public.payroll_claim c JOIN public.payroll_billline b ON b.claim_id = c.id AND b.is_live
                      WHERE c.id = l.claim_id AND c.state = 'drawn' AND c.employment_id = m.employment_id AND b.bill_id = m.bill_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'claim % is not drawn by this bill', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'payslip_of_drawn_claims';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER payslips_made AFTER INSERT ON payroll_payslip
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_payslips_made();
