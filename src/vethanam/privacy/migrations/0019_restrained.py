"""Which messages are restrained is looked up by their numbers: nothing else of a use that has five lakh is read."""

from django.db import migrations

RESTRAINED = """
CREATE OR REPLACE FUNCTION privacy_restrained(messages bigint[]) RETURNS TABLE (message bigint, restraint bigint)
LANGUAGE sql STABLE AS $$
WITH asked AS MATERIALIZED (
  SELECT o.id, o.use_id, o.person, o.channel FROM unnest(messages) m JOIN public.privacy_outbox o ON o.id = m),
of_use AS MATERIALIZED (
  SELECT u, u.at + (clock_timestamp() - u.recorded_at) AS moment
    FROM (SELECT DISTINCT use_id FROM asked) a JOIN public.privacy_use u ON u.id = a.use_id),
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
  FROM covering c JOIN asked o ON o.use_id = c.use
  LEFT JOIN public.privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE (cardinality(c.channels) = 0 OR o.channel = ANY (c.channels))
   AND (cardinality(c.classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0 OR s.classes && c.classes)
   AND NOT public.privacy_leave_opens(c.id, c.u, o.channel, c.moment)
 GROUP BY o.id
UNION ALL
SELECT o.id, NULL FROM shut JOIN asked o ON o.use_id = shut.use
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0018_bulk")]
    operations = [migrations.RunSQL(RESTRAINED, migrations.RunSQL.noop)]
