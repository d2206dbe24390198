-- A costing is requested once and completed once.

CREATE OR REPLACE FUNCTION public.payroll_costing_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.id, OLD.title, OLD.text, OLD.first, OLD.last, OLD.known_at, OLD.account_id, OLD.person_id, OLD.is_sample, OLD.pressed)
     IS DISTINCT FROM
     (NEW.id, NEW.title, NEW.text, NEW.first, NEW.last, NEW.known_at, NEW.account_id, NEW.person_id, NEW.is_sample, NEW.pressed) THEN
    RAISE EXCEPTION 'costing % says what was asked once', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'costing_is_kept';
  END IF;
  IF OLD.scenario_id IS NOT NULL THEN
    RAISE EXCEPTION 'costing % is over', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'costing_is_over';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER costing_kept BEFORE UPDATE ON payroll_costing
  FOR EACH ROW EXECUTE FUNCTION payroll_costing_kept();
