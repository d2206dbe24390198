-- What stands of awards and circumstances, and which change may follow which.

-- Open suspensions and ends: not lifted by a restoration that another person agreed to. A person who lives is free of
-- every stop by her death.
CREATE VIEW public.benefits_open_stop AS
  SELECT e.id, e.award_id, e.event, e.cause, e.from_month
    FROM public.benefits_standingevent e
   WHERE e.event IN ('suspended', 'ended')
     AND NOT EXISTS (
         SELECT FROM public.benefits_standingevent r
           JOIN public.benefits_check c ON c.kind = 'standing' AND c.entry = r.id AND c.is_agreed
          WHERE r.lifts_id = e.id
             OR r.award_id = e.award_id AND r.id > e.id AND r.cause = 'alive' AND e.cause IN ('death', 'death_reported'));

CREATE VIEW public.benefits_award_state AS
  SELECT a.id AS award_id, a.beneficiary_id, a.scheme_id, coalesce(t.local_body_id, a.local_body_id) AS local_body_id,
         coalesce(t.ward, a.ward) AS ward, coalesce(s.event, 'standing') AS state, coalesce(s.cause, '') AS cause,
         coalesce(s.from_month, r.from_month, a.from_month) AS since_month, w.id AS waits
    FROM public.benefits_award a
    LEFT JOIN LATERAL (
         SELECT o.event, o.cause, o.from_month FROM public.benefits_open_stop o WHERE o.award_id = a.id
          ORDER BY o.event = 'ended' DESC, o.id DESC LIMIT 1) s ON true
    LEFT JOIN LATERAL (
         SELECT e.from_month FROM public.benefits_standingevent e
           JOIN public.benefits_check c ON c.kind = 'standing' AND c.entry = e.id AND c.is_agreed
          WHERE e.award_id = a.id AND e.event = 'restored' ORDER BY e.id DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (
         SELECT e.local_body_id, e.ward FROM public.benefits_standingevent e
           JOIN public.benefits_check c ON c.kind = 'standing' AND c.entry = e.id AND c.is_agreed
          WHERE e.award_id = a.id AND e.event = 'transferred' ORDER BY e.id DESC LIMIT 1) t ON true
    LEFT JOIN LATERAL (
         SELECT l.id, l.event FROM public.benefits_standingevent l WHERE l.award_id = a.id
          ORDER BY l.id DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (
         SELECT l.id WHERE l.event IN ('restored', 'transferred')
            AND NOT EXISTS (SELECT FROM public.benefits_check c WHERE c.kind = 'standing' AND c.entry = l.id)) w ON true;

CREATE OR REPLACE FUNCTION public.benefits_refresh(asked bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.benefits_awardnow AS n
         (award_id, beneficiary_id, scheme_id, local_body_id, ward, state, cause, since_month, waits)
  SELECT s.award_id, s.beneficiary_id, s.scheme_id, s.local_body_id, s.ward, s.state, s.cause, s.since_month, s.waits
    FROM public.benefits_award_state s WHERE s.award_id = ANY (asked)
  ON CONFLICT (award_id) DO UPDATE
     SET (local_body_id, ward, state, cause, since_month, waits) =
         (excluded.local_body_id, excluded.ward, excluded.state, excluded.cause, excluded.since_month, excluded.waits)
$$;

CREATE OR REPLACE FUNCTION public.benefits_awards_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.benefits_refresh(ARRAY(SELECT e.id FROM entered e));
  RETURN NULL;
END $$;
CREATE TRIGGER stands AFTER INSERT ON benefits_award
  REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION benefits_awards_entered();
ALTER TABLE benefits_award ENABLE ALWAYS TRIGGER stands;

CREATE OR REPLACE FUNCTION public.benefits_standing_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.benefits_refresh(ARRAY(SELECT DISTINCT e.award_id FROM entered e));
  RETURN NULL;
END $$;
CREATE TRIGGER stands AFTER INSERT ON benefits_standingevent
  REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION benefits_standing_entered();
ALTER TABLE benefits_standingevent ENABLE ALWAYS TRIGGER stands;

CREATE OR REPLACE FUNCTION public.benefits_standing_checked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE events bigint[] := ARRAY(SELECT c.entry FROM checked c WHERE c.kind = 'standing');
BEGIN
  PERFORM public.benefits_refresh(ARRAY(
    SELECT DISTINCT e.award_id FROM public.benefits_standingevent e WHERE e.id = ANY (events)));
  RETURN NULL;
END $$;
CREATE TRIGGER stands AFTER INSERT ON benefits_check
  REFERENCING NEW TABLE AS checked FOR EACH STATEMENT EXECUTE FUNCTION benefits_standing_checked();
ALTER TABLE benefits_check ENABLE ALWAYS TRIGGER stands;

-- Nothing follows an end but the restoration of a person who lives. A stop drops a change that waits; no second waits.
CREATE OR REPLACE FUNCTION public.benefits_standing_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  current public.benefits_awardnow;
  stop record;
BEGIN
  SELECT * INTO current FROM public.benefits_awardnow n WHERE n.award_id = NEW.award_id FOR UPDATE;
  IF NEW.event IN ('restored', 'transferred') AND current.waits IS NOT NULL THEN
    RAISE EXCEPTION 'Another change of this award waits.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF current.state = 'ended' AND NOT (NEW.event = 'restored' AND NEW.cause = 'alive') THEN
    RAISE EXCEPTION 'This award has ended.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.event = 'restored' THEN
    SELECT o.event, o.cause INTO stop FROM public.benefits_open_stop o
     WHERE o.id = NEW.lifts_id AND o.award_id = NEW.award_id;
    IF NOT FOUND OR stop.event = 'ended' AND stop.cause <> 'death' THEN
      RAISE EXCEPTION 'A restoration lifts an open suspension of its award, or an end by a death that was none.'
        USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  IF NEW.event = 'suspended' AND EXISTS (
      SELECT FROM public.benefits_open_stop o WHERE o.award_id = NEW.award_id AND o.cause = NEW.cause) THEN
    RAISE EXCEPTION 'This award is suspended for this cause.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE INSERT ON benefits_standingevent
  FOR EACH ROW EXECUTE FUNCTION benefits_standing_moves();
ALTER TABLE benefits_standingevent ENABLE ALWAYS TRIGGER moves;

-- ``counts``: another person agreed to it, and no later row of its chain that somebody agreed to took its place.
CREATE VIEW public.benefits_circumstance_now AS
  SELECT c.id, c.beneficiary_id, c.kind, c.value, c.valid_from, c.valid_until, c.document, c.recorded_at, k.recorded_at AS checked_at
    FROM public.benefits_circumstance c
    JOIN public.benefits_check k ON k.kind = 'circumstance' AND k.entry = c.id AND k.is_agreed
   WHERE NOT c.is_withdrawn AND (
     NOT EXISTS (SELECT FROM public.benefits_circumstance n WHERE n.supersedes_id = c.id) OR NOT EXISTS (
     WITH RECURSIVE later AS (
       SELECT n.id FROM public.benefits_circumstance n WHERE n.supersedes_id = c.id
       UNION ALL
       SELECT n.id FROM later l JOIN public.benefits_circumstance n ON n.supersedes_id = l.id)
     SELECT FROM later l
       JOIN public.benefits_check v ON v.kind = 'circumstance' AND v.entry = l.id AND v.is_agreed));

-- Deaths on record, from their report on; a refutation counts when another person agreed to it. For the dispatcher.
CREATE VIEW public.benefits_dead AS
  SELECT b.person_id AS person, d.recorded_at AS reported_at,
         (SELECT min(k.recorded_at) FROM public.benefits_death r
            JOIN public.benefits_check k ON k.kind = 'death' AND k.entry = r.id AND k.is_agreed
           WHERE r.refutes_id = d.id) AS refuted_at
    FROM public.benefits_death d
    JOIN public.benefits_beneficiary b ON b.id = d.beneficiary_id
   WHERE d.refutes_id IS NULL;

-- Whose guardian is on record, by checked entries. Days and no name, for the dispatcher.
CREATE VIEW public.benefits_ward AS
  SELECT b.person_id AS person, g.valid_from AS since, g.valid_until AS until, k.recorded_at AS verified_at, g.proof
    FROM public.benefits_guardian g
    JOIN public.benefits_beneficiary b ON b.id = g.beneficiary_id
    JOIN public.benefits_check k ON k.kind = 'guardian' AND k.entry = g.id AND k.is_agreed;

-- Whose people a register of a scheme has: everybody who applied for the scheme.
CREATE VIEW public.benefits_registered AS
  SELECT DISTINCT b.person_id AS person, 'BEN-' || s.code AS register, s.code AS scheme
    FROM public.benefits_application a
    JOIN public.benefits_beneficiary b ON b.id = a.beneficiary_id
    JOIN public.benefits_schemeoffice s ON s.id = a.scheme_id;

-- Every stop with the first month that a restoration lifts; 0 where she was never dead.
CREATE VIEW public.benefits_stop AS
  SELECT e.id, e.award_id, a.beneficiary_id, e.event, e.cause, e.from_month,
         (SELECT min(CASE WHEN r.cause = 'alive' THEN 0 ELSE r.from_month END)
            FROM public.benefits_standingevent r
            JOIN public.benefits_check c ON c.kind = 'standing' AND c.entry = r.id AND c.is_agreed
           WHERE r.award_id = e.award_id AND r.event = 'restored'
             AND (r.lifts_id = e.id
                  OR r.id > e.id AND r.cause = 'alive' AND e.cause IN ('death', 'death_reported'))) AS lifted_from
    FROM public.benefits_standingevent e JOIN public.benefits_award a ON a.id = e.award_id
   WHERE e.event IN ('suspended', 'ended');
