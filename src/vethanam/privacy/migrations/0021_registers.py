"""A contact stands in one register, and is used from it alone.

Whose list of yeses a register is, its name says: ``PRD-OPTIN`` is that of ``PRD``. A contact comes into it under a yes of its
person to that office, a message goes to a contact of a register that its use draws from, and in each register the highest
version of a kind takes the place of the ones before it there, and of no other.
"""

from django.db import migrations

GUARDS = """
ALTER TABLE privacy_contact ADD CONSTRAINT privacy_contact_register CHECK (register = 'SPARK' OR register ~ '^[A-Z_]+-OPTIN$');

CREATE FUNCTION privacy_given_with_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM privacy_consent c
                  WHERE c.person = NEW.person AND c.controller || '-OPTIN' = NEW.register AND NEW.kind = ANY (c.fields)
                    AND NOT EXISTS (SELECT FROM privacy_consentwithdrawal w WHERE w.consent_id = c.id)) THEN
    RAISE EXCEPTION 'A contact comes into the list of an office with a yes of its person to it.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER given_with_a_yes BEFORE INSERT ON privacy_contact FOR EACH ROW
  WHEN (NEW.register <> 'SPARK') EXECUTE FUNCTION privacy_given_with_a_yes();

CREATE OR REPLACE FUNCTION privacy_messages_begin() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM made m WHERE m.state <> 'queued') THEN
    RAISE EXCEPTION 'A message begins as queued.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (WITH allowed AS MATERIALIZED (
               SELECT u.id, ARRAY(SELECT jsonb_array_elements_text(u.request -> 'sources')) AS registers
                 FROM public.privacy_use u
                WHERE u.id IN (SELECT DISTINCT n.use_id FROM made n) AND u.outcome IN ('allow', 'partial'))
             SELECT FROM made m
               LEFT JOIN allowed u ON u.id = m.use_id
               LEFT JOIN public.privacy_contact c
                      ON c.id = m.contact_id AND c.person = m.person AND c.register = ANY (u.registers)
               LEFT JOIN public.privacy_usesubject s ON s.use_id = m.use_id AND s.person = m.person AND s.outcome = 'allow'
              WHERE u.id IS NULL OR c.id IS NULL OR s.id IS NULL) THEN
    RAISE EXCEPTION 'A message needs a use that was allowed for this person, and a contact of a register it draws from.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION privacy_is_to_go(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted)
       OR EXISTS (SELECT FROM public.privacy_contact c
                    JOIN public.privacy_contact n
                      ON n.person = c.person AND n.kind = c.kind AND n.register = c.register AND n.version > c.version
                   WHERE c.id = wanted
                     AND NOT EXISTS (SELECT FROM public.privacy_contactcode k
                                      WHERE k.contact_id = n.id AND k.recorded_at > clock_timestamp() - interval '1 hour')))
     AND NOT EXISTS (SELECT FROM public.privacy_outbox o
                      WHERE o.contact_id = wanted AND o.state IN ('queued', 'sending'));
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0020_moves")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
