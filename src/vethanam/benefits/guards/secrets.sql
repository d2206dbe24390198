-- Keyed hashes of reference codes and of accounts: the caller passes a text or rows and learns no number.

CREATE OR REPLACE FUNCTION public.benefits_key() RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
-- Made at the first call: two random UUIDs have 244 random bits.
DECLARE found bytea;
BEGIN
  SELECT s.secret INTO found FROM public.benefits_codesecret s;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  INSERT INTO public.benefits_codesecret (id, secret)
    VALUES (1, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))) ON CONFLICT DO NOTHING;
  SELECT s.secret INTO found FROM public.benefits_codesecret s;
  RETURN found;
END $$;

CREATE OR REPLACE FUNCTION public.benefits_mark(kind text, said text) RETURNS bytea LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(public.benefits_key() || sha256(public.benefits_key() || convert_to(kind || ' ' || said, 'UTF8')))
$$;

CREATE OR REPLACE FUNCTION public.benefits_code_mark(code text) RETURNS bytea LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$ SELECT public.benefits_mark('code', code) $$;

CREATE OR REPLACE FUNCTION public.benefits_route_marked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.mark := CASE WHEN NEW.number <> '' THEN public.benefits_mark('account', upper(NEW.branch) || ' ' || NEW.number) END;
  RETURN NEW;
END $$;
CREATE TRIGGER account_hashed BEFORE INSERT ON benefits_route
  FOR EACH ROW EXECUTE FUNCTION benefits_route_marked();
ALTER TABLE benefits_route ENABLE ALWAYS TRIGGER account_hashed;

-- Other beneficiaries whose routes name an account of one of these. A joint account of spouses is among them.
CREATE OR REPLACE FUNCTION public.benefits_same_account(asked bigint[])
RETURNS TABLE (beneficiary bigint, other bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT w.beneficiary_id, o.beneficiary_id
    FROM public.benefits_application w
    JOIN public.benefits_route r ON r.application_id = w.id AND r.mark IS NOT NULL
    JOIN public.benefits_route s ON s.mark = r.mark
    JOIN public.benefits_application o ON o.id = s.application_id AND o.beneficiary_id <> w.beneficiary_id
   WHERE w.beneficiary_id = ANY (asked)
$$;

-- A contact comes into the register of a scheme for a person who applied for it.
CREATE OR REPLACE FUNCTION public.benefits_contact_of_applicant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.benefits_registered r WHERE r.person = NEW.person AND r.register = NEW.register) THEN
    RAISE EXCEPTION 'A contact comes into the register of a scheme with an application for it.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
