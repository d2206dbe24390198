"""What the database holds of schedules, hops and institutions: a booked leg rests on its voucher, an account is fixed."""

from django.db import migrations

GUARDS = """
CREATE OR REPLACE FUNCTION payments_leg_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old payments_paymentleg;
BEGIN
  IF NEW.state <> 'instructed' THEN
    RAISE EXCEPTION 'Payment %: a leg begins as instructed.', NEW.end_to_end_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.replaces_id IS NOT NULL THEN
    SELECT * INTO old FROM payments_paymentleg WHERE id = NEW.replaces_id FOR UPDATE;
    IF old.state NOT IN ('rejected', 'returned')
       OR (old.payslip, old.payee, old.schedule, old.party, old.amount, old.bill_id, old.employment_id, old.attempt + 1)
          IS DISTINCT FROM
          (NEW.payslip, NEW.payee, NEW.schedule, NEW.party, NEW.amount, NEW.bill_id, NEW.employment_id, NEW.attempt::int)
    THEN RAISE EXCEPTION 'Payment %: it does not stand in place of %.', NEW.end_to_end_id, old.end_to_end_id
           USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION payments_credit_is_believed() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF NEW.hop = 2 AND NOT EXISTS (SELECT 1 FROM payments_legaccount a WHERE a.leg_id = leg.id AND a.onward_hash IS NOT NULL)
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

CREATE FUNCTION payments_institution_account_is_verified_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE verified CONSTANT text[] := ARRAY['verified_by_id', 'verified_at'];
BEGIN
  IF OLD.verified_at IS NOT NULL OR NEW.verified_at IS NULL OR NEW.verified_by_id IS NULL
     OR to_jsonb(NEW) - verified IS DISTINCT FROM to_jsonb(OLD) - verified
  THEN RAISE EXCEPTION 'An account of an institution is verified once and never changed.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_verified_once BEFORE UPDATE ON payments_institutionaccount
  FOR EACH ROW EXECUTE FUNCTION payments_institution_account_is_verified_once();
CREATE TRIGGER is_kept BEFORE DELETE ON payments_institutionaccount
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_institutionaccount
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON payments_bankday
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_bankday
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON payments_institution
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_institution
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();

-- What became of each bill's money by payee, worked out from the events alone: a leg sent again counts as the one in its
-- place. The first hop decides: what is sent on from treasury savings has been paid.
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
  WHERE NOT EXISTS (SELECT 1 FROM payments_paymentleg later WHERE later.replaces_id = leg.id)
  GROUP BY leg.id
) AS head
GROUP BY bill_id, payee;
"""


class Migration(migrations.Migration):
    """Triggers and the view of settlements, anew."""

    dependencies = [("payments", "0003_legs_of_schedules")]
    operations = [migrations.RunSQL(GUARDS)]
