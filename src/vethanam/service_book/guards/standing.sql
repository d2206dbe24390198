-- Which entry of the service book counts. An entry counts from its verification until a later entry of its chain
-- is verified; a correction or a withdrawal that waits for the second person changes nothing. Times, not answers, so that
-- one view says what counts now and what counted then. No content: the view runs with its owner's rights.

CREATE VIEW public.service_book_entry AS
  SELECT 'absence' AS kind, id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_absence
  UNION ALL
  SELECT 'attendance', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_attendance
  UNION ALL
  SELECT 'authorised_rate', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_authorisedrate
  UNION ALL
  SELECT 'death', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_death
  UNION ALL
  SELECT 'guardianship', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_guardianship
  UNION ALL
  SELECT 'leave_account', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_leaveaccount
  UNION ALL
  SELECT 'membership', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_membership
  UNION ALL
  SELECT 'obligation', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_obligation
  UNION ALL
  SELECT 'pay', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_pay
  UNION ALL
  SELECT 'payee_account', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_payeeaccount
  UNION ALL
  SELECT 'posting', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_posting
  UNION ALL
  SELECT 'quarters', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_quarters
  UNION ALL
  SELECT 'recovery_suspension', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_recoverysuspension
  UNION ALL
  SELECT 'service_spell', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_servicespell
  UNION ALL
  SELECT 'tax_choice', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_taxchoice
  UNION ALL
  SELECT 'wage', id, employment_id, supersedes_id, recorded_at, is_withdrawn, entered_by_id, order_id
    FROM public.service_book_wage;

-- ``corrected_at``: since when another entry corrects or withdraws it; ``replaced_at``: since when one such, at any depth,
-- is verified; ``seen_at``: since when one that it corrects, at any depth, was verified. ``counts`` and ``is_entered``
-- (counts, or is new and waits for its first verification) are the answers for now.
CREATE VIEW public.service_book_standing AS
SELECT t.*, NOT is_withdrawn AND replaced_at IS NULL AND verified_at IS NOT NULL AS counts,
       NOT is_withdrawn AND replaced_at IS NULL
         AND (verified_at IS NOT NULL OR corrected_at IS NULL AND seen_at IS NULL) AS is_entered
  FROM (
  SELECT e.kind, e.id AS fact, e.employment_id, e.recorded_at, e.is_withdrawn, e.entered_by_id,
         v.recorded_at AS verified_at,
         n.recorded_at AS corrected_at,
         CASE WHEN n.id IS NOT NULL THEN (
           WITH RECURSIVE later AS (
             SELECT n.id UNION ALL
             SELECT f.id FROM later l JOIN public.service_book_entry f ON f.kind = e.kind AND f.supersedes_id = l.id)
           SELECT min(w.recorded_at) FROM later l
             JOIN public.service_book_verification w ON w.kind = e.kind AND w.fact = l.id) END AS replaced_at,
         CASE WHEN e.supersedes_id IS NOT NULL THEN (
           WITH RECURSIVE earlier AS (
             SELECT e.supersedes_id AS id UNION ALL
             SELECT f.supersedes_id FROM earlier l JOIN public.service_book_entry f ON f.kind = e.kind AND f.id = l.id
              WHERE f.supersedes_id IS NOT NULL)
           SELECT min(w.recorded_at) FROM earlier l
             JOIN public.service_book_verification w ON w.kind = e.kind AND w.fact = l.id) END AS seen_at
    FROM public.service_book_entry e
    LEFT JOIN public.service_book_entry n ON n.kind = e.kind AND n.supersedes_id = e.id
    LEFT JOIN public.service_book_verification v ON v.kind = e.kind AND v.fact = e.id) t;

-- Who died, by verified entries: service ended by death, or a death after service. A day and no more, for the dispatcher.
CREATE VIEW public.service_book_dead AS
  SELECT e.person_id AS person, d.died, s.verified_at, s.replaced_at
    FROM (SELECT 'service_spell' AS kind, id, employment_id, valid_until AS died FROM public.service_book_servicespell
           WHERE end_cause = 'death'
           UNION ALL
          SELECT 'death', id, employment_id, valid_from FROM public.service_book_death) d
    JOIN public.service_book_standing s ON s.kind = d.kind AND s.fact = d.id
    JOIN public.people_employment e ON e.id = d.employment_id
   WHERE s.verified_at IS NOT NULL AND NOT s.is_withdrawn;

-- Whose guardian is on record, by verified entries. A correction ends the entry before it at once, verified or not: that only
-- stops messages. An adult is under guardianship until the correction is verified. Days and no name, for the dispatcher.
CREATE VIEW public.service_book_ward AS
  SELECT e.person_id AS person, g.valid_from AS since, g.valid_until AS until, s.verified_at, s.corrected_at, s.replaced_at,
         g.proof
    FROM public.service_book_guardianship g
    JOIN public.service_book_standing s ON s.kind = 'guardianship' AND s.fact = g.id
    JOIN public.people_employment e ON e.id = g.employment_id
   WHERE s.verified_at IS NOT NULL AND NOT s.is_withdrawn;
