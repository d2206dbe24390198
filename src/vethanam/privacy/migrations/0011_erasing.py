"""A contact that another one replaced may be erased, by the dispatcher, once no message to it is on its way.

The dispatcher deletes without looking: a ``DELETE`` that names no column asks the policy below and no other, so nothing of
a seal is read without a grant.
"""

from django.db import migrations

ERASING = """
CREATE FUNCTION privacy_is_replaced(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM public.privacy_contact c
                   JOIN public.privacy_contact n ON n.person = c.person AND n.kind = c.kind AND n.version > c.version
                  WHERE c.id = wanted)
     AND NOT EXISTS (SELECT FROM public.privacy_outbox o
                      WHERE o.contact_id = wanted AND o.state IN ('queued', 'sending'));
$$;
CREATE POLICY erases ON privacy_sealed FOR DELETE TO vethanam_dispatcher USING (privacy_is_replaced(contact_id));
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0010_duty_guards")]
    operations = [migrations.RunSQL(ERASING, migrations.RunSQL.noop)]
