-- Subjects and outcomes of a use belong to it and are kept for a year.

ALTER TABLE privacy_use ALTER COLUMN kinds SET DEFAULT '{}';
ALTER TABLE privacy_use ALTER COLUMN restraints SET DEFAULT '{}';
ALTER TABLE privacy_usesubject ALTER COLUMN classes SET DEFAULT '{}';

-- Nobody joins a use later: its subjects come in the transaction that stored it. Where the purpose rests on consent, each one who is
-- allowed for has given it and not taken it back.
CREATE OR REPLACE FUNCTION privacy_subjects_of_a_use() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unconsented boolean;
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT use_id FROM made) m
               LEFT JOIN public.privacy_use u ON u.id = m.use_id AND u.committed_in = pg_current_xact_id()
              WHERE u.id IS NULL) THEN
    RAISE EXCEPTION 'A subject comes with its use.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM public.privacy_resting_on_consent(ARRAY(SELECT DISTINCT m.use_id FROM made m)) r
                     JOIN made m ON m.use_id = r.use_id
                    WHERE m.outcome = 'allow' AND NOT public.privacy_consents(m.person, r.purpose, r.controller))
  $ask$ INTO is_unconsented;
  IF is_unconsented THEN
    RAISE EXCEPTION 'Nobody is allowed for without a consent that stands.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_a_use AFTER INSERT ON privacy_usesubject
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_subjects_of_a_use();

CREATE OR REPLACE FUNCTION privacy_outcomes_of_a_closing() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT closing_id FROM made) m LEFT JOIN public.privacy_useclosing c ON c.id = m.closing_id
              WHERE c.id IS NULL) THEN
    RAISE EXCEPTION 'An outcome needs its closing.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_a_closing AFTER INSERT ON privacy_subjectoutcome
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_outcomes_of_a_closing();

CREATE TRIGGER of_a_closing AFTER INSERT ON privacy_outcometile
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_outcomes_of_a_closing();

CREATE OR REPLACE FUNCTION privacy_kept_a_year() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE since timestamptz;
BEGIN
  IF TG_TABLE_NAME = 'privacy_usesubject' THEN
    SELECT recorded_at INTO since FROM privacy_use WHERE id = OLD.use_id;
  ELSE
    SELECT recorded_at INTO since FROM privacy_useclosing WHERE id = OLD.closing_id;
  END IF;
  IF since > clock_timestamp() - interval '365 days' THEN
    RAISE EXCEPTION 'What was decided about a person is kept at least a year.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER kept_a_year BEFORE DELETE ON privacy_subjectoutcome
  FOR EACH ROW EXECUTE FUNCTION privacy_kept_a_year();
CREATE TRIGGER kept_a_year BEFORE DELETE ON privacy_usesubject
  FOR EACH ROW EXECUTE FUNCTION privacy_kept_a_year();

ALTER TABLE privacy_usesubject ADD CONSTRAINT privacy_usesubject_salt CHECK (octet_length(salt) BETWEEN 16 AND 255);

ALTER TABLE privacy_subjectoutcome ADD CONSTRAINT privacy_subjectoutcome_salt CHECK (octet_length(salt) BETWEEN 16 AND 255);

-- Whoever asks for a use writes its time: outside a sample it is that of the clock, an hour at most aside.
CREATE OR REPLACE FUNCTION privacy_use_is_of_now() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE around tstzrange := tstzrange(clock_timestamp() - interval '1 hour', clock_timestamp() + interval '1 hour');
BEGIN
  IF NOT (NEW.at <@ around AND NEW.recorded_at <@ around)
     AND EXISTS (SELECT FROM public.journal_head) AND NOT public.journal_is_of_sample() THEN
    RAISE EXCEPTION 'A use is asked for now, and under no other time.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_of_now BEFORE INSERT ON privacy_use FOR EACH ROW EXECUTE FUNCTION privacy_use_is_of_now();
