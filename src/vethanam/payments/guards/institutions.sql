-- An account of an institution is verified once, by a second officer.

CREATE OR REPLACE FUNCTION payments_institution_account_is_verified_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE verified CONSTANT text[] := ARRAY['verified_by_id', 'verified_at'];
BEGIN
  IF OLD.verified_at IS NOT NULL OR NEW.verified_at IS NULL OR NEW.verified_by_id IS NULL
     OR to_jsonb(NEW) - verified IS DISTINCT FROM to_jsonb(OLD) - verified
  THEN RAISE EXCEPTION 'An account of an institution is verified once and never changed.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_verified_once BEFORE UPDATE ON payments_institutionaccount
  FOR EACH ROW EXECUTE FUNCTION payments_institution_account_is_verified_once();
