-- Refunds: entered by one officer, confirmed by another.

ALTER TABLE public.payroll_refund ADD CONSTRAINT refund_confirmed_by_another CHECK (
  (state = 'entered') = (decided_at IS NULL) AND (state = 'entered') = (decided_by_id IS NULL)
  AND (decided_by_id IS NULL) = (decided_for_id IS NULL)
  AND NOT (ARRAY[decided_by_id, decided_for_id] && ARRAY[entered_by_id, entered_for_id]));

CREATE VIEW public.payroll_refunded WITH (security_invoker = true) AS
  SELECT r.id, f.bill_id, c.id AS claim_id, c.employment_id, c.for_month, c.part, c.drawing_code_id, c.cause_id,
         r.component, r.obligation, r.amount, f.decided_at
    FROM public.payroll_refundline r JOIN public.payroll_refund f ON f.id = r.refund_id
    JOIN public.payroll_claim c ON c.id = r.claim_id
   WHERE f.state = 'confirmed';

CREATE OR REPLACE FUNCTION public.payroll_refund_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.state <> 'entered' OR NOT EXISTS (SELECT 1 FROM public.payroll_bill b
       WHERE b.id = NEW.bill_id AND b.treasury_id = NEW.treasury_id AND b.state IN ('passed', 'part_credited', 'closed')) THEN
    RAISE EXCEPTION 'a refund is entered for a bill that was passed' USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_of_a_paid_bill';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER refund_made BEFORE INSERT ON payroll_refund
  FOR EACH ROW EXECUTE FUNCTION payroll_refund_made();

CREATE OR REPLACE FUNCTION public.payroll_refund_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state <> 'entered' OR (OLD.id, OLD.bill_id, OLD.employment_id, OLD.treasury_id, OLD.challan_number, OLD.challan_date, OLD.account_year,
       OLD.amount, OLD.reason, OLD.entered_at, OLD.entered_by_id, OLD.entered_for_id)
     IS DISTINCT FROM (NEW.id, NEW.bill_id, NEW.employment_id, NEW.treasury_id, NEW.challan_number, NEW.challan_date, NEW.account_year,
       NEW.amount, NEW.reason, NEW.entered_at, NEW.entered_by_id, NEW.entered_for_id) THEN
    RAISE EXCEPTION 'refund % is decided', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_is_kept';
  END IF;
  IF EXISTS (
      SELECT 1 FROM public.payroll_billact a WHERE a.bill_id = NEW.bill_id AND a.act IN ('made', 'checked', 'countersigned', 'presented')
         AND (a.person_id IN (NEW.decided_by_id, NEW.decided_for_id) OR a.on_behalf_of_id IN (NEW.decided_by_id, NEW.decided_for_id))) THEN
    RAISE EXCEPTION 'who drew the bill decides no refund of it' USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_confirmed_by_another';
  END IF;
  IF NEW.state = 'confirmed' AND NEW.amount <> (
       SELECT coalesce(sum(CASE k.kind WHEN 'earning' THEN l.amount WHEN 'deduction' THEN -l.amount ELSE 0 END), 0)
         FROM public.payroll_refundline l JOIN public.payroll_component k ON k.code = l.component WHERE l.refund_id = NEW.id) THEN
    RAISE EXCEPTION 'the lines of refund % do not add up to it', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_adds_up';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER refund_kept BEFORE UPDATE ON payroll_refund
  FOR EACH ROW EXECUTE FUNCTION payroll_refund_kept();

CREATE OR REPLACE FUNCTION public.payroll_refund_lines_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The claims are locked by a statement of their own first, so that the sums are read after any rival has committed.
DECLARE bad bigint;
BEGIN
  PERFORM 1 FROM public.payroll_claim WHERE id IN (SELECT claim_id FROM made) ORDER BY id FOR UPDATE;
  SELECT m.claim_id INTO bad FROM made m JOIN public.payroll_refund f ON f.id = m.refund_id JOIN public.payroll_claim c ON c.id = m.claim_id
   WHERE f.state <> 'entered' OR c.state <> 'drawn' OR c.employment_id <> f.employment_id
      OR NOT EXISTS (SELECT 1 FROM public.payroll_billline l WHERE l.claim_id = c.id AND l.bill_id = f.bill_id AND l.is_live) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'claim % was not drawn by this bill', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_of_drawn_claims';
  END IF;
  SELECT r.claim_id INTO bad
    FROM (SELECT l.claim_id, l.component, l.obligation, sum(l.amount) AS amount
            FROM public.payroll_refundline l JOIN public.payroll_refund f ON f.id = l.refund_id AND f.state <> 'refused'
           WHERE l.claim_id IN (SELECT claim_id FROM made) GROUP BY l.claim_id, l.component, l.obligation) r
    JOIN public.payroll_claim c ON c.id = r.claim_id
   WHERE r.amount > (SELECT coalesce(sum(u.claimed), 0) FROM unnest(c.components, c.obligations, c.claimed) u(component, obligation, claimed)
                      WHERE u.component = r.component AND u.obligation IS NOT DISTINCT FROM r.obligation) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'claim % drew less than is refunded of it', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_drawn';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER refund_lines_made AFTER INSERT ON payroll_refundline
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_refund_lines_made();

CREATE OR REPLACE FUNCTION public.payroll_refund_decided() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE employments bigint[]; months int[];
BEGIN
  SELECT array_agg(k.employment_id), array_agg(k.for_month) INTO employments, months
    FROM (SELECT DISTINCT c.employment_id, c.for_month FROM public.payroll_refundline l JOIN public.payroll_claim c ON c.id = l.claim_id
           WHERE l.refund_id = NEW.id) k;
  IF employments IS NOT NULL THEN PERFORM public.payroll_restate(employments, months); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER refund_decided AFTER UPDATE ON payroll_refund
  FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION payroll_refund_decided();
