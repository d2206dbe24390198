"""Returns only grow. A message that was handed over is not delivered once a return of it is on record."""

from django.db import migrations

MOVES = """
CREATE OR REPLACE FUNCTION privacy_message_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A message of a use is kept.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.use_id, NEW.person, NEW.contact_id, NEW.channel, NEW.queued_at)
     IS DISTINCT FROM (OLD.use_id, OLD.person, OLD.contact_id, OLD.channel, OLD.queued_at) THEN
    RAISE EXCEPTION 'To whom a message goes cannot change.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state IN ('sent', 'uncertain') AND NEW.state = 'failed' AND NEW.attempts = OLD.attempts AND EXISTS (
       SELECT FROM public.privacy_contactreturn r WHERE r.message_id = NEW.id) THEN
    RETURN NEW;
  END IF;
  IF NOT (CASE OLD.state
       WHEN 'queued' THEN NEW.state IN ('queued', 'sending', 'cancelled') OR (NEW.state = 'failed' AND NEW.attempts > 0)
       WHEN 'sending' THEN NEW.state IN ('sent', 'failed', 'uncertain', 'queued', 'cancelled')
                           AND (NEW.state <> 'queued' OR NEW.result <> '')
       WHEN 'uncertain' THEN NEW.state = 'sent' AND NEW.holder = OLD.holder
       ELSE false END) THEN
    RAISE EXCEPTION 'A message that is % does not become %.', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'sending' AND (NEW.holder IS NULL OR NEW.claimed_at IS NULL) THEN
    RAISE EXCEPTION 'A message in sending needs its holder.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION privacy_return_is_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_outbox o WHERE o.id = NEW.message_id AND o.contact_id = NEW.contact_id
                    AND o.state IN ('sent', 'uncertain', 'failed')) THEN
    RAISE EXCEPTION 'Only what was handed over to a contact comes back from it.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_of_message BEFORE INSERT ON privacy_contactreturn
  FOR EACH ROW EXECUTE FUNCTION privacy_return_is_of_message();
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON privacy_contactreturn
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_contactreturn
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0015_contact_returns")]
    operations = [migrations.RunSQL(MOVES, migrations.RunSQL.noop)]
