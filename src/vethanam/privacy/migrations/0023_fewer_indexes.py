"""The end of a message moves it in one index less: messages to a contact are found by its person, whose they are.

Whose contact it is, a message was asked when it was queued (``privacy_messages_begin``), and neither changes.
"""

import django.db.models.deletion
from django.db import migrations, models

BY_PERSON = """
CREATE OR REPLACE FUNCTION privacy_is_to_go(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted)
       OR EXISTS (SELECT FROM public.privacy_contact c
                    JOIN public.privacy_contact n
                      ON n.person = c.person AND n.kind = c.kind AND n.register = c.register AND n.version > c.version
                   WHERE c.id = wanted
                     AND NOT EXISTS (SELECT FROM public.privacy_contactcode k
                                      WHERE k.contact_id = n.id AND k.recorded_at > clock_timestamp() - interval '1 hour')))
     AND NOT EXISTS (SELECT FROM public.privacy_contact c JOIN public.privacy_outbox o ON o.person = c.person
                      WHERE c.id = wanted AND o.contact_id = wanted AND o.state IN ('queued', 'sending'));
$$;

CREATE OR REPLACE FUNCTION privacy_call_off_erased(wanted bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ended integer;
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted) THEN
    RAISE EXCEPTION 'Nothing is called off: the contact was not taken back.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH done AS (
    UPDATE public.privacy_outbox o SET state = 'cancelled', done_at = clock_timestamp(), result = 'contact taken back'
      FROM public.privacy_contact c
     WHERE c.id = wanted AND o.person = c.person AND o.contact_id = wanted AND o.state = 'queued' RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0022_planned_anew")]
    operations = [
        migrations.AlterField(
            "outbox",
            "contact",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="privacy.contact",
            ),
        ),
        migrations.RunSQL(BY_PERSON, migrations.RunSQL.noop),
    ]
