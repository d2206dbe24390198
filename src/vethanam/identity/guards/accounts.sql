-- A used one-time code stays used; only a due first code activates; a reset takes two persons.

CREATE OR REPLACE FUNCTION public.identity_code_counts_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'A used one-time code stays used.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.generator <> OLD.generator OR NEW.account_id <> OLD.account_id OR NEW.counter <= OLD.counter THEN
    RAISE EXCEPTION 'A one-time code counts once.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER counts_once BEFORE UPDATE OR DELETE ON public.identity_usedcode
  FOR EACH ROW EXECUTE FUNCTION public.identity_code_counts_once();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON public.identity_usedcode
  FOR EACH STATEMENT EXECUTE FUNCTION public.identity_is_appended();
ALTER TABLE public.identity_usedcode ENABLE ALWAYS TRIGGER counts_once;
ALTER TABLE public.identity_usedcode ENABLE ALWAYS TRIGGER not_emptied;

CREATE OR REPLACE FUNCTION public.identity_activation_is_due() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
-- Only the latest first code of an account activates it, and only before its end.
DECLARE code public.identity_firstcode;
BEGIN
  SELECT * INTO code FROM public.identity_firstcode WHERE id = NEW.first_code_id;
  IF code.ends_at <= clock_timestamp()
     OR EXISTS (SELECT FROM public.identity_firstcode l WHERE l.account_id = code.account_id AND l.id > code.id) THEN
    RAISE EXCEPTION 'This first code does not count.' USING ERRCODE = 'check_violation', CONSTRAINT = 'first_code_counts';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER is_due BEFORE INSERT ON public.identity_activation
  FOR EACH ROW EXECUTE FUNCTION public.identity_activation_is_due();
ALTER TABLE public.identity_activation ENABLE ALWAYS TRIGGER is_due;

CREATE OR REPLACE FUNCTION public.identity_reset_takes_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.identity_resetrequest;
BEGIN
  SELECT * INTO asked FROM public.identity_resetrequest WHERE id = NEW.request_id;
  IF asked.asked_by_person = NEW.agreed_by_person OR asked.asked_by_id = NEW.agreed_by_id THEN
    RAISE EXCEPTION 'Another person agrees to a reset.' USING ERRCODE = 'check_violation', CONSTRAINT = 'reset_takes_two';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER takes_two BEFORE INSERT ON public.identity_resetagreement
  FOR EACH ROW EXECUTE FUNCTION public.identity_reset_takes_two();
ALTER TABLE public.identity_resetagreement ENABLE ALWAYS TRIGGER takes_two;

-- An account stays: facts and verifications name the account that entered them, without a foreign key a row.
CREATE OR REPLACE FUNCTION identity_account_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'An account is closed, never deleted.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON identity_account
  FOR EACH STATEMENT EXECUTE FUNCTION identity_account_stays();
ALTER TABLE identity_account ENABLE ALWAYS TRIGGER stays;

-- A token of a service account is that of its program (people/guards/programs.sql).
CREATE TRIGGER of_program BEFORE INSERT ON public.identity_token
  FOR EACH ROW EXECUTE FUNCTION public.people_token_of_program();
ALTER TABLE public.identity_token ENABLE ALWAYS TRIGGER of_program;
