"""Whose account is named for others too is told by the database: a face reads no account number."""

from django.db import migrations

# The pairs of branch and number of the asked facts, own and onward, beside those of the account that others have now: the last
# one that stands. Two services of one person are not others.
OTHERS = """
CREATE FUNCTION public.service_book_others_of_account(asked bigint[], known_at text)
RETURNS TABLE (fact bigint, other text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH named AS MATERIALIZED (
    SELECT a.id, a.employment_id, e.person_id, p.branch, p.number
      FROM public.service_book_payeeaccount a JOIN public.people_employment e ON e.id = a.employment_id
     CROSS JOIN LATERAL (VALUES (upper(a.branch), a.number), (upper(a.onward_branch), a.onward_number)) p(branch, number)
     WHERE a.id = ANY (asked) AND p.number <> '')
  SELECT DISTINCT n.id, e.number
    FROM public.service_book_payeeaccount s
   CROSS JOIN LATERAL (VALUES (upper(s.branch), s.number), (upper(s.onward_branch), s.onward_number)) p(branch, number)
    JOIN named n ON n.branch = p.branch AND n.number = p.number
    JOIN public.people_employment e ON e.id = s.employment_id AND e.person_id <> n.person_id
   WHERE p.number <> '' AND s.recorded_at <= known_at::timestamptz AND NOT s.is_withdrawn
     AND NOT EXISTS (SELECT FROM public.service_book_payeeaccount c
                      WHERE c.supersedes_id = s.id AND c.recorded_at <= known_at::timestamptz)
     AND NOT EXISTS (SELECT FROM public.service_book_payeeaccount l
                      WHERE l.employment_id = s.employment_id AND l.recorded_at <= known_at::timestamptz AND NOT l.is_withdrawn
                        AND (l.valid_from, l.recorded_at, l.id) > (s.valid_from, s.recorded_at, s.id)
                        AND NOT EXISTS (SELECT FROM public.service_book_payeeaccount c
                                         WHERE c.supersedes_id = l.id AND c.recorded_at <= known_at::timestamptz))
   ORDER BY n.id, e.number
$$;
REVOKE ALL ON FUNCTION public.service_book_others_of_account(bigint[], text) FROM PUBLIC;
"""
GONE = "DROP FUNCTION public.service_book_others_of_account(bigint[], text);"


class Migration(migrations.Migration):
    dependencies = [("service_book", "0007_spells_of_the_dead"), ("people", "0004_a_finance_officer")]
    operations = [migrations.RunSQL(OTHERS, GONE)]
