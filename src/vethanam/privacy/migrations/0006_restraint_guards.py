"""No message goes under a restraint: held in SQL, below the permit.

A restraint is entered under the exclusive lock that dispatchers share for a chunk, so that at its instant nobody is handing
anything over. A message becomes *sending* only in a session that shares the lock, and only where no restraint and no
statewide election window covers it; the same holds for a grant to open its contact. Web and worker end a message under a
restraint by ``privacy_end_restrained`` alone.
"""

from django.db import migrations

APPENDED = ("restraint", "restraintposition", "queuestatement", "statedmessage", "recordedwindow")

COVER = """
ALTER TABLE privacy_use ALTER COLUMN kinds SET DEFAULT '{}';
ALTER TABLE privacy_use ALTER COLUMN restraints SET DEFAULT '{}';
ALTER TABLE privacy_usesubject ALTER COLUMN classes SET DEFAULT '{}';
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_kinds CHECK (
  kinds::text[] <@ ARRAY['achievements', 'service_benefit_announcements', 'all_messages']);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_ends_after CHECK (until IS NULL OR until >= starts_at);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_document CHECK (
  document_hash IS NULL OR octet_length(document_hash) = 32);
ALTER TABLE privacy_restraint ADD CONSTRAINT privacy_restraint_stop CHECK (kind <> 'stop' OR cardinality(uses) > 0);
ALTER TABLE privacy_restraintposition ADD CONSTRAINT privacy_leave_opens_something CHECK (
  (state = 'leave') = (cardinality(leave_purposes) + cardinality(leave_senders) + cardinality(leave_channels) > 0));
ALTER TABLE privacy_statedmessage ADD CONSTRAINT privacy_statedmessage_salt CHECK (octet_length(salt) >= 16);

-- Whether a restraint reaches a use, by everything but channel and class, which are of a message.
CREATE FUNCTION privacy_covers(r privacy_restraint, u privacy_use) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT (cardinality(r.uses) = 0 OR u.reference = ANY (r.uses))
   AND NOT u.purpose_code = ANY (r.excepts)
   AND (cardinality(r.source_registers) = 0 OR u.request -> 'sources' ?| r.source_registers::text[])
   AND (cardinality(r.purposes) + cardinality(r.kinds) = 0 OR u.purpose_code = ANY (r.purposes) OR u.kinds && r.kinds)
   AND (cardinality(r.controllers) + cardinality(r.senders) = 0
        OR u.office = ANY (r.controllers) OR u.on_behalf_of = ANY (r.controllers) OR u.sender = ANY (r.senders))
$$;

-- Whether it binds at an instant of business time: begun when it was entered or since, not over; past its date it holds while
-- the case is pending and nobody has recorded what the court said next.
CREATE FUNCTION privacy_binds(r privacy_restraint, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT (r.starts_at <= r.at OR r.starts_at <= moment)
   AND coalesce((SELECT p.state = 'continued' AND (r.is_case_pending OR p.until IS NULL OR moment <= p.until)
                   FROM public.privacy_restraintposition p
                  WHERE p.restraint_id = r.id AND p.state <> 'leave' ORDER BY p.id DESC LIMIT 1),
                r.is_case_pending OR r.until IS NULL OR moment <= r.until)
$$;

-- Whether a leave opens a message that the restraint covers.
CREATE FUNCTION privacy_leave_opens(of_restraint bigint, u privacy_use, through text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM public.privacy_restraintposition p
                WHERE p.restraint_id = of_restraint AND p.state = 'leave' AND (p.until IS NULL OR moment <= p.until)
                  AND (cardinality(p.leave_purposes) = 0 OR u.purpose_code = ANY (p.leave_purposes))
                  AND (cardinality(p.leave_senders) = 0 OR u.sender = ANY (p.leave_senders))
                  AND (cardinality(p.leave_channels) = 0 OR through = ANY (p.leave_channels)))
$$;

-- Which of these messages may not go now, and what stands in the way: a restraint, or (null) a statewide election window.
-- A class that was not kept is covered.
CREATE FUNCTION privacy_restrained(messages bigint[]) RETURNS TABLE (message bigint, restraint bigint)
LANGUAGE sql STABLE AS $$
WITH of_use AS MATERIALIZED (
  SELECT u, u.at + (clock_timestamp() - u.recorded_at) AS moment FROM public.privacy_use u
   WHERE u.id IN (SELECT o.use_id FROM public.privacy_outbox o WHERE o.id = ANY (messages))),
covering AS MATERIALIZED (
  SELECT (w.u).id AS use, w.u, w.moment, r.id, r.channels, r.classes
    FROM of_use w JOIN public.privacy_restraint r ON public.privacy_covers(r, w.u) AND public.privacy_binds(r, w.moment)),
shut AS MATERIALIZED (
  SELECT (w.u).id AS use FROM of_use w JOIN public.privacy_purpose p ON p.id = (w.u).purpose_id
   WHERE (p.content ->> 'election_window' = 'deny'
          OR p.content ->> 'election_window' <> 'unaffected' AND 'achievements' = ANY ((w.u).kinds))
     AND EXISTS (SELECT FROM (SELECT DISTINCT ON (code) * FROM public.privacy_recordedwindow ORDER BY code, id DESC) e
                  WHERE e.kind = 'election' AND 'state' = ANY (e.area) AND (e.starts_at <= e.at OR e.starts_at <= w.moment)
                    AND (e.ended_at IS NULL OR w.moment < e.ended_at)))
SELECT o.id, min(c.id)
  FROM covering c JOIN public.privacy_outbox o ON o.use_id = c.use AND o.id = ANY (messages)
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE (cardinality(c.channels) = 0 OR o.channel = ANY (c.channels))
   AND (cardinality(c.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && c.classes)
   AND NOT public.privacy_leave_opens(c.id, c.u, o.channel, c.moment)
 GROUP BY o.id
UNION ALL
SELECT o.id, NULL FROM shut JOIN public.privacy_outbox o ON o.use_id = shut.use AND o.id = ANY (messages)
$$;

-- Every message of a restraint's scope, whatever became of it.
CREATE FUNCTION privacy_messages_under(of_restraint bigint)
RETURNS TABLE (message bigint, use bigint, person bigint, state varchar, told_at timestamptz) LANGUAGE sql STABLE AS $$
SELECT o.id, o.use_id, o.person, o.state, u.at + (o.done_at - u.recorded_at)
  FROM public.privacy_restraint r
  JOIN public.privacy_use u ON public.privacy_covers(r, u)
  JOIN public.privacy_outbox o ON o.use_id = u.id
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE r.id = of_restraint
   AND (cardinality(r.channels) = 0 OR o.channel = ANY (r.channels))
   AND (cardinality(r.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && r.classes)
$$;
"""

FENCE = """
-- The lock that dispatchers share for a chunk and whoever enters a restraint takes alone.
CREATE FUNCTION privacy_fence() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 7310013001310::bigint';

CREATE FUNCTION privacy_holds_fence(exclusively boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'advisory' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.objsubid = 1
                  AND (l.classid::bigint << 32 | l.objid::bigint) = public.privacy_fence()
                  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                  AND (NOT exclusively OR l.mode = 'ExclusiveLock'))
$$;

CREATE FUNCTION privacy_entered_behind_the_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT public.privacy_holds_fence(true) THEN
    RAISE EXCEPTION 'This is entered while nobody hands anything over.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION privacy_message_passes_the_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE begun bigint[] := ARRAY(SELECT n.id FROM after n JOIN before b ON b.id = n.id
                                 WHERE n.state = 'sending' AND b.state <> 'sending');
BEGIN
  IF cardinality(begun) = 0 THEN
    RETURN NULL;
  END IF;
  IF NOT public.privacy_holds_fence(false) THEN
    RAISE EXCEPTION 'A message is begun behind the fence only.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_restrained(begun)) THEN
    RAISE EXCEPTION 'A restraint covers this message.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER passes_the_fence AFTER UPDATE ON privacy_outbox REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_message_passes_the_fence();

CREATE FUNCTION privacy_position_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM public.privacy_restraintposition p
              WHERE p.restraint_id = NEW.restraint_id AND p.state IN ('vacated', 'dismissed', 'released')) THEN
    RAISE EXCEPTION 'This restraint is over.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.state = 'released') IS DISTINCT FROM
     (SELECT r.kind = 'stop' FROM public.privacy_restraint r WHERE r.id = NEW.restraint_id) THEN
    RAISE EXCEPTION 'An officer releases a stop of an officer; a court ends what is before a court.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER follows BEFORE INSERT ON privacy_restraintposition
  FOR EACH ROW EXECUTE FUNCTION privacy_position_follows();

CREATE FUNCTION privacy_end_restrained(of_restraint bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE waiting bigint[] := ARRAY(SELECT m.message FROM public.privacy_messages_under(of_restraint) m WHERE m.state = 'queued');
        ended integer;
BEGIN
  WITH done AS (
    UPDATE public.privacy_outbox o SET state = 'cancelled', done_at = clock_timestamp(), result = 'COURT_RESTRAINT'
     WHERE o.id IN (SELECT x.message FROM public.privacy_restrained(waiting) x WHERE x.restraint IS NOT NULL)
       AND o.state = 'queued'
    RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;
REVOKE ALL ON FUNCTION privacy_end_restrained(bigint) FROM PUBLIC;
"""

GRANT = """
CREATE OR REPLACE FUNCTION privacy_grant(of_use bigint, contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 60));
        wanted integer := cardinality(contacts);
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
  in_hand := ARRAY(SELECT o.id FROM public.privacy_outbox o
                    WHERE o.use_id = of_use AND o.state IN ('queued', 'sending') AND o.holder IS NOT NULL
                      AND o.contact_id = ANY (contacts));
  IF wanted IS DISTINCT FROM (
       SELECT count(DISTINCT o.contact_id)::integer FROM public.privacy_outbox o WHERE o.id = ANY (in_hand)) THEN
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


def _trigger(
    table: str, name: str, when: str, function: str = "privacy_is_appended", each: str = "ROW"
) -> str:
    return f"CREATE TRIGGER {name} {when} ON privacy_{table} FOR EACH {each} EXECUTE FUNCTION {function}();"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_restraints")]
    operations = [
        *[
            migrations.RunSQL(
                _trigger(table, "is_appended", "BEFORE UPDATE OR DELETE")
                + _trigger(table, "not_emptied", "BEFORE TRUNCATE", each="STATEMENT"),
                migrations.RunSQL.noop,
            )
            for table in APPENDED
        ],
        migrations.RunSQL(COVER, migrations.RunSQL.noop),
        migrations.RunSQL(FENCE, migrations.RunSQL.noop),
        *[
            migrations.RunSQL(
                _trigger(table, "behind_the_fence", "BEFORE INSERT", "privacy_entered_behind_the_fence"),
                migrations.RunSQL.noop,
            )
            for table in ("restraint", "recordedwindow")
        ],
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
    ]
