-- A message for a register is of its program's purpose, controller and kind of key. A number means a person only by a
-- link that counts, with a team key a tester alone, with a test key nobody.

CREATE OR REPLACE FUNCTION public.messaging_message_of_its_key() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.people_program p
                  WHERE p.id = NEW.program_id AND p.purpose = NEW.purpose AND p.scope = NEW.office
                    AND p.key_kind = NEW.key_kind)
     OR (NEW.use_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.privacy_use u
        WHERE u.id = NEW.use_id AND u.purpose_code = NEW.purpose AND u.office = NEW.office AND u.sender = NEW.office)) THEN
    RAISE EXCEPTION 'A message for a register is of the purpose, body and key of its program.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_its_key BEFORE INSERT ON public.messaging_registermessage
  FOR EACH ROW EXECUTE FUNCTION public.messaging_message_of_its_key();
ALTER TABLE public.messaging_registermessage ENABLE ALWAYS TRIGGER of_its_key;

CREATE OR REPLACE FUNCTION public.messaging_number_is_linked() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked public.messaging_registermessage;
BEGIN
  IF NEW.person IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT * INTO STRICT asked FROM public.messaging_registermessage WHERE id = NEW.message_id;
  IF asked.use_id IS NULL OR NEW.simulated <> '' OR NOT EXISTS (
       SELECT FROM public.messaging_registerlink l
        WHERE l.office = asked.office AND l.number = NEW.number AND l.person_id = NEW.person AND l.counts_from <= asked.at
          AND NOT EXISTS (SELECT FROM public.messaging_registerlinkend e WHERE e.link_id = l.id)) THEN
    RAISE EXCEPTION 'A number of a register means a person only by a link that counts.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF asked.key_kind = 'team' AND NOT coalesce((
       SELECT t.is_tester FROM public.messaging_tester t
        WHERE t.office = asked.office AND t.person_id = NEW.person ORDER BY t.id DESC LIMIT 1), false) THEN
    RAISE EXCEPTION 'A team key reaches testers alone.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_linked BEFORE INSERT ON public.messaging_registerrecipient
  FOR EACH ROW EXECUTE FUNCTION public.messaging_number_is_linked();
ALTER TABLE public.messaging_registerrecipient ENABLE ALWAYS TRIGGER is_linked;
