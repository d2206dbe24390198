-- A program has a service account of its own, which holds no appointment; a token of a service account is a
-- program's, with its role and scope, and ends with it.

CREATE OR REPLACE FUNCTION public.people_program_is_nobody() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.identity_account WHERE id = NEW.account_id AND kind = 'service')
     OR EXISTS (SELECT FROM public.people_appointment WHERE account_id = NEW.account_id)
     OR EXISTS (SELECT FROM public.people_delegation WHERE account_id = NEW.account_id)
     OR EXISTS (SELECT FROM public.people_person WHERE account_id = NEW.account_id) THEN
    RAISE EXCEPTION 'A program has a service account of its own.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'program_is_nobody';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_nobody BEFORE INSERT OR UPDATE ON public.people_program
  FOR EACH ROW EXECUTE FUNCTION public.people_program_is_nobody();
ALTER TABLE public.people_program ENABLE ALWAYS TRIGGER is_nobody;

CREATE OR REPLACE FUNCTION public.people_program_holds_nothing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.people_program WHERE account_id = NEW.account_id) THEN
    RAISE EXCEPTION 'The account of a program holds no appointment.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'program_holds_nothing';
  END IF;
  RETURN NEW;
END $$;
FOR EACH TABLE people_appointment, people_delegation:
CREATE TRIGGER no_program BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION public.people_program_holds_nothing();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER no_program;
END;

CREATE OR REPLACE FUNCTION public.people_token_of_program() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.identity_account WHERE id = NEW.account_id AND kind = 'service')
     AND NOT EXISTS (
       SELECT FROM public.people_program
        WHERE account_id = NEW.account_id AND role = NEW.role AND scope = NEW.scope
          AND (NEW.expires_at AT TIME ZONE 'Asia/Kolkata') <= valid_until + 1) THEN
    RAISE EXCEPTION 'A token of a service account is that of its program.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'token_of_program';
  END IF;
  RETURN NEW;
END $$;
