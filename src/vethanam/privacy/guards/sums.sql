-- Figures for the role analyst: uses by office, purpose and outcome. They hold no person.

CREATE VIEW public.privacy_usefigures AS
SELECT to_char(u.at AT TIME ZONE 'Asia/Kolkata', 'YYYYMM')::integer AS month, u.office, u.purpose_code AS purpose, u.mode,
       u.outcome, u.reason, count(*) AS uses, sum(u.subjects)::bigint AS people, sum(u.allowed)::bigint AS allowed
  FROM public.privacy_use u
 GROUP BY 1, 2, 3, 4, 5, 6;
