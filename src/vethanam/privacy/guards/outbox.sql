-- A message begins as queued under an allowed use and only moves forward.

ALTER TABLE privacy_outbox SET (fillfactor = 50);
ALTER TABLE privacy_delivery SET (fillfactor = 50);

ALTER TABLE privacy_outbox ADD CONSTRAINT privacy_outbox_open CHECK ((state IN ('queued', 'sending')) = (done_at IS NULL));

CREATE OR REPLACE FUNCTION privacy_messages_begin() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean; is_unconsented boolean;
BEGIN
  IF EXISTS (SELECT FROM made m WHERE m.state <> 'queued') THEN
    RAISE EXCEPTION 'A message begins as queued.' USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$
    WITH allowed AS MATERIALIZED (
      SELECT u.id, ARRAY(SELECT jsonb_array_elements_text(u.request -> 'sources')) AS registers
        FROM public.privacy_use u
       WHERE u.id IN (SELECT DISTINCT n.use_id FROM made n) AND u.outcome IN ('allow', 'partial'))
    SELECT EXISTS (SELECT FROM made m
      LEFT JOIN allowed u ON u.id = m.use_id
      LEFT JOIN public.privacy_contact c
             ON c.id = m.contact_id AND c.person = m.person AND c.register = ANY (u.registers)
      LEFT JOIN public.privacy_usesubject s ON s.use_id = m.use_id AND s.person = m.person AND s.outcome = 'allow'
     WHERE u.id IS NULL OR c.id IS NULL OR s.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A message needs a use that was allowed for this person, and a contact of a register it draws from.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM public.privacy_resting_on_consent(ARRAY(SELECT DISTINCT m.use_id FROM made m)) r
                     JOIN made m ON m.use_id = r.use_id
                    WHERE NOT public.privacy_consents(m.person, r.purpose, r.controller))
  $ask$ INTO is_unconsented;
  IF is_unconsented THEN
    RAISE EXCEPTION 'No message is queued under a consent that was taken back.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER begin AFTER INSERT ON privacy_outbox
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_messages_begin();

-- A message goes to the contact that its person has for its channel: the latest of its kind, not taken back, confirmed, and given
-- for the purpose. Notices of security reach a replaced contact too, and a code one that is not confirmed.
CREATE OR REPLACE FUNCTION privacy_messages_to_her_contact() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    WITH asked AS MATERIALIZED (
      SELECT u.id, u.purpose_code FROM public.privacy_use u WHERE u.id IN (SELECT DISTINCT n.use_id FROM made n))
    SELECT EXISTS (SELECT FROM made m
      JOIN asked u ON u.id = m.use_id
      JOIN public.privacy_contact c ON c.id = m.contact_id
     WHERE NOT CASE m.channel
               WHEN 'email' THEN c.kind IN ('email_official', 'email_personal')
               WHEN 'letter' THEN c.kind = 'postal_address'
               WHEN 'sms' THEN c.kind IN ('mobile', 'guardian_mobile')
               WHEN 'voice' THEN c.kind IN ('mobile', 'guardian_mobile')
               WHEN 'whatsapp' THEN c.kind = 'mobile'
               ELSE m.channel IN ('reveal', 'feed') END
        OR EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = c.id)
        OR u.purpose_code <> 'SEC-NOTICE' AND EXISTS (
             SELECT FROM public.privacy_contact l
              WHERE l.person = c.person AND l.kind = c.kind AND l.register = c.register AND l.version > c.version)
        OR u.purpose_code <> 'SEC-NOTICE' AND m.channel <> 'reveal'
           AND (c.verified_on IS NULL OR EXISTS (SELECT FROM public.privacy_contactreturn r WHERE r.contact_id = c.id))
           AND NOT public.privacy_is_confirmed(c.id, c.verified_on)
        OR u.purpose_code <> 'SEC-NOTICE' AND m.channel NOT IN ('reveal', 'feed') AND c.given_for <> '{}' AND NOT u.purpose_code = ANY (c.given_for)
           AND NOT EXISTS (
             SELECT FROM public.privacy_consent y
              WHERE y.person = c.person AND y.purpose = u.purpose_code AND c.kind = ANY (y.fields) AND y.form = 'own'
                AND NOT EXISTS (SELECT FROM public.privacy_consentwithdrawal t WHERE t.consent_id = y.id)))
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A message goes to the confirmed contact that its person has now for its channel and purpose.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER to_her_contact AFTER INSERT ON privacy_outbox
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_messages_to_her_contact();

CREATE OR REPLACE FUNCTION privacy_message_moves() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A message of a use is kept.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.use_id, NEW.person, NEW.contact_id, NEW.channel, NEW.queued_at)
     IS DISTINCT FROM (OLD.use_id, OLD.person, OLD.contact_id, OLD.channel, OLD.queued_at) THEN
    RAISE EXCEPTION 'To whom a message goes cannot change.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state IN ('accepted', 'sent', 'uncertain') AND NEW.state = 'failed' AND NEW.attempts = OLD.attempts AND EXISTS (
       SELECT FROM public.privacy_contactreturn r WHERE r.message_id = NEW.id) THEN
    RETURN NEW;
  END IF;
  -- A report of the portal says that a short message did not arrive.
  IF OLD.state IN ('accepted', 'uncertain') AND NEW.state = 'failed' AND OLD.channel = 'sms' AND NEW.result = 'told undeliverable'
     AND (NEW.attempts, NEW.holder, NEW.done_at) IS NOT DISTINCT FROM (OLD.attempts, OLD.holder, OLD.done_at) THEN
    RETURN NEW;
  END IF;
  IF NOT (CASE OLD.state
       WHEN 'queued' THEN NEW.state IN ('queued', 'sending', 'cancelled') OR (NEW.state = 'failed' AND NEW.attempts > 0)
       WHEN 'sending' THEN NEW.state IN ('accepted', 'sent', 'failed', 'uncertain', 'queued', 'cancelled')
                           AND (NEW.state <> 'queued' OR NEW.result <> '')
       WHEN 'uncertain' THEN NEW.state IN ('accepted', 'sent') AND NEW.holder = OLD.holder
       WHEN 'accepted' THEN NEW.state = 'sent' AND NEW.done_at = OLD.done_at
       ELSE false END) THEN
    RAISE EXCEPTION 'A message that is % does not become %.', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'sending' AND (NEW.holder IS NULL OR NEW.claimed_at IS NULL) THEN
    RAISE EXCEPTION 'A message in sending needs its holder.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER kept BEFORE DELETE ON privacy_outbox FOR EACH ROW EXECUTE FUNCTION privacy_message_moves();
-- The function checks every other move and reports its fault.
CREATE TRIGGER moves BEFORE UPDATE ON privacy_outbox FOR EACH ROW WHEN (NOT (
      (NEW.use_id, NEW.person, NEW.contact_id, NEW.channel, NEW.queued_at)
      IS NOT DISTINCT FROM (OLD.use_id, OLD.person, OLD.contact_id, OLD.channel, OLD.queued_at)
  AND (OLD.state = 'queued' AND NEW.state = 'queued'
       OR OLD.state = 'queued' AND NEW.state = 'sending' AND NEW.holder IS NOT NULL AND NEW.claimed_at IS NOT NULL
       OR OLD.state = 'sending' AND NEW.state IN ('accepted', 'sent', 'failed', 'uncertain'))))
  EXECUTE FUNCTION privacy_message_moves();

CREATE OR REPLACE FUNCTION privacy_deliveries_of_messages() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    SELECT EXISTS (SELECT FROM made m LEFT JOIN public.privacy_outbox o ON o.id = m.message_id WHERE o.id IS NULL)
  $ask$ INTO is_unfounded;
  IF is_unfounded THEN
    RAISE EXCEPTION 'A delivery is of a message.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_a_message AFTER INSERT ON privacy_delivery
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION privacy_deliveries_of_messages();
