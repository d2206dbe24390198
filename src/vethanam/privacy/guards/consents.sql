-- A consent is bound to a notice of its purpose; its withdrawal cancels messages queued under it.

ALTER TABLE privacy_notice ADD CONSTRAINT privacy_notice_hash CHECK (octet_length(hash) = 32);

ALTER TABLE privacy_consent ADD CONSTRAINT privacy_consent_has_notice CHECK (notice_id IS NOT NULL OR is_pre_act);
ALTER TABLE privacy_consent ADD CONSTRAINT privacy_consent_of_guardian CHECK (
  (given_by = 'guardian') = (guardian_proof <> '') AND (given_by = 'guardian') = (guardian IS NOT NULL));
ALTER TABLE privacy_consent ADD CONSTRAINT privacy_consent_own_form CHECK (form = 'own' OR is_pre_act);
ALTER TABLE privacy_consent ADD CONSTRAINT privacy_consent_names_channels CHECK (cardinality(channels) > 0 OR is_pre_act);

CREATE OR REPLACE FUNCTION privacy_consent_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.notice_id IS NOT NULL
     AND NOT EXISTS (SELECT FROM privacy_notice n WHERE n.id = NEW.notice_id AND n.purpose = NEW.purpose) THEN
    RAISE EXCEPTION 'A consent is bound to a notice of its own purpose.' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('|', 'consent', NEW.person, NEW.purpose, NEW.controller), 0));
  IF EXISTS (SELECT FROM privacy_consent c
              WHERE c.person = NEW.person AND c.purpose = NEW.purpose AND c.controller = NEW.controller AND c.form = 'own'
                AND NEW.form = 'own'
                AND NOT EXISTS (SELECT FROM privacy_consentwithdrawal w WHERE w.consent_id = c.id)) THEN
    RAISE EXCEPTION 'One thing is consented to once at a time.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER fits BEFORE INSERT ON privacy_consent FOR EACH ROW EXECUTE FUNCTION privacy_consent_fits();

CREATE OR REPLACE FUNCTION privacy_withdrawal_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.withdrawn_at < (SELECT given_at FROM privacy_consent WHERE id = NEW.consent_id) THEN
    RAISE EXCEPTION 'A consent is taken back after it was given.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER follows BEFORE INSERT ON privacy_consentwithdrawal
  FOR EACH ROW EXECUTE FUNCTION privacy_withdrawal_follows();

CREATE OR REPLACE FUNCTION privacy_call_off(whose bigint, under text, made_for text, through text, sent_by text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ended integer;
BEGIN
  IF NOT (made_for <> '' AND EXISTS (
            SELECT FROM public.privacy_consent c JOIN public.privacy_consentwithdrawal w ON w.consent_id = c.id
             WHERE c.person = whose AND c.purpose = under AND c.controller = made_for))
     AND NOT (through <> '' AND EXISTS (
            SELECT FROM (SELECT is_stopped FROM public.privacy_channelchoice h
                          WHERE h.person = whose AND h.purpose = under AND h.channel = through AND h.sender = sent_by
                          ORDER BY h.recorded_at DESC, h.id DESC LIMIT 1) latest
             WHERE latest.is_stopped)) THEN
    RAISE EXCEPTION 'Nothing is called off: no yes was taken back and no channel stopped.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH done AS (
    UPDATE public.privacy_outbox o
       SET state = 'cancelled', done_at = clock_timestamp(),
           result = CASE WHEN through = '' THEN 'consent taken back' ELSE 'channel stopped' END
      FROM public.privacy_use u
     WHERE u.id = o.use_id AND o.person = whose AND o.state = 'queued'
       AND (under = '' OR u.purpose_code = under)
       AND (made_for = '' OR coalesce(nullif(u.on_behalf_of, ''), u.office) = made_for)
       AND (through = '' OR o.channel = through)
       AND (sent_by = '' OR u.sender = sent_by)
       AND (under <> '' OR NOT EXISTS (
             SELECT FROM public.privacy_purpose p
              WHERE p.id = u.purpose_id AND p.content ->> 'opt_out' NOT IN ('channel', 'withdraw_any_time')))
    RETURNING 1)
  SELECT count(*) INTO ended FROM done;
  RETURN ended;
END $$;

-- The person's own consent to this office for this purpose, not withdrawn.
CREATE OR REPLACE FUNCTION privacy_consents(whose bigint, under text, made_for text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM public.privacy_consent c
                WHERE c.person = whose AND c.purpose = under AND c.controller = made_for AND c.form = 'own'
                  AND NOT EXISTS (SELECT FROM public.privacy_consentwithdrawal w WHERE w.consent_id = c.id))
$$;

-- Of these uses, those of a purpose that rests on consent, each with the office that the consent is given to.
CREATE OR REPLACE FUNCTION privacy_resting_on_consent(uses bigint[]) RETURNS TABLE(use_id bigint, purpose text, controller text)
LANGUAGE sql STABLE AS $$
SELECT u.id, u.purpose_code, coalesce(nullif(u.on_behalf_of, ''), u.office)
  FROM public.privacy_use u
 WHERE u.id = ANY (uses)
   AND EXISTS (SELECT FROM public.privacy_purpose p
                WHERE p.code = u.purpose_code AND (p.content ->> 'is_consent_required')::boolean)
$$;
