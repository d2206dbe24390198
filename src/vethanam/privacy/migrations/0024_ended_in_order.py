"""What waits under a restraint is locked in the order of its numbers, as dispatchers save theirs: who ends the same messages at
once waits for the other, and neither is ended for it.
"""

from django.db import migrations

ENDED = """
CREATE OR REPLACE FUNCTION privacy_end_restrained(of_restraint bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE waiting bigint[] := ARRAY(SELECT m.message FROM public.privacy_messages_under(of_restraint) m WHERE m.state = 'queued');
        covered bigint[] := ARRAY(SELECT x.message FROM public.privacy_restrained(waiting) x
                                   WHERE x.restraint IS NOT NULL ORDER BY x.message);
        ended integer;
BEGIN
  PERFORM 1 FROM public.privacy_outbox o WHERE o.id = ANY (covered) AND o.state = 'queued' ORDER BY o.id FOR UPDATE;
  WITH done AS (
    UPDATE public.privacy_outbox o SET state = 'cancelled', done_at = clock_timestamp(), result = 'COURT_RESTRAINT'
     WHERE o.id = ANY (covered) AND o.state = 'queued'
    RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0023_fewer_indexes")]
    operations = [migrations.RunSQL(ENDED, migrations.RunSQL.noop)]
