-- Compensation by order of a court: two officers stand behind it, each claimed line is drawn once, and a bill waits while the
-- order is not in force, finance has not approved it, or the tax is not known.

CREATE OR REPLACE FUNCTION payroll_compensation_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'compensation.ordered');
BEGIN
  IF said IS NULL OR NEW.role <> 'law_officer' OR said ->> 'compensation' IS DISTINCT FROM NEW.reference
     OR NOT EXISTS (SELECT FROM public.privacy_roll r JOIN public.privacy_maderoll m ON m.roll_id = r.id
                     WHERE r.id = NEW.roll_id AND said ->> 'roll' = r.reference) THEN
    RAISE EXCEPTION 'The compensation is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM public.orders_order o WHERE o.id = NEW.order_id AND o.kind = 'court')
     OR NOT EXISTS (SELECT FROM public.people_headofaccount h WHERE h.id = NEW.head_id AND h.is_charged) THEN
    RAISE EXCEPTION 'Compensation rests on an order of a court and a charged head.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_as_logged BEFORE INSERT ON payroll_compensation
  FOR EACH ROW EXECUTE FUNCTION payroll_compensation_as_logged();

CREATE OR REPLACE FUNCTION payroll_compensation_by_two() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'compensation.decided');
BEGIN
  IF said IS NULL OR NEW.role <> 'finance_officer' OR said ->> 'outcome' IS DISTINCT FROM NEW.outcome OR NOT EXISTS (
       SELECT FROM public.payroll_compensation c WHERE c.id = NEW.compensation_id AND c.by_id <> NEW.by_id
          AND c.person <> NEW.person AND said ->> 'compensation' = c.reference) THEN
    RAISE EXCEPTION 'Another person, of finance, decides on a compensation.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_two BEFORE INSERT ON payroll_compensationdecision
  FOR EACH ROW EXECUTE FUNCTION payroll_compensation_by_two();

CREATE OR REPLACE FUNCTION payroll_compensation_tax_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'compensation.taxed');
BEGIN
  IF said IS NULL OR NEW.role <> 'law_officer' OR (said ->> 'rate')::integer IS DISTINCT FROM NEW.rate OR NOT EXISTS (
       SELECT FROM public.payroll_compensation c WHERE c.id = NEW.compensation_id AND said ->> 'compensation' = c.reference) THEN
    RAISE EXCEPTION 'The tax is not that of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_as_logged BEFORE INSERT ON payroll_compensationtax
  FOR EACH ROW EXECUTE FUNCTION payroll_compensation_tax_as_logged();

-- A line is drawn once: what a rival has committed is read after the lock on the line. The claim is of the person of the line,
-- who claimed on it, and asks what the court gives to her class.
CREATE OR REPLACE FUNCTION payroll_line_compensated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('payroll_compensatedline', NEW.line_id));
  IF EXISTS (SELECT FROM public.payroll_compensatedline d JOIN public.payroll_claim c ON c.id = d.claim_id
              WHERE d.line_id = NEW.line_id AND d.claim_id <> NEW.claim_id AND c.state <> 'void')
     OR EXISTS (SELECT FROM public.benefits_compensationline b WHERE b.line_id = NEW.line_id) THEN
    RAISE EXCEPTION 'line % is drawn already', NEW.line_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'compensated_once';
  END IF;
  IF NOT EXISTS (
       SELECT FROM public.payroll_compensation n
         JOIN public.payroll_compensationdecision d ON d.compensation_id = n.id AND d.outcome = 'approved'
         JOIN public.privacy_rollline l ON l.id = NEW.line_id AND l.roll_id = n.roll_id
         JOIN public.privacy_rollclaim a ON a.line_id = l.id
         JOIN public.payroll_claim c ON c.id = NEW.claim_id AND c.cause_id = n.order_id
         JOIN public.payroll_occasion o ON o.id = c.occasion_id AND o.kind = 'compensation'
         JOIN public.people_employment e ON e.id = c.employment_id AND e.person_id = l.person
        WHERE n.id = NEW.compensation_id
          AND c.gross = coalesce((n.amounts ->> l.class_of)::bigint, (n.amounts ->> '')::bigint)) THEN
    RAISE EXCEPTION 'claim % is not that of its line', NEW.claim_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'compensated_by_its_line';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER compensated BEFORE INSERT ON payroll_compensatedline
  FOR EACH ROW EXECUTE FUNCTION payroll_line_compensated();

FOR EACH TABLE payroll_compensation, payroll_compensationdecision, payroll_compensationtax, payroll_compensatedline:
CREATE TRIGGER stays BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_refuse();
END;

-- Why a bill of compensation waits, as the code of a sentence; NULL if nothing holds it, or it is of another kind. The tax is
-- asked until the bill is passed; the order counts until the money has left.
CREATE OR REPLACE FUNCTION public.payroll_compensation_held(of_bill bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE bill public.payroll_bill; today date := public.journal_business_day(); rate integer;
BEGIN
  SELECT * INTO bill FROM public.payroll_bill b WHERE b.id = of_bill;
  IF bill.kind IS DISTINCT FROM 'compensation' THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM public.payroll_billline l LEFT JOIN public.payroll_compensatedline d ON d.claim_id = l.claim_id
               LEFT JOIN public.payroll_compensationdecision a ON a.compensation_id = d.compensation_id AND a.outcome = 'approved'
              WHERE l.bill_id = of_bill AND l.is_live AND a.compensation_id IS NULL) THEN
    RETURN 'compensation_not_approved';
  END IF;
  IF EXISTS (
       SELECT FROM public.payroll_billline l JOIN public.payroll_claim c ON c.id = l.claim_id
         CROSS JOIN LATERAL (
           SELECT DISTINCT ON (x.employment) x.state FROM public.orders_ordereffect x
            WHERE x.order_id = c.cause_id AND (x.employment IS NULL OR x.employment = c.employment_id) AND x.valid_from <= today
            ORDER BY x.employment, x.valid_from DESC, x.recorded_at DESC, x.id DESC) fate
        WHERE l.bill_id = of_bill AND l.is_live AND fate.state IN ('stayed', 'set_aside', 'superseded')) THEN
    RETURN 'compensation_order_not_in_force';
  END IF;
  IF bill.state IN ('passed', 'part_credited', 'closed') THEN
    RETURN NULL;
  END IF;
  FOR rate IN
    SELECT DISTINCT (SELECT t.rate FROM public.payroll_compensationtax t WHERE t.compensation_id = d.compensation_id
                      ORDER BY t.id DESC LIMIT 1)
      FROM public.payroll_billline l JOIN public.payroll_compensatedline d ON d.claim_id = l.claim_id
     WHERE l.bill_id = of_bill AND l.is_live
  LOOP
    IF rate IS NULL THEN
      RETURN 'compensation_tax_unknown';
    END IF;
    IF EXISTS (SELECT FROM public.payroll_billline l JOIN public.payroll_claim c ON c.id = l.claim_id
                WHERE l.bill_id = of_bill AND l.is_live AND c.deductions <> (c.gross * rate + 500000) / 1000000 * 100) THEN
      RETURN 'compensation_tax_differs';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
