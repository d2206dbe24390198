-- Drawals: one partition a release. For one award, month and payer everything drawn or kept back never exceeds the due.

CREATE TABLE IF NOT EXISTS public.benefits_drawal (
  release_id bigint NOT NULL,
  award_id bigint NOT NULL,
  for_month integer NOT NULL,
  payer varchar(6) NOT NULL,
  cycle_id bigint NOT NULL,
  cause varchar(10) NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (release_id, award_id, for_month, payer),
  CONSTRAINT drawal_of_money CHECK (amount > 0),
  CONSTRAINT drawal_cause CHECK (cause IN ('month', 'instalment', 'difference'))
) PARTITION BY LIST (release_id);

-- Paid outside this system: another officer agreed to the entry, and no two took it back.
CREATE VIEW public.benefits_elsewhere_in_force AS
  SELECT e.id, e.award_id, e.for_month, e.payer, e.amount
    FROM public.benefits_drawnelsewhere e
    JOIN public.benefits_check c ON c.kind = 'elsewhere' AND c.entry = e.id AND c.is_agreed
   WHERE e.takes_back_id IS NULL
     AND NOT EXISTS (SELECT FROM public.benefits_drawnelsewhere t
                       JOIN public.benefits_check k ON k.kind = 'elsewhere' AND k.entry = t.id AND k.is_agreed
                      WHERE t.takes_back_id = e.id);

CREATE OR REPLACE FUNCTION public.benefits_drawn_now(of_scheme bigint, in_months integer[])
RETURNS TABLE (award bigint, for_month integer, payer text, here bigint, elsewhere bigint) LANGUAGE sql STABLE AS $$
  SELECT x.award_id, x.for_month, x.payer::text, sum(x.here)::bigint, sum(x.elsewhere)::bigint
    FROM (SELECT d.award_id, d.for_month, d.payer, d.amount AS here, 0 AS elsewhere
            FROM public.benefits_drawal d
           WHERE d.for_month = ANY (in_months)
             AND d.release_id = ANY (ARRAY(SELECT r.id FROM public.benefits_release r
                                            WHERE r.scheme_id = of_scheme AND r.months && in_months))
          UNION ALL
          SELECT e.award_id, e.for_month, e.payer, 0, e.amount
            FROM public.benefits_elsewhere_in_force e JOIN public.benefits_award a ON a.id = e.award_id
           WHERE a.scheme_id = of_scheme AND e.for_month = ANY (in_months)) x
   GROUP BY x.award_id, x.for_month, x.payer
$$;

-- What each release pays for an award: its drawals, or lines of compensation in their place.
CREATE VIEW public.benefits_drawn AS
  SELECT d.release_id, d.award_id, d.amount FROM public.benefits_drawal d
  UNION ALL
  SELECT c.release_id, c.award_id, c.amount FROM public.benefits_compensationline c;

CREATE OR REPLACE FUNCTION public.benefits_drawals_hash(asked bigint) RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
-- Over what a release draws, 4,096 award numbers at a time.
  WITH part AS (
    SELECT d.award_id >> 12 AS place,
           sha256(convert_to(string_agg(format('%s|%s|%s|%s|%s|%s', d.award_id, d.for_month, d.payer, d.cycle_id, d.cause, d.amount),
                                        E'\n' ORDER BY d.award_id, d.for_month, d.payer), 'UTF8')) AS drawn
      FROM public.benefits_drawal d WHERE d.release_id = asked GROUP BY 1)
  SELECT coalesce(
    (SELECT sha256('vethanam/compensation/1\012'::bytea || convert_to(string_agg(
              format('%s|%s|%s', c.award_id, c.line_id, c.amount), E'\n' ORDER BY c.award_id), 'UTF8'))
       FROM public.benefits_compensationline c WHERE c.release_id = asked HAVING count(*) > 0),
    sha256('vethanam/drawals/1\012'::bytea || coalesce((SELECT string_agg(
             convert_to(format('%s|', place), 'UTF8') || drawn, ''::bytea ORDER BY place) FROM part), '')))
$$;

CREATE OR REPLACE FUNCTION public.benefits_released_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.benefits_schemeoffice s WHERE s.id = NEW.scheme_id FOR NO KEY UPDATE;
  IF NEW.compensation <> '' THEN
    IF NEW.payer <> 'state' OR NOT EXISTS (
         SELECT FROM public.payroll_compensation n
           JOIN public.payroll_compensationdecision d ON d.compensation_id = n.id AND d.outcome = 'approved'
          WHERE n.reference = NEW.compensation AND n.order_id = NEW.order_id) THEN
      RAISE EXCEPTION 'Compensation is released as finance approved it.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM unnest(NEW.months) AS m(month)
              WHERE NOT EXISTS (SELECT FROM public.benefits_cycle_in_force f
                                 WHERE f.scheme_id = NEW.scheme_id AND f.month = m.month)) THEN
    RAISE EXCEPTION 'Money is released for months with an approved cycle.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.benefits_cycle_in_force f
               JOIN public.benefits_cycle c ON c.id = f.cycle_id
               JOIN public.benefits_cycleapproval p ON p.cycle_id = f.cycle_id
              WHERE f.scheme_id = NEW.scheme_id AND f.months && NEW.months
                AND (NEW.person_id IN (c.person_id, p.person_id)
                     OR NEW.entered_by_id IN (c.entered_by_id, p.entered_by_id))) THEN
    RAISE EXCEPTION 'Another person than those who computed and approved a cycle releases its money.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_another BEFORE INSERT ON benefits_release
  FOR EACH ROW EXECUTE FUNCTION benefits_released_by_another();
ALTER TABLE benefits_release ENABLE ALWAYS TRIGGER by_another;

CREATE OR REPLACE FUNCTION public.benefits_release_opened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.benefits_open_part('benefits_drawal', NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER opened AFTER INSERT ON benefits_release
  FOR EACH ROW EXECUTE FUNCTION benefits_release_opened();
ALTER TABLE benefits_release ENABLE ALWAYS TRIGGER opened;

CREATE OR REPLACE FUNCTION public.benefits_drawn_within_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off SET work_mem = '128MB' AS $$
-- Without nested loops: the new partition has no statistics, and each drawal would be compared with each.
DECLARE asked public.benefits_release; bad bigint;
BEGIN
  FOR asked IN SELECT r.* FROM public.benefits_release r WHERE r.id IN (SELECT DISTINCT m.release_id FROM made m) LOOP
    PERFORM FROM public.benefits_schemeoffice s WHERE s.id = asked.scheme_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM public.benefits_release r
                    WHERE r.id = asked.id AND r.committed_in = pg_current_xact_id()) THEN
      RAISE EXCEPTION 'Drawals come with their release.' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE $ask$
      SELECT m.award_id
        FROM made m
        LEFT JOIN public.benefits_award a ON a.id = m.award_id
        LEFT JOIN public.benefits_lines_now($1, $2) l ON l.award = m.award_id AND l.for_month = m.for_month
        LEFT JOIN public.benefits_dues_now($1, $2) d ON d.kind = l.kind AND d.month = m.for_month AND d.payer = m.payer
        LEFT JOIN public.benefits_drawn_now($1, $2) x
               ON x.award = m.award_id AND x.for_month = m.for_month AND x.payer = m.payer
        LEFT JOIN public.benefits_recovered_now($1, $2) k
               ON k.award = m.award_id AND k.for_month = m.for_month AND m.payer = 'state'
       WHERE m.release_id = $3
         AND (m.payer <> $4 OR a.scheme_id IS DISTINCT FROM $1 OR l.state IS DISTINCT FROM 'eligible' OR l.cycle IS DISTINCT FROM m.cycle_id
              OR d.amount IS NULL OR x.here + x.elsewhere + coalesce(k.amount, 0) > d.amount)
       LIMIT 1$ask$
      INTO bad USING asked.scheme_id, asked.months, asked.id, asked.payer;
    IF bad IS NOT NULL THEN
      RAISE EXCEPTION 'award % would draw more than its due', bad
        USING ERRCODE = 'check_violation', CONSTRAINT = 'drawn_within_due';
    END IF;
    IF (SELECT sum(d.amount) FROM public.benefits_drawal d WHERE d.release_id = asked.id) > asked.sum THEN
      RAISE EXCEPTION 'release % is smaller than its drawals', asked.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'drawn_within_release';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER within_due AFTER INSERT ON benefits_drawal
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_drawn_within_due();

CREATE OR REPLACE FUNCTION public.benefits_line_compensated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- As payroll_line_compensated, under the same lock: a line is paid by an office's bill or by a release, once.
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('payroll_compensatedline', NEW.line_id));
  IF EXISTS (SELECT FROM public.payroll_compensatedline d JOIN public.payroll_claim c ON c.id = d.claim_id
              WHERE d.line_id = NEW.line_id AND c.state <> 'void') THEN
    RAISE EXCEPTION 'line % is drawn already', NEW.line_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'compensated_once';
  END IF;
  IF NOT EXISTS (
       SELECT FROM public.benefits_release r
         JOIN public.payroll_compensation n ON n.reference = r.compensation
         JOIN public.payroll_compensationdecision d ON d.compensation_id = n.id AND d.outcome = 'approved'
         JOIN public.privacy_rollline l ON l.id = NEW.line_id AND l.roll_id = n.roll_id
         JOIN public.privacy_rollclaim a ON a.line_id = l.id
         JOIN public.benefits_award w ON w.id = NEW.award_id AND w.scheme_id = r.scheme_id
         JOIN public.benefits_beneficiary b ON b.id = w.beneficiary_id AND b.person_id = l.person
        WHERE r.id = NEW.release_id AND r.committed_in = pg_current_xact_id()
          AND NEW.amount = coalesce((n.amounts ->> l.class_of)::bigint, (n.amounts ->> '')::bigint)) THEN
    RAISE EXCEPTION 'line % is not paid as the court gave it', NEW.line_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'compensated_by_its_line';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER compensated BEFORE INSERT ON benefits_compensationline
  FOR EACH ROW EXECUTE FUNCTION benefits_line_compensated();
ALTER TABLE benefits_compensationline ENABLE ALWAYS TRIGGER compensated;

CREATE OR REPLACE FUNCTION public.benefits_elsewhere_in_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- In turn with releases of the scheme. One paper is entered once, unless it was declined or taken back; what is
-- taken back counts, is repeated as it stands, and waits for no other decision.
DECLARE before public.benefits_drawnelsewhere;
BEGIN
  PERFORM FROM public.benefits_schemeoffice s JOIN public.benefits_award a ON a.scheme_id = s.id
    WHERE a.id = NEW.award_id FOR NO KEY UPDATE OF s;
  IF NEW.takes_back_id IS NULL THEN
    IF EXISTS (SELECT FROM public.benefits_drawnelsewhere e
                 LEFT JOIN public.benefits_check c ON c.kind = 'elsewhere' AND c.entry = e.id
                WHERE (e.award_id, e.for_month, e.payer, e.source, e.reference)
                    = (NEW.award_id, NEW.for_month, NEW.payer, NEW.source, NEW.reference)
                  AND e.takes_back_id IS NULL
                  AND (c.id IS NULL OR e.id IN (SELECT f.id FROM public.benefits_elsewhere_in_force f))) THEN
      RAISE EXCEPTION 'This payment is entered already.'
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'drawn_elsewhere_once';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO before FROM public.benefits_drawnelsewhere e WHERE e.id = NEW.takes_back_id;
  IF (before.award_id, before.for_month, before.payer, before.amount, before.source, before.reference)
     IS DISTINCT FROM (NEW.award_id, NEW.for_month, NEW.payer, NEW.amount, NEW.source, NEW.reference)
     OR NOT EXISTS (SELECT FROM public.benefits_elsewhere_in_force f WHERE f.id = NEW.takes_back_id)
     OR EXISTS (SELECT FROM public.benefits_drawnelsewhere t
                 WHERE t.takes_back_id = NEW.takes_back_id
                   AND NOT EXISTS (SELECT FROM public.benefits_check c WHERE c.kind = 'elsewhere' AND c.entry = t.id)) THEN
    RAISE EXCEPTION 'Only an entry that counts is taken back, once.'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'elsewhere_taken_back_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER in_turn BEFORE INSERT ON benefits_drawnelsewhere
  FOR EACH ROW EXECUTE FUNCTION benefits_elsewhere_in_turn();
ALTER TABLE benefits_drawnelsewhere ENABLE ALWAYS TRIGGER in_turn;

FOR EACH TABLE benefits_rollline, benefits_drawal:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
END;
