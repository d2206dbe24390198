-- Accounts on record for more than one employment. The caller passes facts and learns no number.

CREATE OR REPLACE FUNCTION public.service_book_others_of_account(asked bigint[], known_at text)
RETURNS TABLE (fact bigint, other text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH named AS MATERIALIZED (
    SELECT id, employment_id, upper(branch) AS branch, number
      FROM public.service_book_payeeaccount WHERE id = ANY (asked) AND number <> '' AND age(xmin) > 0
     UNION ALL
    SELECT id, employment_id, upper(onward_branch), onward_number
      FROM public.service_book_payeeaccount WHERE id = ANY (asked) AND onward_number <> '' AND age(xmin) > 0),
  alike AS MATERIALIZED (
    SELECT n.id AS asked, n.employment_id AS whose, s.id, s.employment_id, s.valid_from, s.recorded_at
      FROM named n
     CROSS JOIN LATERAL (
            SELECT a.* FROM public.service_book_payeeaccount a
             WHERE a.number = n.number AND upper(a.branch) = n.branch AND age(a.xmin) > 0
             UNION ALL
            SELECT a.* FROM public.service_book_payeeaccount a
             WHERE a.onward_number = n.number AND a.onward_number <> ''
               AND upper(a.onward_branch) = n.branch AND age(a.xmin) > 0) s
     WHERE s.employment_id <> n.employment_id AND s.recorded_at <= known_at::timestamptz AND NOT s.is_withdrawn)
  SELECT DISTINCT s.asked, e.number
    FROM alike s
    JOIN public.people_employment o ON o.id = s.whose
    JOIN public.people_employment e ON e.id = s.employment_id AND e.person_id <> o.person_id
   WHERE NOT EXISTS (SELECT FROM public.service_book_payeeaccount c
                      WHERE c.supersedes_id = s.id AND c.recorded_at <= known_at::timestamptz)
     AND NOT EXISTS (SELECT FROM public.service_book_payeeaccount l
                      WHERE l.employment_id = s.employment_id AND l.recorded_at <= known_at::timestamptz AND NOT l.is_withdrawn
                        AND (l.valid_from, l.recorded_at, l.id) > (s.valid_from, s.recorded_at, s.id)
                        AND NOT EXISTS (SELECT FROM public.service_book_payeeaccount c
                                         WHERE c.supersedes_id = l.id AND c.recorded_at <= known_at::timestamptz))
   ORDER BY s.asked, e.number
$$;

CREATE OR REPLACE FUNCTION public.service_book_same_accounts(facts bigint[], numbers text[], holders text[], onward text[])
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id
    FROM unnest(facts, numbers, holders, onward) t(fact, number, holder, onward_number)
    JOIN public.service_book_payeeaccount a ON a.id = t.fact
   WHERE (a.number, a.holder, a.onward_number) = (t.number, t.holder, t.onward_number)
$$;

CREATE OR REPLACE FUNCTION public.service_book_accounts_named_twice(since text, until text)
RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH twice AS MATERIALIZED (
    SELECT number FROM public.service_book_payeeaccount WHERE number <> ''
     GROUP BY number HAVING min(employment_id) <> max(employment_id)
     UNION
    SELECT onward_number FROM public.service_book_payeeaccount WHERE onward_number <> ''
     GROUP BY onward_number HAVING min(employment_id) <> max(employment_id)
     UNION
    SELECT o.onward_number FROM public.service_book_payeeaccount o
      JOIN public.service_book_payeeaccount a ON a.number = o.onward_number AND a.employment_id <> o.employment_id
     WHERE o.onward_number <> '')
  SELECT a.id
    FROM twice t
   CROSS JOIN LATERAL (
          SELECT id, employment_id, recorded_at FROM public.service_book_payeeaccount
           WHERE number = t.number AND age(xmin) > 0
           UNION
          SELECT id, employment_id, recorded_at FROM public.service_book_payeeaccount
           WHERE onward_number = t.number AND onward_number <> '' AND age(xmin) > 0) a
   WHERE a.recorded_at BETWEEN since::timestamptz AND until::timestamptz
     AND EXISTS (SELECT FROM public.service_book_payeeaccount o
                  WHERE (o.number = t.number OR o.onward_number = t.number AND o.onward_number <> '')
                    AND o.employment_id <> a.employment_id AND age(o.xmin) > 0)
   GROUP BY a.id ORDER BY a.id
$$;
