"""Intimations come by the hundred thousand: what they rest on is checked by the statement, and more exactly than one by one."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

DO_NOTHING = django.db.models.deletion.DO_NOTHING

RESTS = """
CREATE FUNCTION messaging_intimations_rest() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM made i
               LEFT JOIN public.payments_credit c ON c.id = i.credit_id
               LEFT JOIN public.payments_paymentleg l ON l.id = c.leg_id
                AND (l.person_id, l.employment_id, l.for_month) = (i.person_id, i.employment_id, i.for_month)
               LEFT JOIN public.privacy_usesubject s ON s.use_id = i.use_id AND s.person = i.person_id
              WHERE l.id IS NULL OR s.id IS NULL)
     OR EXISTS (SELECT FROM (SELECT DISTINCT text_id FROM made) i LEFT JOIN public.messaging_messagetext t ON t.id = i.text_id
                 WHERE t.id IS NULL)
     OR EXISTS (SELECT FROM made i LEFT JOIN public.messaging_intimation o ON o.id = i.corrects_id
                 WHERE i.corrects_id IS NOT NULL AND o.person_id IS DISTINCT FROM i.person_id) THEN
    RAISE EXCEPTION 'An intimation needs a credit of its person and month, a use about her, and its text.'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rest AFTER INSERT ON messaging_intimation REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_intimations_rest();
"""


def _in_bulk(to: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=DO_NOTHING, related_name="+", to=to
    )


def _once(to: str, *, null: bool = False) -> models.OneToOneField[Any, Any]:
    return models.OneToOneField(db_constraint=False, null=null, on_delete=DO_NOTHING, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_left_out_before_sending"), ("privacy", "0018_bulk")]
    operations = [
        migrations.AlterField("intimation", "credit", _once("payments.credit")),
        migrations.AlterField("intimation", "use", _in_bulk("privacy.use")),
        migrations.AlterField("intimation", "person", _in_bulk("people.person")),
        migrations.AlterField("intimation", "employment", _in_bulk("people.employment")),
        migrations.AlterField("intimation", "text", _in_bulk("messaging.messagetext")),
        migrations.AlterField("intimation", "corrects", _once("messaging.intimation", null=True)),
        migrations.RunSQL(RESTS, migrations.RunSQL.noop),
    ]
