-- A request for the arrears of everybody is made once and completed once.

CREATE OR REPLACE FUNCTION public.payroll_arrears_request_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.first, OLD.last, OLD.claims, OLD.asked_at, OLD.account_id, OLD.person_id, OLD.office, OLD.role, OLD.is_sample,
      OLD.press)
     IS DISTINCT FROM
     (NEW.id, NEW.first, NEW.last, NEW.claims, NEW.asked_at, NEW.account_id, NEW.person_id, NEW.office, NEW.role, NEW.is_sample,
      NEW.press) THEN
    RAISE EXCEPTION 'request % says what was asked once', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'arrears_request_is_kept';
  END IF;
  IF OLD.state = 'done' THEN
    RAISE EXCEPTION 'request % is done', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'arrears_request_is_done';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER arrears_request_kept BEFORE UPDATE ON payroll_arrearsrequest
  FOR EACH ROW EXECUTE FUNCTION payroll_arrears_request_kept();
