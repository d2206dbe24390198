"""A message in hand changes no index, and what is clearly legal of its moves is seen without a function."""

from django.db import migrations

MOVES = """
DROP TRIGGER moves ON privacy_outbox;
CREATE TRIGGER kept BEFORE DELETE ON privacy_outbox FOR EACH ROW EXECUTE FUNCTION privacy_message_moves();
-- The function looks at every other move again, and says what is wrong with it.
CREATE TRIGGER moves BEFORE UPDATE ON privacy_outbox FOR EACH ROW WHEN (NOT (
      (NEW.use_id, NEW.person, NEW.contact_id, NEW.channel, NEW.queued_at)
      IS NOT DISTINCT FROM (OLD.use_id, OLD.person, OLD.contact_id, OLD.channel, OLD.queued_at)
  AND (OLD.state = 'queued' AND NEW.state = 'queued'
       OR OLD.state = 'queued' AND NEW.state = 'sending' AND NEW.holder IS NOT NULL AND NEW.claimed_at IS NOT NULL
       OR OLD.state = 'sending' AND NEW.state IN ('sent', 'failed', 'uncertain'))))
  EXECUTE FUNCTION privacy_message_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0019_restrained")]
    operations = [
        migrations.RemoveIndex("outbox", "outbox_held"),
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
    ]
