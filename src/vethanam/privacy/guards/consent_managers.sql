-- A code makes one link, in time, for its person and its consent manager. A consent or withdrawal through a consent manager needs a
-- link in force.

CREATE OR REPLACE FUNCTION privacy_is_linked(whose bigint, registered text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM public.privacy_managerlink l
                WHERE l.person = whose AND l.manager = registered
                  AND NOT EXISTS (SELECT FROM public.privacy_managerlinkend e WHERE e.link_id = l.id))
$$;

CREATE OR REPLACE FUNCTION privacy_link_by_its_code() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('|', 'consent manager', NEW.person, NEW.manager), 0));
  IF NOT EXISTS (SELECT FROM public.privacy_managercode c
                  WHERE c.id = NEW.code_id AND c.person = NEW.person AND c.manager = NEW.manager
                    AND NEW.at BETWEEN c.at AND c.ends_at)
     OR public.privacy_is_linked(NEW.person, NEW.manager)
     OR public.privacy_logged(NEW.leaf, 'consent_manager.linked') ->> 'manager' IS DISTINCT FROM NEW.manager THEN
    RAISE EXCEPTION 'A link to a consent manager is made once, by the code of its person, in time.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER by_its_code BEFORE INSERT ON privacy_managerlink FOR EACH ROW EXECUTE FUNCTION privacy_link_by_its_code();
ALTER TABLE privacy_managerlink ENABLE ALWAYS TRIGGER by_its_code;

CREATE OR REPLACE FUNCTION privacy_consent_through_link() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.manager <> '' AND NOT public.privacy_is_linked(NEW.person, NEW.manager) THEN
    RAISE EXCEPTION 'A consent manager acts by a link that its person has not ended.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER through_link BEFORE INSERT ON privacy_consent FOR EACH ROW EXECUTE FUNCTION privacy_consent_through_link();
ALTER TABLE privacy_consent ENABLE ALWAYS TRIGGER through_link;

CREATE OR REPLACE FUNCTION privacy_withdrawal_through_link() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.manager <> '' AND NOT public.privacy_is_linked(
       (SELECT c.person FROM public.privacy_consent c WHERE c.id = NEW.consent_id), NEW.manager) THEN
    RAISE EXCEPTION 'A consent manager acts by a link that its person has not ended.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER through_link BEFORE INSERT ON privacy_consentwithdrawal
  FOR EACH ROW EXECUTE FUNCTION privacy_withdrawal_through_link();
ALTER TABLE privacy_consentwithdrawal ENABLE ALWAYS TRIGGER through_link;
