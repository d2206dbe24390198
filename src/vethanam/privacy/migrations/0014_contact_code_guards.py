"""Codes and what was typed only grow, a code is tried six times at most, and what was taken back may be erased.

A contact goes when another one replaced it, or its person took it back, and no message to it is on its way; for an hour after
a code was made for the one that replaced it, for the notice to the former may still have to be queued.
"""

from django.db import migrations

GUARDS = """
CREATE FUNCTION privacy_answers_are_few() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM privacy_codeanswer a WHERE a.code_id = NEW.code_id) >= 6
     OR EXISTS (SELECT FROM privacy_codeanswer a WHERE a.code_id = NEW.code_id AND a.is_right) THEN
    RAISE EXCEPTION 'A code confirms once and is typed a few times only.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.is_right <> (NEW.leaf IS NOT NULL) THEN
    RAISE EXCEPTION 'What confirms a contact has its entry.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER are_few BEFORE INSERT ON privacy_codeanswer FOR EACH ROW EXECUTE FUNCTION privacy_answers_are_few();

CREATE FUNCTION privacy_is_to_go(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted)
       OR EXISTS (SELECT FROM public.privacy_contact c
                    JOIN public.privacy_contact n ON n.person = c.person AND n.kind = c.kind AND n.version > c.version
                   WHERE c.id = wanted
                     AND NOT EXISTS (SELECT FROM public.privacy_contactcode k
                                      WHERE k.contact_id = n.id AND k.recorded_at > clock_timestamp() - interval '1 hour')))
     AND NOT EXISTS (SELECT FROM public.privacy_outbox o
                      WHERE o.contact_id = wanted AND o.state IN ('queued', 'sending'));
$$;
DROP POLICY erases ON privacy_sealed;
CREATE POLICY erases ON privacy_sealed FOR DELETE TO vethanam_dispatcher USING (privacy_is_to_go(contact_id));
DROP FUNCTION privacy_is_replaced(bigint);

CREATE FUNCTION privacy_call_off_erased(wanted bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ended integer;
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted) THEN
    RAISE EXCEPTION 'Nothing is called off: the contact was not taken back.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH done AS (
    UPDATE public.privacy_outbox SET state = 'cancelled', done_at = clock_timestamp(), result = 'contact taken back'
     WHERE contact_id = wanted AND state = 'queued' RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;
REVOKE ALL ON FUNCTION privacy_call_off_erased(bigint) FROM PUBLIC;
"""


def _trigger(table: str, name: str, when: str, each: str = "ROW") -> str:
    return (
        f"CREATE TRIGGER {name} {when} ON privacy_{table} FOR EACH {each}"
        " EXECUTE FUNCTION privacy_is_appended();"
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0013_contact_codes")]
    operations = [
        *[
            migrations.RunSQL(
                _trigger(table, "is_appended", "BEFORE UPDATE OR DELETE")
                + _trigger(table, "not_emptied", "BEFORE TRUNCATE", "STATEMENT"),
                migrations.RunSQL.noop,
            )
            for table in ("contactcode", "codeanswer", "contacterasure")
        ],
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
