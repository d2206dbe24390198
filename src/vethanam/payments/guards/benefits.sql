-- An event of a benefit's leg needs a signed answer, has the amount of its leg, and does not contradict another.

CREATE OR REPLACE FUNCTION payments_benefit_credit_is_believed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE leg benefits_leg;
BEGIN
  SELECT * INTO leg FROM benefits_leg WHERE id = NEW.leg_id FOR UPDATE;
  IF leg.amount IS DISTINCT FROM NEW.amount OR leg.part_id IS NULL
     OR NOT EXISTS (SELECT FROM payments_answer WHERE id = NEW.answer_id AND is_verified) THEN
    RAISE EXCEPTION 'Payment %: no signed answer says so.', leg.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM payments_benefitcredit
              WHERE leg_id = NEW.leg_id AND (kind = 'rejected') <> (NEW.kind = 'rejected')) THEN
    RAISE EXCEPTION 'Payment %: it cannot be rejected and paid.', leg.reference
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_believed BEFORE INSERT ON payments_benefitcredit
  FOR EACH ROW EXECUTE FUNCTION payments_benefit_credit_is_believed();
ALTER TABLE payments_benefitcredit ENABLE ALWAYS TRIGGER is_believed;

FOR EACH TABLE payments_benefitaccount, payments_benefitcredit, payments_benefitfilebody, payments_failedbenefit,
  payments_benefittree:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;
