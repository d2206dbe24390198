"""What the database holds of a file that is withdrawn before it leaves, and of the payments that are held back then."""

from django.db import migrations, models

GUARDS = """
CREATE OR REPLACE FUNCTION payments_file_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving CONSTANT text[] := ARRAY['state', 'handed_over_at', 'acknowledged_at', 'leaf'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'Payment file %: what it instructs cannot change.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (CASE OLD.state
       WHEN 'written' THEN true
       WHEN 'leaving' THEN NEW.state <> 'withdrawn'
       WHEN 'handed_over' THEN NEW.state IN ('handed_over', 'acknowledged')
       ELSE NEW.state = OLD.state END)
     OR (NEW.state IN ('handed_over', 'acknowledged') AND (NEW.handed_over_at IS NULL OR NEW.leaf IS NULL))
  THEN RAISE EXCEPTION 'Payment file %: its state only moves forward.', OLD.message
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION payments_leg_begins() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION payments_leg_rests_on_events() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- What became of each bill's money by payee, worked out from the events alone: a leg sent again counts as the one in its
-- place, and one that was held back before it left counts not at all. The first hop decides: what is sent on has been paid.
DROP VIEW payments_settlement;
CREATE VIEW payments_settlement WITH (security_invoker = true) AS
SELECT bill_id, payee,
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
  SELECT leg.bill_id, leg.payee, leg.amount,
         CASE WHEN bool_or(event.kind = 'returned') THEN 'returned'
              WHEN bool_or(event.kind = 'credited') THEN 'settled'
              WHEN bool_or(event.kind = 'rejected') THEN 'rejected'
              ELSE 'open' END AS outcome
  FROM payments_paymentleg leg
  LEFT JOIN payments_credit event ON event.leg_id = leg.id AND event.hop = 1
  WHERE leg.state <> 'withheld'
    AND NOT EXISTS (SELECT 1 FROM payments_paymentleg later WHERE later.replaces_id = leg.id)
  GROUP BY leg.id
) AS head
GROUP BY bill_id, payee;
"""
FILE_STATES = ["written", "leaving", "handed_over", "acknowledged", "withdrawn"]
LEG_STATES = ["instructed", "settled", "rejected", "returned", "reissued", "withheld"]


def _choices(states: list[str]) -> list[tuple[str, str]]:
    return [(state, state.replace("_", " ").title()) for state in states]


class Migration(migrations.Migration):
    """States, triggers and the view of settlements, anew."""

    dependencies = [("payments", "0004_guards_of_schedules")]
    operations = [
        migrations.AlterField(
            "paymentfile",
            "state",
            models.CharField(choices=_choices(FILE_STATES), default="written", max_length=12),
        ),
        migrations.AlterField(
            "paymentleg",
            "state",
            models.CharField(choices=_choices(LEG_STATES), default="instructed", max_length=10),
        ),
        migrations.RunSQL(GUARDS),
    ]
