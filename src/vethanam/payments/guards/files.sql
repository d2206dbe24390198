-- A payment file carries the epoch of the database and begins after the files before a restore are settled; it only
-- moves forward, and its payments never change.

CREATE OR REPLACE FUNCTION payments_file_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- the paymaster writes a file of this name
  IF NEW.message !~ '^[A-Z0-9-]+$' THEN
    RAISE EXCEPTION 'Payment file %: its name is no reference.', NEW.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM payments_foundfile f WHERE f.message = NEW.message) THEN
    RETURN NEW;
  END IF;
  IF NOT starts_with(NEW.message, journal_epoch_code() || '-') THEN
    RAISE EXCEPTION 'Payment file %: it is not of this epoch.', NEW.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT journal_is_settled() THEN
    RAISE EXCEPTION 'Payment file %: files from before the restore are not settled.', NEW.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER begins BEFORE INSERT ON payments_paymentfile
  FOR EACH ROW EXECUTE FUNCTION payments_file_begins();

CREATE OR REPLACE FUNCTION payments_file_moves_forward() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moving CONSTANT text[] := ARRAY['state', 'sha256', 'handed_over_at', 'acknowledged_at', 'leaf'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'Payment file %: what it instructs cannot change.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM OLD.sha256 THEN
    RAISE EXCEPTION 'Payment file %: it is signed, and its bytes cannot change.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.sha256 IS DISTINCT FROM OLD.sha256 AND EXISTS (
       SELECT FROM payments_foundfile f WHERE f.message = NEW.message AND f.sha256 <> NEW.sha256) THEN
    RAISE EXCEPTION 'Payment file %: it was signed before the restore with other bytes.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (CASE OLD.state
       WHEN 'written' THEN true
       WHEN 'leaving' THEN NEW.state = 'leaving' OR (OLD.sha256 IS NULL) = (NEW.state IN ('written', 'withdrawn'))
       WHEN 'handed_over' THEN NEW.state IN ('handed_over', 'acknowledged')
       ELSE NEW.state = OLD.state END)
     OR (NEW.state IN ('handed_over', 'acknowledged') AND (NEW.handed_over_at IS NULL OR NEW.sha256 IS NULL))
     OR (NEW.state = 'acknowledged' AND NEW.leaf IS NULL)
  THEN RAISE EXCEPTION 'Payment file %: its state only moves forward.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER moves_forward BEFORE UPDATE ON payments_paymentfile
  FOR EACH ROW EXECUTE FUNCTION payments_file_moves_forward();

-- Money leaves on the pay-day of the bill's month and not before, by the server's own time (journal_business_day).

CREATE OR REPLACE FUNCTION payments_file_waits_for_pay_day() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE day date := payroll_bill_pays_on(NEW.bill_id);
BEGIN
  IF (journal_business_day() < day OR (TG_OP = 'INSERT' AND NEW.execute_on < day))
     AND NOT EXISTS (SELECT FROM payments_foundfile f WHERE f.message = NEW.message) THEN
    RAISE EXCEPTION 'Payment file %: its bill is paid from % on.', NEW.message, day
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF payroll_compensation_held(NEW.bill_id) IS NOT NULL
     AND NOT EXISTS (SELECT FROM payments_foundfile f WHERE f.message = NEW.message) THEN
    RAISE EXCEPTION 'Payment file %: the order behind its compensation is not in force.', NEW.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER waits_for_pay_day BEFORE INSERT ON payments_paymentfile
  FOR EACH ROW EXECUTE FUNCTION payments_file_waits_for_pay_day();
CREATE TRIGGER leaves_on_pay_day BEFORE UPDATE ON payments_paymentfile
  FOR EACH ROW WHEN (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR (OLD.state = 'written' AND NEW.state = 'leaving'))
  EXECUTE FUNCTION payments_file_waits_for_pay_day();
