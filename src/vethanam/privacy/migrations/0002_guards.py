"""Row security of the vault, the grant, and what only grows.

Web and worker insert seals and read none. The dispatcher reads, closes anew and erases a seal only under a grant, and a
grant is written only by ``privacy_grant``: for messages it has in hand under a use that was allowed and whose leaf a
signed head covers. ``clock_timestamp()``, for a long transaction must not outlive a grant. The policy is a
correlated EXISTS, so that a grant is one index probe.
"""

from django.db import migrations

APPENDED = ("purpose", "contact", "channelchoice", "opengrant", "use", "useclosing")
KEPT_A_YEAR = ("usesubject", "subjectoutcome")

FUNCTIONS = """
CREATE FUNCTION privacy_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION privacy_kept_a_year() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE since timestamptz;
BEGIN
  IF TG_TABLE_NAME = 'privacy_usesubject' THEN
    SELECT recorded_at INTO since FROM privacy_use WHERE id = OLD.use_id;
  ELSE
    SELECT recorded_at INTO since FROM privacy_useclosing WHERE id = OLD.closing_id;
  END IF;
  IF since > clock_timestamp() - interval '365 days' THEN
    RAISE EXCEPTION 'What was decided about a person is kept at least a year.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;

CREATE FUNCTION privacy_message_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A message of a use is kept.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.use_id, NEW.person, NEW.contact_id, NEW.channel, NEW.queued_at)
     IS DISTINCT FROM (OLD.use_id, OLD.person, OLD.contact_id, OLD.channel, OLD.queued_at) THEN
    RAISE EXCEPTION 'To whom a message goes cannot change.' USING ERRCODE = 'restrict_violation';
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
CREATE TRIGGER moves BEFORE UPDATE OR DELETE ON privacy_outbox FOR EACH ROW EXECUTE FUNCTION privacy_message_moves();

CREATE FUNCTION privacy_message_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'queued' THEN
    RAISE EXCEPTION 'A message begins as queued.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM privacy_use u JOIN privacy_contact c ON c.id = NEW.contact_id
                  WHERE u.id = NEW.use_id AND u.outcome IN ('allow', 'partial') AND c.person = NEW.person)
     OR NOT EXISTS (SELECT FROM privacy_usesubject s
                     WHERE s.use_id = NEW.use_id AND s.person = NEW.person AND s.outcome = 'allow') THEN
    RAISE EXCEPTION 'A message needs a use that was allowed for this person.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON privacy_outbox FOR EACH ROW EXECUTE FUNCTION privacy_message_begins();

CREATE FUNCTION privacy_grant(of_use bigint, contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 60));
        wanted integer := cardinality(contacts);
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
  IF wanted IS DISTINCT FROM (
       SELECT count(DISTINCT o.contact_id)::integer FROM public.privacy_outbox o
        WHERE o.use_id = of_use AND o.state IN ('queued', 'sending') AND o.holder IS NOT NULL
          AND o.contact_id = ANY (contacts)) THEN
    RAISE EXCEPTION 'No grant: a contact is asked for that no message in hand needs.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.privacy_opengrant (contact_id, use_id, granted_at, expires_at)
  SELECT wanted_contact, of_use, clock_timestamp(), until FROM unnest(contacts) AS wanted_contact;
  RETURN until;
END $$;
REVOKE ALL ON FUNCTION privacy_grant(bigint, bigint[], integer) FROM PUBLIC;
"""

SECURITY = """
ALTER TABLE privacy_sealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_sealed FORCE ROW LEVEL SECURITY;
CREATE POLICY seals ON privacy_sealed FOR INSERT TO vethanam_web, vethanam_worker WITH CHECK (true);
CREATE POLICY opens ON privacy_sealed FOR SELECT TO vethanam_dispatcher USING (EXISTS (
  SELECT FROM privacy_opengrant g WHERE g.contact_id = privacy_sealed.contact_id AND g.expires_at > clock_timestamp()));
CREATE POLICY reseals ON privacy_sealed FOR UPDATE TO vethanam_dispatcher USING (EXISTS (
  SELECT FROM privacy_opengrant g WHERE g.contact_id = privacy_sealed.contact_id AND g.expires_at > clock_timestamp()))
  WITH CHECK (EXISTS (
  SELECT FROM privacy_opengrant g WHERE g.contact_id = privacy_sealed.contact_id AND g.expires_at > clock_timestamp()));

ALTER TABLE privacy_datakey ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_datakey FORCE ROW LEVEL SECURITY;
CREATE POLICY wraps ON privacy_datakey TO vethanam_dispatcher USING (true) WITH CHECK (true);

ALTER TABLE privacy_opengrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_opengrant FORCE ROW LEVEL SECURITY;
CREATE POLICY grants ON privacy_opengrant FOR INSERT TO vethanam_owner WITH CHECK (true);
CREATE POLICY reads ON privacy_opengrant FOR SELECT TO vethanam_dispatcher, vethanam_owner USING (true);

ALTER TABLE privacy_usesubject ADD CONSTRAINT privacy_usesubject_salt CHECK (octet_length(salt) >= 16);
ALTER TABLE privacy_subjectoutcome ADD CONSTRAINT privacy_subjectoutcome_salt CHECK (octet_length(salt) >= 16);
ALTER TABLE privacy_sealed ADD CONSTRAINT privacy_sealed_form CHECK (
  get_byte(sealed, 0) IN (1, 2) AND octet_length(sealed) >= 80);
"""


def _trigger(table: str, name: str, when: str, function: str, each: str = "ROW") -> str:
    return f"CREATE TRIGGER {name} {when} ON privacy_{table} FOR EACH {each} EXECUTE FUNCTION {function}();"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("journal", "0002_guards")]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *[
            migrations.RunSQL(
                _trigger(table, "is_appended", "BEFORE UPDATE OR DELETE", "privacy_is_appended"),
                migrations.RunSQL.noop,
            )
            for table in APPENDED
        ],
        *[
            migrations.RunSQL(
                _trigger(table, "is_appended", "BEFORE UPDATE", "privacy_is_appended")
                + _trigger(table, "kept_a_year", "BEFORE DELETE", "privacy_kept_a_year"),
                migrations.RunSQL.noop,
            )
            for table in KEPT_A_YEAR
        ],
        *[
            migrations.RunSQL(
                _trigger(table, "not_emptied", "BEFORE TRUNCATE", "privacy_is_appended", "STATEMENT"),
                migrations.RunSQL.noop,
            )
            for table in (*APPENDED, *KEPT_A_YEAR, "outbox", "sealed", "datakey")
        ],
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
