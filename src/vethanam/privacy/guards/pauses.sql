-- A pause is entered while nobody hands anything over, and a use has one open pause at a time. Another person ends it. Both are rows
-- of their entries; a false end keeps no true one out.

CREATE OR REPLACE FUNCTION privacy_pause_in_turn() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.privacy_holds_fence(true) THEN
    RAISE EXCEPTION 'A pause is entered while nobody hands anything over.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM public.privacy_usepause p WHERE p.use_id = NEW.use_id
              AND NOT EXISTS (SELECT FROM public.privacy_useresume r WHERE r.pause_id = p.id)) THEN
    RAISE EXCEPTION 'This use is paused already.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF public.privacy_logged(NEW.leaf, 'message.paused') ->> 'use' IS DISTINCT FROM
     (SELECT u.reference FROM public.privacy_use u WHERE u.id = NEW.use_id) THEN
    RAISE EXCEPTION 'The pause is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER in_turn BEFORE INSERT ON privacy_usepause
  FOR EACH ROW EXECUTE FUNCTION privacy_pause_in_turn();

CREATE OR REPLACE FUNCTION privacy_resumed_by_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.privacy_usepause p WHERE p.id = NEW.pause_id AND p.person = NEW.person) THEN
    RAISE EXCEPTION 'Another person resumes a paused use.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF public.privacy_logged(NEW.leaf, 'message.resumed') ->> 'use' IS DISTINCT FROM
     (SELECT u.reference FROM public.privacy_usepause p JOIN public.privacy_use u ON u.id = p.use_id WHERE p.id = NEW.pause_id) THEN
    RAISE EXCEPTION 'The end of a pause is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER by_another BEFORE INSERT ON privacy_useresume
  FOR EACH ROW EXECUTE FUNCTION privacy_resumed_by_another();
