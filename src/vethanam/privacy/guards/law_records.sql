-- A record that the law asks for is the row of its entry. A nomination ends once, by an entry of its own.

CREATE OR REPLACE FUNCTION privacy_information_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'information.requested');
BEGIN
  IF said IS NULL OR said ->> 'request' IS DISTINCT FROM NEW.reference
     OR (said ->> 'opens_on')::date IS DISTINCT FROM NEW.opens_on THEN
    RAISE EXCEPTION 'The request is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_informationrequest
  FOR EACH ROW EXECUTE FUNCTION privacy_information_as_logged();

CREATE OR REPLACE FUNCTION privacy_information_sealed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'information.sealed_longer');
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_informationrequest r WHERE r.id = NEW.request_id
                  AND r.opens_on IS NOT NULL AND r.person <> NEW.person AND said ->> 'request' = r.reference
                  AND (said ->> 'opens_on')::date = NEW.opens_on) THEN
    RAISE EXCEPTION 'Another officer keeps a sealed request sealed, by an entry of its own.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_informationseal
  FOR EACH ROW EXECUTE FUNCTION privacy_information_sealed();

CREATE OR REPLACE FUNCTION privacy_assessment_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'assessment.recorded');
BEGIN
  IF said IS NULL OR said ->> 'purpose' IS DISTINCT FROM NEW.purpose OR said ->> 'document' IS DISTINCT FROM NEW.document_hash
     OR (said ->> 'review_by')::date IS DISTINCT FROM NEW.review_by THEN
    RAISE EXCEPTION 'The assessment is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_impactassessment
  FOR EACH ROW EXECUTE FUNCTION privacy_assessment_as_logged();

CREATE OR REPLACE FUNCTION privacy_nomination_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'nomination.made');
BEGIN
  IF said IS NULL OR said ->> 'nomination' IS DISTINCT FROM NEW.reference OR NEW.person = NEW.nominee THEN
    RAISE EXCEPTION 'The nomination is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_nomination
  FOR EACH ROW EXECUTE FUNCTION privacy_nomination_as_logged();

CREATE OR REPLACE FUNCTION privacy_nomination_end_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF public.privacy_logged(NEW.leaf, 'nomination.ended') ->> 'nomination' IS DISTINCT FROM
     (SELECT n.reference FROM public.privacy_nomination n WHERE n.id = NEW.nomination_id) THEN
    RAISE EXCEPTION 'The end of a nomination is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_nominationend
  FOR EACH ROW EXECUTE FUNCTION privacy_nomination_end_as_logged();
