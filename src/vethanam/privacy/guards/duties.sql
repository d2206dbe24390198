-- A duty is the row of its entry. A step is never earlier than its duty, and none follows the last.

CREATE OR REPLACE FUNCTION privacy_duty_as_logged() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said jsonb := public.privacy_logged(NEW.leaf, 'duty.opened');
BEGIN
  IF said IS NULL OR said ->> 'duty' IS DISTINCT FROM NEW.reference OR said ->> 'kind' IS DISTINCT FROM NEW.kind
     OR said ->> 'asked' IS DISTINCT FROM NEW.asked THEN
    RAISE EXCEPTION 'The duty is not the one of its entry in the log.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_as_logged BEFORE INSERT ON privacy_duty FOR EACH ROW EXECUTE FUNCTION privacy_duty_as_logged();

CREATE OR REPLACE FUNCTION privacy_step_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM privacy_dutystep s WHERE s.duty_id = NEW.duty_id AND s.kind IN ('answered', 'closed')) THEN
    RAISE EXCEPTION 'A duty that has ended gets no further step.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.at < (SELECT opened_at FROM privacy_duty WHERE id = NEW.duty_id) THEN
    RAISE EXCEPTION 'A step follows the beginning of its duty.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER follows BEFORE INSERT ON privacy_dutystep FOR EACH ROW EXECUTE FUNCTION privacy_step_follows();
