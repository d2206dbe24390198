-- Canaries are planted by two officers of the two roles, and each row is the row of its entry. A canary enters no service and no scheme.

CREATE OR REPLACE FUNCTION messaging_canaries_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb;
        wanted public.messaging_canaryproposal;
BEGIN
  IF TG_TABLE_NAME = 'messaging_canaryproposal' THEN
    said := public.privacy_logged(NEW.leaf, 'canaries.proposed');
    IF said IS NULL OR (said ->> 'mark', said ->> 'holder', (said ->> 'count')::integer)
       IS DISTINCT FROM (NEW.mark::text, NEW.holder_kind::text, NEW.people::integer) THEN
      RAISE EXCEPTION 'The proposal is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO wanted FROM public.messaging_canaryproposal p WHERE p.id = NEW.proposal_id;
  said := public.privacy_logged(NEW.leaf, 'canaries.planted');
  IF said IS NULL OR (said ->> 'mark', said ->> 'holder', (said ->> 'count')::integer, said ->> 'root')
     IS DISTINCT FROM (wanted.mark::text, wanted.holder_kind::text, wanted.people::integer, encode(NEW.root, 'hex')) THEN
    RAISE EXCEPTION 'The planting is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF wanted.person = NEW.person OR wanted.proposed_by_id = NEW.agreed_by_id THEN
    RAISE EXCEPTION 'Another person agrees to canaries.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON messaging_canaryproposal FOR EACH ROW EXECUTE FUNCTION messaging_canaries_as_logged();
CREATE TRIGGER is_as_logged BEFORE INSERT ON messaging_canaryplanting FOR EACH ROW EXECUTE FUNCTION messaging_canaries_as_logged();

-- On people_employment and benefits_beneficiary.
CREATE OR REPLACE FUNCTION messaging_no_canary() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM public.messaging_canary) THEN
    RETURN NULL;
  END IF;
  EXECUTE $ask$
    SELECT f.person_id FROM fresh f JOIN public.messaging_canary c ON c.subject_id = f.person_id LIMIT 1
  $ask$ INTO found;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'A canary has no employment and no benefit.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
