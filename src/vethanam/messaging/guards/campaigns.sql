-- A campaign has people, a secret of 32 bytes, and a sending time that ends after it begins; a declined one is not sent.

ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_secret CHECK (octet_length(secret) >= 32);
ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_people CHECK (cardinality(members) > 0);
ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_time CHECK (send_until > send_from);

-- A campaign is either declined or allowed. The lock orders a decline and an answer that come at once.
CREATE OR REPLACE FUNCTION messaging_declined_or_allowed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('messaging_campaign', NEW.campaign_id));
  IF TG_TABLE_NAME = 'messaging_campaigndecline' THEN
    IF EXISTS (SELECT FROM public.messaging_campaignuse u WHERE u.campaign_id = NEW.campaign_id AND u.is_allowed) THEN
      RAISE EXCEPTION 'A message that was allowed is not declined; stop its sending.' USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF NEW.is_allowed AND EXISTS (SELECT FROM public.messaging_campaigndecline d WHERE d.campaign_id = NEW.campaign_id) THEN
    RAISE EXCEPTION 'A declined message is not allowed; compose it anew.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER declined_or_allowed BEFORE INSERT ON messaging_campaigndecline
  FOR EACH ROW EXECUTE FUNCTION messaging_declined_or_allowed();
CREATE TRIGGER declined_or_allowed BEFORE INSERT ON messaging_campaignuse
  FOR EACH ROW EXECUTE FUNCTION messaging_declined_or_allowed();

-- A message of a program is of its purpose and body, and of a key that sends.
CREATE OR REPLACE FUNCTION messaging_campaign_of_its_key() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.program_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.people_program p
        WHERE p.id = NEW.program_id AND p.account_id = NEW.asked_by_id AND p.purpose = NEW.purpose
          AND p.scope = NEW.office AND NEW.sender = NEW.office AND p.key_kind IN ('live', 'team')) THEN
    RAISE EXCEPTION 'A message of a program is of its purpose, body and key.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER of_its_key BEFORE INSERT ON messaging_campaign
  FOR EACH ROW EXECUTE FUNCTION messaging_campaign_of_its_key();
