"""Whether anything stands in the way of a use is asked of the use, and only then of each message; keys and deliveries, which come
by the lakh, are checked by the statement.

A use that no restraint reaches, of any channel and class, and that no window shuts has no restrained message: the same question
(``privacy_reaching``) comes first in both. A data key is of a contact and its person, a delivery of a message; both rest on rows
that nobody deletes. A delivery is written once more in its own page, when it is told of.
"""

import django.db.models.deletion
from django.db import migrations, models

RESTRAINED = """
-- What reaches a use, whatever the channel and class of a message: a restraint, or (null) a statewide election window.
CREATE FUNCTION privacy_reaching(uses bigint[]) RETURNS TABLE (use bigint, restraint bigint, moment timestamptz)
LANGUAGE sql STABLE AS $$
WITH of_use AS MATERIALIZED (
  SELECT u, u.at + (clock_timestamp() - u.recorded_at) AS moment FROM public.privacy_use u WHERE u.id = ANY (uses))
SELECT (w.u).id, r.id, w.moment
  FROM of_use w JOIN public.privacy_restraint r ON public.privacy_covers(r, w.u) AND public.privacy_binds(r, w.moment)
UNION ALL
SELECT (w.u).id, NULL, w.moment FROM of_use w JOIN public.privacy_purpose p ON p.id = (w.u).purpose_id
 WHERE (p.content ->> 'election_window' = 'deny'
        OR p.content ->> 'election_window' <> 'unaffected' AND 'achievements' = ANY ((w.u).kinds))
   AND EXISTS (SELECT FROM (SELECT DISTINCT ON (code) * FROM public.privacy_recordedwindow ORDER BY code, id DESC) e
                WHERE e.kind = 'election' AND 'state' = ANY (e.area) AND (e.starts_at <= e.at OR e.starts_at <= w.moment)
                  AND (e.ended_at IS NULL OR w.moment < e.ended_at))
$$;

CREATE OR REPLACE FUNCTION privacy_restrained(messages bigint[]) RETURNS TABLE (message bigint, restraint bigint)
LANGUAGE sql STABLE AS $$
WITH asked AS MATERIALIZED (
  SELECT o.id, o.use_id, o.person, o.channel FROM unnest(messages) m JOIN public.privacy_outbox o ON o.id = m),
reaching AS MATERIALIZED (
  SELECT x.use, x.restraint, x.moment FROM public.privacy_reaching(ARRAY(SELECT DISTINCT a.use_id FROM asked a)) x),
covering AS MATERIALIZED (
  SELECT x.use, u, x.moment, r.id, r.channels, r.classes
    FROM reaching x JOIN public.privacy_use u ON u.id = x.use JOIN public.privacy_restraint r ON r.id = x.restraint)
SELECT o.id, min(c.id)
  FROM covering c JOIN asked o ON o.use_id = c.use
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE (cardinality(c.channels) = 0 OR o.channel = ANY (c.channels))
   AND (cardinality(c.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && c.classes)
   AND NOT public.privacy_leave_opens(c.id, c.u, o.channel, c.moment)
 GROUP BY o.id
UNION ALL
SELECT o.id, NULL FROM reaching x JOIN asked o ON o.use_id = x.use WHERE x.restraint IS NULL
$$;
"""

FENCE = """
CREATE OR REPLACE FUNCTION privacy_message_passes_the_fence() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
DECLARE begun bigint[];
        of_uses bigint[];
BEGIN
  SELECT array_agg(n.id), array_agg(DISTINCT n.use_id) INTO begun, of_uses FROM after n WHERE n.state = 'sending';
  IF begun IS NULL THEN
    RETURN NULL;
  END IF;
  IF NOT public.privacy_holds_fence(false) THEN
    RAISE EXCEPTION 'A message is begun behind the fence only.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_reaching(of_uses)) AND EXISTS (SELECT FROM public.privacy_restrained(begun)) THEN
    RAISE EXCEPTION 'A restraint covers this message.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
"""

GRANT = """
CREATE OR REPLACE FUNCTION privacy_grant(of_use bigint, contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
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
  IF EXISTS (SELECT FROM public.privacy_reaching(ARRAY[of_use])) AND EXISTS (SELECT FROM public.privacy_restrained(in_hand)) THEN
    RAISE EXCEPTION 'No grant: a restraint covers a message.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.privacy_opengrant (contact_id, use_id, granted_at, expires_at)
  SELECT wanted_contact, of_use, clock_timestamp(), until FROM unnest(contacts) AS wanted_contact;
  RETURN until;
END $$;
"""

CHECKED = """
CREATE FUNCTION privacy_datakeys_of_contacts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made m LEFT JOIN public.privacy_contact c ON c.id = m.contact_id AND c.person = m.person
                    WHERE c.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A data key closes a contact of its person.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER of_a_contact AFTER INSERT ON privacy_datakey REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_datakeys_of_contacts();

CREATE FUNCTION privacy_deliveries_of_messages() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made m LEFT JOIN public.privacy_outbox o ON o.id = m.message_id WHERE o.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A delivery is of a message.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER of_a_message AFTER INSERT ON privacy_delivery REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_deliveries_of_messages();
ALTER TABLE privacy_delivery SET (fillfactor = 50);
"""

DO_NOTHING = django.db.models.deletion.DO_NOTHING


class Migration(migrations.Migration):
    dependencies = [("privacy", "0024_ended_in_order")]
    operations = [
        migrations.AlterField(
            "datakey",
            "contact",
            models.OneToOneField(
                db_constraint=False, on_delete=DO_NOTHING, primary_key=True, related_name="+", serialize=False,
                to="privacy.contact",
            ),
        ),
        migrations.AlterField("datakey", "person", models.BigIntegerField()),
        migrations.AlterField(
            "delivery",
            "message",
            models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=DO_NOTHING, related_name="+", to="privacy.outbox"
            ),
        ),
        migrations.RunSQL(RESTRAINED + FENCE + GRANT + CHECKED, migrations.RunSQL.noop),
    ]  # fmt: skip
