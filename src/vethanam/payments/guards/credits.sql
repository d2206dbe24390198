-- A credit needs a signed answer or a transfer in the treasury's books, and has the amount of its leg.

CREATE OR REPLACE FUNCTION payments_credit_is_believed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE leg payments_paymentleg;
BEGIN
  SELECT * INTO leg FROM payments_paymentleg WHERE id = NEW.leg_id FOR UPDATE;
  IF leg.amount IS DISTINCT FROM NEW.amount THEN
    RAISE EXCEPTION 'Payment %: the amount is another.', leg.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF leg.kind IN ('book_transfer', 'provident_fund') THEN
    IF NEW.answer_id IS NOT NULL OR NEW.kind <> 'credited' OR NEW.hop <> 1
       OR NOT EXISTS (SELECT 1 FROM payroll_presentation p
                       WHERE p.bill_id = leg.bill_id AND p.outcome = 'passed' AND p.voucher_date = NEW."on")
    THEN RAISE EXCEPTION 'Payment %: no voucher of its bill says so.', leg.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  ELSIF NOT EXISTS (SELECT 1 FROM payments_answer WHERE id = NEW.answer_id AND is_verified) THEN
    RAISE EXCEPTION 'Payment %: no signed answer says so.', leg.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.hop = 2 AND NOT EXISTS (SELECT 1 FROM service_book_payeeaccount a WHERE a.id = leg.account_fact_id AND a.onward_branch <> '')
  THEN RAISE EXCEPTION 'Payment %: it is sent on to nobody.', leg.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM payments_credit
             WHERE leg_id = NEW.leg_id AND hop = NEW.hop AND (kind = 'rejected') <> (NEW.kind = 'rejected')) THEN
    RAISE EXCEPTION 'Payment %: it cannot be rejected and paid.', leg.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_believed BEFORE INSERT ON payments_credit
  FOR EACH ROW EXECUTE FUNCTION payments_credit_is_believed();
