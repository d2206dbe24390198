"""Rows that come by the hundred thousand are checked by the statement, not one by one, and only the end of a message moves
it in an index: until then a change of its state writes the row and nothing else, for there is room in its page.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

DO_NOTHING = django.db.models.deletion.DO_NOTHING

MESSAGES = """
DROP TRIGGER begins ON privacy_outbox;
DROP FUNCTION privacy_message_begins();
CREATE FUNCTION privacy_messages_begin() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM made m WHERE m.state <> 'queued') THEN
    RAISE EXCEPTION 'A message begins as queued.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM made m
               LEFT JOIN public.privacy_use u ON u.id = m.use_id AND u.outcome IN ('allow', 'partial')
               LEFT JOIN public.privacy_contact c ON c.id = m.contact_id AND c.person = m.person
               LEFT JOIN public.privacy_usesubject s ON s.use_id = m.use_id AND s.person = m.person AND s.outcome = 'allow'
              WHERE u.id IS NULL OR c.id IS NULL OR s.id IS NULL) THEN
    RAISE EXCEPTION 'A message needs a use that was allowed for this person.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER begin AFTER INSERT ON privacy_outbox REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_messages_begin();
ALTER TABLE privacy_outbox ADD CONSTRAINT privacy_outbox_open CHECK ((state IN ('queued', 'sending')) = (done_at IS NULL));
ALTER TABLE privacy_outbox SET (fillfactor = 50);
"""

SUBJECTS = """
CREATE FUNCTION privacy_subjects_of_a_use() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT use_id FROM made) m LEFT JOIN public.privacy_use u ON u.id = m.use_id
              WHERE u.id IS NULL) THEN
    RAISE EXCEPTION 'A subject needs its use.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER of_a_use AFTER INSERT ON privacy_usesubject REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_subjects_of_a_use();

CREATE FUNCTION privacy_outcomes_of_a_closing() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT closing_id FROM made) m LEFT JOIN public.privacy_useclosing c ON c.id = m.closing_id
              WHERE c.id IS NULL) THEN
    RAISE EXCEPTION 'An outcome needs its closing.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER of_a_closing AFTER INSERT ON privacy_subjectoutcome REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_outcomes_of_a_closing();
"""

GRANT = """
CREATE OR REPLACE FUNCTION privacy_grant(of_use bigint, contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 60));
        wanted integer := cardinality(contacts);
        needed integer;
        in_hand bigint[];
BEGIN
  IF NOT EXISTS (
       SELECT FROM public.privacy_use u
         JOIN public.journal_leaf l ON l.staged_id = u.leaf
        WHERE u.id = of_use AND u.outcome IN ('allow', 'partial')
          AND (u.send_until IS NULL OR u.send_until > clock_timestamp())
          AND l.index < (SELECT h.size FROM public.journal_head h ORDER BY h.id DESC LIMIT 1)) THEN
    RAISE EXCEPTION 'No grant: the use was not allowed, is over, or no signed head covers its leaf yet.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(o.id), count(DISTINCT o.contact_id) INTO in_hand, needed FROM public.privacy_outbox o
   WHERE o.use_id = of_use AND o.done_at IS NULL AND o.holder IS NOT NULL AND o.contact_id = ANY (contacts);
  IF wanted IS DISTINCT FROM needed THEN
    RAISE EXCEPTION 'No grant: a contact is asked for that no message in hand needs.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_restrained(in_hand)) THEN
    RAISE EXCEPTION 'No grant: a restraint covers a message.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.privacy_opengrant (contact_id, use_id, granted_at, expires_at)
  SELECT wanted_contact, of_use, clock_timestamp(), until FROM unnest(contacts) AS wanted_contact;
  RETURN until;
END $$;
"""


def _in_bulk(to: str, *, is_indexed: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        db_constraint=False, db_index=is_indexed, on_delete=DO_NOTHING, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0017_forms_of_cases")]
    operations = [
        migrations.AlterField("usesubject", "use", _in_bulk("privacy.use")),
        migrations.AlterField("subjectoutcome", "closing", _in_bulk("privacy.useclosing")),
        migrations.AlterField("outbox", "use", _in_bulk("privacy.use")),
        migrations.AlterField("outbox", "contact", _in_bulk("privacy.contact", is_indexed=True)),
        migrations.AlterField("opengrant", "contact", _in_bulk("privacy.contact")),
        migrations.AlterField("opengrant", "use", _in_bulk("privacy.use", is_indexed=True)),
        migrations.RemoveIndex("outbox", "outbox_open"),
        migrations.RemoveIndex("outbox", "outbox_held"),
        migrations.RemoveIndex("outbox", "outbox_by_state"),
        migrations.AddIndex(
            "outbox",
            models.Index(fields=["use", "id"], condition=models.Q(done_at__isnull=True), name="outbox_open"),
        ),
        migrations.AddIndex(
            "outbox",
            models.Index(
                fields=["holder"],
                condition=models.Q(done_at__isnull=True, holder__isnull=False),
                name="outbox_held",
            ),
        ),
        migrations.RunSQL(MESSAGES + SUBJECTS + GRANT, migrations.RunSQL.noop),
    ]
