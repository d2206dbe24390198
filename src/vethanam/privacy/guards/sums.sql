-- Figures for the role analyst: how many uses each office made under each purpose, and what came of them. No person is in them.
--
-- As an office reads "fewer than 20" for a small count, so the analyst: people counts the persons of those uses alone that were of
-- 20 or more, allowed those of the same uses where neither the allowed nor those left out were fewer than 20. Each use counts whole
-- or not at all, so that a view read before and after a small use tells nothing of it; few_people says how many were left out.

CREATE VIEW public.privacy_usefigures AS
SELECT to_char(u.at AT TIME ZONE 'Asia/Kolkata', 'YYYYMM')::integer AS month, u.office, u.purpose_code AS purpose, u.mode,
       u.outcome, u.reason, count(*) AS uses, count(*) FILTER (WHERE u.subjects < 20) AS few_people,
       sum(u.subjects) FILTER (WHERE u.subjects >= 20)::bigint AS people,
       sum(u.allowed) FILTER (
         WHERE u.subjects >= 20 AND u.allowed NOT BETWEEN 1 AND 19 AND u.subjects - u.allowed NOT BETWEEN 1 AND 19
       )::bigint AS allowed
  FROM public.privacy_use u
 GROUP BY 1, 2, 3, 4, 5, 6;
