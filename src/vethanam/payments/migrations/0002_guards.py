"""What the database itself holds: an answer once given stays, a state rests on an event, a leg is replaced once."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION payments_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['credit', 'filebody', 'answerbody', 'legaccount', 'reissue'] LOOP
    EXECUTE format('CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON payments_%s
      FOR EACH ROW EXECUTE FUNCTION payments_is_appended()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['paymentfile', 'paymentleg', 'answer', 'paymentfinding'] LOOP
    EXECUTE format('CREATE TRIGGER is_kept BEFORE DELETE ON payments_%s
      FOR EACH ROW EXECUTE FUNCTION payments_is_appended()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['credit', 'filebody', 'answerbody', 'legaccount', 'legproof', 'reissue', 'paymentfile',
                           'paymentleg', 'answer', 'paymentfinding'] LOOP
    EXECUTE format('CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_%s
      FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended()', t);
  END LOOP;
END $$;

CREATE FUNCTION payments_file_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving CONSTANT text[] := ARRAY['state', 'handed_over_at', 'acknowledged_at', 'leaf'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'Payment file %: what it instructs cannot change.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF array_position(ARRAY['written', 'handed_over', 'acknowledged'], NEW.state::text)
     < array_position(ARRAY['written', 'handed_over', 'acknowledged'], OLD.state::text)
     OR (NEW.state <> 'written' AND (NEW.handed_over_at IS NULL OR NEW.leaf IS NULL))
  THEN RAISE EXCEPTION 'Payment file %: its state only moves forward.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves_forward BEFORE UPDATE ON payments_paymentfile
  FOR EACH ROW EXECUTE FUNCTION payments_file_moves_forward();

CREATE FUNCTION payments_leg_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old payments_paymentleg;
BEGIN
  IF NEW.state <> 'instructed' THEN
    RAISE EXCEPTION 'Payment %: a leg begins as instructed.', NEW.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.replaces_id IS NOT NULL THEN
    SELECT * INTO old FROM payments_paymentleg WHERE id = NEW.replaces_id FOR UPDATE;
    IF old.state NOT IN ('rejected', 'returned')
       OR (old.payslip, old.payee, old.obligation_id, old.amount, old.bill_id, old.employment_id, old.attempt + 1)
          IS DISTINCT FROM
          (NEW.payslip, NEW.payee, NEW.obligation_id, NEW.amount, NEW.bill_id, NEW.employment_id, NEW.attempt::int)
    THEN RAISE EXCEPTION 'Payment %: it does not stand in place of %.', NEW.end_to_end_id, old.end_to_end_id
           USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON payments_paymentleg
  FOR EACH ROW EXECUTE FUNCTION payments_leg_begins();

CREATE FUNCTION payments_leg_rests_on_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE happened text[];
BEGIN
  IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN
    RAISE EXCEPTION 'Payment %: what it pays cannot change.', OLD.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT coalesce(array_agg(kind::text), '{}') INTO happened FROM payments_credit WHERE leg_id = OLD.id AND hop = 1;
  IF NOT (CASE NEW.state
       WHEN 'settled' THEN 'credited' = ANY (happened) AND NOT 'returned' = ANY (happened)
       WHEN 'rejected' THEN 'rejected' = ANY (happened)
       WHEN 'returned' THEN 'returned' = ANY (happened)
       WHEN 'reissued' THEN OLD.state IN ('rejected', 'returned', 'reissued')
                            AND EXISTS (SELECT 1 FROM payments_paymentleg n WHERE n.replaces_id = OLD.id)
       ELSE OLD.state = NEW.state END)
  THEN RAISE EXCEPTION 'Payment %: no answer of the bank says %.', OLD.end_to_end_id, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rests_on_events BEFORE UPDATE ON payments_paymentleg
  FOR EACH ROW EXECUTE FUNCTION payments_leg_rests_on_events();

CREATE FUNCTION payments_credit_is_believed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE leg payments_paymentleg;
BEGIN
  SELECT * INTO leg FROM payments_paymentleg WHERE id = NEW.leg_id FOR UPDATE;
  IF leg.amount IS DISTINCT FROM NEW.amount THEN
    RAISE EXCEPTION 'Payment %: the amount is another.', leg.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM payments_answer WHERE id = NEW.answer_id AND is_verified) THEN
    RAISE EXCEPTION 'Payment %: no signed answer says so.', leg.end_to_end_id
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

-- What became of each bill's money, worked out from the events alone: a leg sent again counts as the one in its place.
CREATE VIEW payments_settlement WITH (security_invoker = true) AS
SELECT bill_id,
       count(*) AS legs,
       sum(amount)::bigint AS instructed,
       coalesce(sum(amount) FILTER (WHERE outcome = 'settled'), 0)::bigint AS settled,
       coalesce(sum(amount) FILTER (WHERE outcome = 'rejected'), 0)::bigint AS rejected,
       coalesce(sum(amount) FILTER (WHERE outcome = 'returned'), 0)::bigint AS returned,
       coalesce(sum(amount) FILTER (WHERE outcome = 'open'), 0)::bigint AS open,
       count(*) FILTER (WHERE outcome = 'settled') AS legs_settled,
       count(*) FILTER (WHERE outcome = 'rejected') AS legs_rejected,
       count(*) FILTER (WHERE outcome = 'returned') AS legs_returned,
       count(*) FILTER (WHERE outcome = 'open') AS legs_open
FROM (
  SELECT leg.bill_id, leg.amount,
         CASE WHEN bool_or(event.kind = 'returned') THEN 'returned'
              WHEN bool_or(event.kind = 'credited') THEN 'settled'
              WHEN bool_or(event.kind = 'rejected') THEN 'rejected'
              ELSE 'open' END AS outcome
  FROM payments_paymentleg leg
  LEFT JOIN payments_credit event ON event.leg_id = leg.id AND event.hop = 1
  WHERE NOT EXISTS (SELECT 1 FROM payments_paymentleg later WHERE later.replaces_id = leg.id)
  GROUP BY leg.id
) AS head
GROUP BY bill_id;
"""
UNGUARD = """
DROP VIEW payments_settlement;
DROP FUNCTION payments_credit_is_believed() CASCADE;
DROP FUNCTION payments_leg_rests_on_events() CASCADE;
DROP FUNCTION payments_leg_begins() CASCADE;
DROP FUNCTION payments_file_moves_forward() CASCADE;
DROP FUNCTION payments_is_appended() CASCADE;
"""


class Migration(migrations.Migration):
    """Triggers and the view of settlements."""

    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
