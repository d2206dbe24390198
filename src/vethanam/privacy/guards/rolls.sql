-- Rolls of affected people (docs/spec/roll.md): a row is that of its entry in the log, two persons stand behind a roll, and its
-- lines are fixed with it.

CREATE OR REPLACE FUNCTION privacy_roll_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'roll.asked');
BEGIN
  IF said IS NULL OR NEW.role <> 'law_officer' OR said ->> 'roll' IS DISTINCT FROM NEW.reference
     OR said ->> 'of' IS DISTINCT FROM NEW.of OR said ->> 'subject' IS DISTINCT FROM NEW.subject THEN
    RAISE EXCEPTION 'The roll is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_roll FOR EACH ROW EXECUTE FUNCTION privacy_roll_as_logged();

CREATE OR REPLACE FUNCTION privacy_roll_by_two() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.role <> 'data_protection_officer' OR NOT EXISTS (
       SELECT FROM public.privacy_roll r
        WHERE r.id = NEW.roll_id AND r.by_id <> NEW.by_id AND r.person <> NEW.person
          AND public.privacy_logged(NEW.leaf, 'roll.confirmed') ->> 'roll' = r.reference) THEN
    RAISE EXCEPTION 'Another person, the data protection officer, confirms a roll.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER by_two BEFORE INSERT ON privacy_rollconfirmation FOR EACH ROW EXECUTE FUNCTION privacy_roll_by_two();

-- A roll is made once, from its lines, after its confirmation.
CREATE OR REPLACE FUNCTION privacy_roll_is_made() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'roll.made');
BEGIN
  IF said IS NULL OR said ->> 'persons2' IS DISTINCT FROM encode(NEW.root, 'hex') OR NOT EXISTS (
       SELECT FROM public.privacy_roll r JOIN public.privacy_rollconfirmation c ON c.roll_id = r.id
        WHERE r.id = NEW.roll_id AND said ->> 'use' = r.reference) THEN
    RAISE EXCEPTION 'The roll is not the one of its entry in the log, or nobody confirmed it.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.lines <> (SELECT count(*) FROM public.privacy_rollline l WHERE l.roll_id = NEW.roll_id) OR NEW.lines = 0 THEN
    RAISE EXCEPTION 'The roll has other lines.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_made BEFORE INSERT ON privacy_maderoll FOR EACH ROW EXECUTE FUNCTION privacy_roll_is_made();

-- No line and no part of a tree comes after its roll was made.
CREATE OR REPLACE FUNCTION privacy_roll_is_open() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT roll_id FROM made) m
              WHERE NOT EXISTS (SELECT FROM public.privacy_rollconfirmation c WHERE c.roll_id = m.roll_id)
                 OR EXISTS (SELECT FROM public.privacy_maderoll d WHERE d.roll_id = m.roll_id)) THEN
    RAISE EXCEPTION 'The lines of a roll are written once, with it.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_an_open_roll AFTER INSERT ON privacy_rollline
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_roll_is_open();
CREATE TRIGGER of_an_open_roll AFTER INSERT ON privacy_rolltile
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_roll_is_open();

-- A claim is the row of its entry, by the account of the person of the line.
CREATE OR REPLACE FUNCTION privacy_claim_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'claim.made');
BEGIN
  IF said IS NULL OR NOT EXISTS (
       SELECT FROM public.privacy_rollline l JOIN public.privacy_roll r ON r.id = l.roll_id
         JOIN public.privacy_maderoll m ON m.roll_id = r.id
        WHERE l.id = NEW.line_id AND said ->> 'roll' = r.reference AND (said ->> 'line')::integer = l.number) THEN
    RAISE EXCEPTION 'The claim is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_rollclaim FOR EACH ROW EXECUTE FUNCTION privacy_claim_as_logged();
