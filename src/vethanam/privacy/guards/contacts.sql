-- A contact on an office's opt-in list needs a consent; one in the register of a scheme an application
-- (benefits/guards/secrets.sql). A replaced or withdrawn contact can be erased.

CREATE OR REPLACE FUNCTION privacy_given_with_a_yes() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM privacy_consent c
                  WHERE c.person = NEW.person AND c.controller || '-OPTIN' = NEW.register AND NEW.kind = ANY (c.fields)
                    AND NOT EXISTS (SELECT FROM privacy_consentwithdrawal w WHERE w.consent_id = c.id)) THEN
    RAISE EXCEPTION 'A contact comes into the list of an office with a yes of its person to it.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER given_with_a_yes BEFORE INSERT ON privacy_contact
  FOR EACH ROW WHEN (NEW.register <> 'SPARK' AND NEW.register NOT LIKE 'BEN-%') EXECUTE FUNCTION privacy_given_with_a_yes();

CREATE TRIGGER of_applicant BEFORE INSERT ON privacy_contact
  FOR EACH ROW WHEN (NEW.register LIKE 'BEN-%') EXECUTE FUNCTION benefits_contact_of_applicant();

ALTER TABLE privacy_contact ADD CONSTRAINT privacy_contact_register CHECK (register = 'SPARK' OR register ~ '^[A-Z_]+-OPTIN$' OR register ~ '^BEN-[A-Z0-9_]+$');

-- An office or the right code confirmed it, and no message came back from it since.
CREATE OR REPLACE FUNCTION privacy_is_confirmed(wanted bigint, verified_on date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN back.at IS NULL AND verified_on IS NOT NULL THEN true
              ELSE EXISTS (SELECT FROM public.privacy_contactcode k
                             JOIN public.privacy_codeanswer a ON a.code_id = k.id
                            WHERE k.contact_id = wanted AND a.is_right AND a.at > coalesce(back.at, '-infinity')) END
    FROM (SELECT max(r.at) AS at FROM public.privacy_contactreturn r WHERE r.contact_id = wanted) back;
$$;

CREATE OR REPLACE FUNCTION privacy_is_to_go(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted)
       OR EXISTS (SELECT FROM public.privacy_contact c
                    JOIN public.privacy_contact n
                      ON n.person = c.person AND n.kind = c.kind AND n.register = c.register AND n.version > c.version
                   WHERE c.id = wanted
                     AND NOT EXISTS (SELECT FROM public.privacy_contactcode k
                                      WHERE k.contact_id = n.id AND k.recorded_at > clock_timestamp() - interval '1 hour')))
     AND NOT EXISTS (SELECT FROM public.privacy_contact c JOIN public.privacy_outbox o ON o.person = c.person
                      WHERE c.id = wanted AND o.contact_id = wanted AND o.state IN ('queued', 'sending'));
$$;

CREATE OR REPLACE FUNCTION privacy_call_off_erased(wanted bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ended integer;
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = wanted) THEN
    RAISE EXCEPTION 'Nothing is called off: the contact was not taken back.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH done AS (
    UPDATE public.privacy_outbox o SET state = 'cancelled', done_at = clock_timestamp(), result = 'contact taken back'
      FROM public.privacy_contact c
     WHERE c.id = wanted AND o.person = c.person AND o.contact_id = wanted AND o.state = 'queued' RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;

CREATE OR REPLACE FUNCTION privacy_return_is_of_message() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_outbox o WHERE o.id = NEW.message_id AND o.contact_id = NEW.contact_id
                    AND o.state IN ('accepted', 'sent', 'uncertain', 'failed')) THEN
    RAISE EXCEPTION 'Only what was handed over to a contact comes back from it.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_of_message BEFORE INSERT ON privacy_contactreturn
  FOR EACH ROW EXECUTE FUNCTION privacy_return_is_of_message();
