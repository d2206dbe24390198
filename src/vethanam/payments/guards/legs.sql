-- A leg begins as instructed or replaces a failed one, and ends by an event of the bank.

CREATE OR REPLACE FUNCTION payments_leg_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE old payments_paymentleg;
BEGIN
  IF NEW.state <> 'instructed' THEN
    RAISE EXCEPTION 'Payment %: a leg begins as instructed.', NEW.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.replaces_id IS NOT NULL THEN
    SELECT * INTO old FROM payments_paymentleg WHERE id = NEW.replaces_id FOR UPDATE;
    IF old.state NOT IN ('rejected', 'returned', 'withheld')
       OR (old.payslip, old.payee, old.schedule, old.party, old.amount, old.bill_id, old.employment_id, old.attempt + 1)
          IS DISTINCT FROM
          (NEW.payslip, NEW.payee, NEW.schedule, NEW.party, NEW.amount, NEW.bill_id, NEW.employment_id, NEW.attempt::int)
    THEN RAISE EXCEPTION 'Payment %: it does not stand in place of %.', NEW.end_to_end_id, old.end_to_end_id
           USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER begins BEFORE INSERT ON payments_paymentleg
  FOR EACH ROW EXECUTE FUNCTION payments_leg_begins();

CREATE OR REPLACE FUNCTION payments_leg_rests_on_events() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE happened text[]; file_state text;
BEGIN
  IF to_jsonb(NEW) - ARRAY['state', 'file_id'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'file_id'] THEN
    RAISE EXCEPTION 'Payment %: what it pays cannot change.', OLD.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT state INTO file_state FROM payments_paymentfile WHERE id = OLD.file_id;
  IF NEW.file_id IS DISTINCT FROM OLD.file_id AND NOT (
       OLD.state = 'instructed' AND NEW.state = 'instructed' AND file_state = 'withdrawn'
       AND EXISTS (SELECT 1 FROM payments_paymentfile WHERE id = NEW.file_id AND bill_id = OLD.bill_id AND state = 'written'))
  THEN RAISE EXCEPTION 'Payment %: it leaves in the file it was written into.', OLD.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT coalesce(array_agg(kind::text), '{}') INTO happened FROM payments_credit WHERE leg_id = OLD.id AND hop = 1;
  IF NOT (CASE NEW.state
       WHEN 'settled' THEN 'credited' = ANY (happened) AND NOT 'returned' = ANY (happened)
       WHEN 'rejected' THEN 'rejected' = ANY (happened)
       WHEN 'returned' THEN 'returned' = ANY (happened)
       WHEN 'withheld' THEN OLD.state IN ('instructed', 'withheld') AND file_state = 'withdrawn' AND happened = '{}'
       WHEN 'reissued' THEN OLD.state IN ('rejected', 'returned', 'withheld', 'reissued')
                            AND EXISTS (SELECT 1 FROM payments_paymentleg n WHERE n.replaces_id = OLD.id)
       ELSE OLD.state = NEW.state END)
  THEN RAISE EXCEPTION 'Payment %: no answer of the bank says %.', OLD.end_to_end_id, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER rests_on_events BEFORE UPDATE ON payments_paymentleg
  FOR EACH ROW EXECUTE FUNCTION payments_leg_rests_on_events();
