-- A message goes to the contact that its person has for its channel: the latest of its kind, not taken back, confirmed, and given
-- for the purpose. A notice of a change (messaging_contactnotice) reaches the replaced one, and a code one that is not confirmed.

CREATE OR REPLACE FUNCTION messaging_to_her_contact() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE is_unfounded boolean;
BEGIN
  EXECUTE $ask$
    WITH asked AS MATERIALIZED (
      SELECT u.id, u.purpose_code FROM public.privacy_use u WHERE u.id IN (SELECT DISTINCT n.use_id FROM made n))
    SELECT EXISTS (SELECT FROM made m
      JOIN asked u ON u.id = m.use_id
      JOIN public.privacy_contact c ON c.id = m.contact_id
      LEFT JOIN public.messaging_contactnotice n
             ON n.use_id = m.use_id AND n.contact_id = m.contact_id AND u.purpose_code = 'SEC-NOTICE'
     WHERE NOT CASE m.channel
               WHEN 'email' THEN c.kind IN ('email_official', 'email_personal')
               WHEN 'letter' THEN c.kind = 'postal_address'
               WHEN 'sms' THEN c.kind IN ('mobile', 'guardian_mobile')
               WHEN 'voice' THEN c.kind IN ('mobile', 'guardian_mobile')
               WHEN 'whatsapp' THEN c.kind = 'mobile'
               ELSE m.channel IN ('reveal', 'feed') END
        OR EXISTS (SELECT FROM public.privacy_contacterasure e WHERE e.contact_id = c.id)
        OR n.id IS NULL AND EXISTS (
             SELECT FROM public.privacy_contact l
              WHERE l.person = c.person AND l.kind = c.kind AND l.register = c.register AND l.version > c.version)
        OR n.id IS NULL AND m.channel <> 'reveal'
           AND (c.verified_on IS NULL OR EXISTS (SELECT FROM public.privacy_contactreturn r WHERE r.contact_id = c.id))
           AND NOT public.privacy_is_confirmed(c.id, c.verified_on)
        OR n.id IS NULL AND m.channel NOT IN ('reveal', 'feed') AND c.given_for <> '{}' AND NOT u.purpose_code = ANY (c.given_for)
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
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION messaging_to_her_contact();
