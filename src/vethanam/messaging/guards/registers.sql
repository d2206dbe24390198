-- A message for a register is of its program's purpose, controller and kind of key. A number means a person only by a
-- link that counts, with a team key a tester alone, with a test key nobody.

-- Links that another officer agreed to and nobody ended; each counts from its instant.
CREATE VIEW public.messaging_link_in_force AS
  SELECT l.id AS link_id, l.office, l.number, l.person_id AS person, d.counts_from
    FROM public.messaging_registerlink l
    JOIN public.messaging_registerlinkdecision d ON d.link_id = l.id AND d.is_agreed
   WHERE NOT EXISTS (SELECT FROM public.messaging_registerlinkend e WHERE e.link_id = l.id);

-- People whom a register meant in a use, and whose link ended since.
CREATE VIEW public.messaging_recipient_unlinked AS
  SELECT coalesce(m.use_id, u.use_id) AS use_id, r.person
    FROM public.messaging_registermessage m
    LEFT JOIN public.messaging_campaignuse u ON u.campaign_id = m.campaign_id
    JOIN public.messaging_registerrecipient r ON r.message_id = m.id
   WHERE r.person IS NOT NULL
     AND NOT EXISTS (SELECT FROM public.messaging_link_in_force f
                      WHERE f.office = m.office AND f.number = r.number AND f.person = r.person);

CREATE OR REPLACE FUNCTION public.messaging_link_decided_by_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  entered public.messaging_registerlink;
BEGIN
  SELECT * INTO STRICT entered FROM public.messaging_registerlink WHERE id = NEW.link_id;
  IF entered.entered_by_id = NEW.decided_by_id OR entered.officer = NEW.person
     OR EXISTS (SELECT FROM public.messaging_registerlinkend e WHERE e.link_id = entered.id) THEN
    RAISE EXCEPTION 'Another officer decides on a link that nobody ended.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.is_agreed AND EXISTS (SELECT FROM public.messaging_link_in_force f
                                WHERE f.office = entered.office AND f.number = entered.number) THEN
    RAISE EXCEPTION 'A number of a register has one link.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_by_another BEFORE INSERT ON public.messaging_registerlinkdecision
  FOR EACH ROW EXECUTE FUNCTION public.messaging_link_decided_by_another();
ALTER TABLE public.messaging_registerlinkdecision ENABLE ALWAYS TRIGGER decided_by_another;

CREATE OR REPLACE FUNCTION public.messaging_message_of_its_key() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.people_program p
                  WHERE p.id = NEW.program_id AND p.purpose = NEW.purpose AND p.scope = NEW.office
                    AND p.key_kind = NEW.key_kind)
     OR (NEW.use_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.privacy_use u
        WHERE u.id = NEW.use_id AND u.purpose_code = NEW.purpose AND u.office = NEW.office AND u.sender = NEW.office))
     OR (NEW.campaign_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.messaging_campaign c WHERE c.id = NEW.campaign_id AND c.program_id = NEW.program_id)) THEN
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
  IF coalesce(asked.use_id, asked.campaign_id) IS NULL OR NEW.simulated <> '' OR NOT EXISTS (
       SELECT FROM public.messaging_link_in_force f
        WHERE f.office = asked.office AND f.number = NEW.number AND f.person = NEW.person AND f.counts_from <= asked.at) THEN
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
