-- A request for the month of a scheme is made once and ends once.

CREATE OR REPLACE FUNCTION public.benefits_cycle_request_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.scheme_id, OLD.month, OLD.is_full, OLD.asked_at, OLD.account_id, OLD.person_id, OLD.office, OLD.role,
      OLD.delegation_id, OLD.on_behalf_of_id, OLD.is_sample)
     IS DISTINCT FROM
     (NEW.id, NEW.scheme_id, NEW.month, NEW.is_full, NEW.asked_at, NEW.account_id, NEW.person_id, NEW.office, NEW.role,
      NEW.delegation_id, NEW.on_behalf_of_id, NEW.is_sample) THEN
    RAISE EXCEPTION 'request % says what was asked once', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_request_is_kept';
  END IF;
  IF OLD.state = 'done' THEN
    RAISE EXCEPTION 'request % is done', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'cycle_request_is_done';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE ON benefits_cyclerequest
  FOR EACH ROW EXECUTE FUNCTION benefits_cycle_request_kept();
ALTER TABLE benefits_cyclerequest ENABLE ALWAYS TRIGGER kept;
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON benefits_cyclerequest
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
