-- A single use has people and a secret; an answer is queued once and always sealed; a recipient has a key.

ALTER TABLE messaging_askeduse ADD CONSTRAINT messaging_askeduse_secret CHECK (octet_length(secret) >= 32);
ALTER TABLE messaging_askeduse ADD CONSTRAINT messaging_askeduse_people CHECK (cardinality(members) > 0);
ALTER TABLE messaging_askeduse ADD CONSTRAINT messaging_askeduse_one_person CHECK (
  mode <> 'reveal' OR cardinality(members) = 1);
ALTER TABLE messaging_askeduse ADD CONSTRAINT messaging_askeduse_recipient CHECK (
  (mode = 'feed') = (recipient_id IS NOT NULL));
ALTER TABLE messaging_recipient ADD CONSTRAINT messaging_recipient_key CHECK (octet_length(public_key) = 32);
ALTER TABLE messaging_askeduseanswer ADD CONSTRAINT messaging_askeduseanswer_key CHECK (octet_length(answer_key) = 65);
-- 65 bytes of the encapsulated P-256 key, then at least one padded block and its tag
ALTER TABLE messaging_sealedanswer ADD CONSTRAINT messaging_sealedanswer_form CHECK (
  get_byte(sealed, 0) = 4 AND octet_length(sealed) >= 65 + 64 + 16);

CREATE OR REPLACE FUNCTION messaging_answer_is_queued_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.is_queued OR NOT NEW.is_queued OR NOT OLD.is_allowed
     OR (NEW.id, NEW.asked_id, NEW.use_id, NEW.is_allowed, NEW.answer_key)
        IS DISTINCT FROM (OLD.id, OLD.asked_id, OLD.use_id, OLD.is_allowed, OLD.answer_key) THEN
    RAISE EXCEPTION 'What was answered does not change; an allowed use is queued once.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER queued_once BEFORE DELETE OR UPDATE ON messaging_askeduseanswer
  FOR EACH ROW EXECUTE FUNCTION messaging_answer_is_queued_once();

CREATE OR REPLACE FUNCTION messaging_answer_is_of_its_message() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.privacy_outbox o JOIN public.messaging_askeduseanswer a ON a.use_id = o.use_id
                  WHERE o.id = NEW.message AND o.use_id = NEW.use_id AND o.person = NEW.person AND o.state = 'sending'
                    AND o.channel = 'reveal' AND a.answer_key IS NOT NULL) THEN
    RAISE EXCEPTION 'An answer is sealed while its message is handed over.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER of_its_message BEFORE INSERT ON messaging_sealedanswer
  FOR EACH ROW EXECUTE FUNCTION messaging_answer_is_of_its_message();
