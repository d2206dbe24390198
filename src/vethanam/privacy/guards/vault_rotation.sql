-- A rotation of the vault's keys: the owner begins, closes and ends it; the dispatcher seals every contact again meanwhile.

ALTER TABLE privacy_vaultrotation ADD CONSTRAINT privacy_vaultrotation_form CHECK (
  step IN ('begun', 'closing', 'resealed', 'ended') AND octet_length(old_key) = 32 AND octet_length(new_key) = 32
  AND (contacts IS NOT NULL) = (step IN ('resealed', 'ended')) AND (leaf IS NOT NULL) = (step IN ('begun', 'ended')));

CREATE OR REPLACE FUNCTION privacy_rotation_goes_on() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE before text := CASE NEW.step WHEN 'closing' THEN 'begun' WHEN 'resealed' THEN 'closing' WHEN 'ended' THEN 'resealed' END;
BEGIN
  IF (current_user = 'vethanam_owner') = (NEW.step = 'resealed') THEN
    RAISE EXCEPTION 'The owner rotates the keys of the vault; the dispatcher says when all is sealed again.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF before IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.privacy_vaultrotation r
        WHERE r.epoch = NEW.epoch AND r.step = before AND r.old_key = NEW.old_key AND r.new_key = NEW.new_key)
     OR before IS NULL AND EXISTS (
       SELECT FROM public.privacy_vaultrotation r
        WHERE r.epoch >= NEW.epoch
           OR r.step = 'begun' AND NOT EXISTS (
             SELECT FROM public.privacy_vaultrotation e WHERE e.epoch = r.epoch AND e.step = 'ended')) THEN
    RAISE EXCEPTION 'The steps of a rotation come in order, one rotation at a time.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER goes_on BEFORE INSERT ON privacy_vaultrotation
  FOR EACH ROW EXECUTE FUNCTION privacy_rotation_goes_on();

-- Open some contacts for seconds, to seal them again. Only while a rotation is under way that lies in the log under a head.
CREATE OR REPLACE FUNCTION privacy_grant_resealing(contacts bigint[], seconds integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE until timestamptz := clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 60));
BEGIN
  IF cardinality(contacts) > 1000 OR NOT EXISTS (
       SELECT FROM public.privacy_vaultrotation r
         JOIN public.journal_leaf l ON l.staged_id = r.leaf
         JOIN public.journal_staged s ON s.id = l.staged_id AND sha256('\x00'::bytea || s.leaf) = l.hash
        CROSS JOIN LATERAL (SELECT convert_from(s.leaf, 'UTF8')::jsonb AS leaf) e
        WHERE r.step = 'begun'
          AND NOT EXISTS (SELECT FROM public.privacy_vaultrotation d WHERE d.epoch = r.epoch AND d.step = 'resealed')
          AND l.index < (SELECT h.size FROM public.journal_head h ORDER BY h.id DESC LIMIT 1)
          AND e.leaf ->> 'kind' = 'vault.rotation_begun'
          AND e.leaf -> 'public' = jsonb_build_object('epoch', r.epoch, 'old_key', encode(r.old_key, 'hex'),
                                                      'new_key', encode(r.new_key, 'hex'))) THEN
    RAISE EXCEPTION 'No grant: no rotation of the vault''s keys is under way, or no head covers its entry yet.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.privacy_opengrant (contact_id, granted_at, expires_at)
  SELECT c, clock_timestamp(), until FROM unnest(contacts) AS c;
  RETURN until;
END $$;
