-- A file found after a restore never changes; a payment of it is explained once, by a leg of the same reference and amount.

FOR EACH TABLE payments_foundfile, payments_foundfiledecision:
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
END;

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON payments_foundfiledecision
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE payments_foundfiledecision ENABLE ALWAYS TRIGGER written_when_agreed;

CREATE OR REPLACE FUNCTION payments_found_transfer_is_explained() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.leg_id IS NULL AND to_jsonb(NEW) - 'leg_id' IS NOT DISTINCT FROM to_jsonb(OLD) - 'leg_id'
     AND EXISTS (SELECT FROM payments_paymentleg l WHERE l.id = NEW.leg_id AND l.end_to_end_id = NEW.reference
                    AND l.amount = NEW.amount) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'Found payment %: it is explained once, by its own leg.', OLD.reference
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER is_explained BEFORE UPDATE ON payments_foundtransfer
  FOR EACH ROW EXECUTE FUNCTION payments_found_transfer_is_explained();
CREATE TRIGGER is_kept BEFORE DELETE ON payments_foundtransfer
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_foundtransfer
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
