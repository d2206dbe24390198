-- A webhook is written only when a second person agrees; secrets and marks are appended; what a delivery says never changes.

CREATE OR REPLACE FUNCTION webhooks_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION webhooks_says_the_same() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (NEW.webhook_id, NEW.reference, NEW.event, NEW.source, NEW.part, NEW.body, NEW.made_at)
     IS DISTINCT FROM
     (OLD.webhook_id, OLD.reference, OLD.event, OLD.source, OLD.part, OLD.body, OLD.made_at) THEN
    RAISE EXCEPTION 'What a delivery says never changes.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON webhooks_webhook
  FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();
ALTER TABLE webhooks_webhook ENABLE ALWAYS TRIGGER written_when_agreed;
CREATE TRIGGER is_kept BEFORE DELETE ON webhooks_webhook FOR EACH ROW EXECUTE FUNCTION webhooks_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON webhooks_webhook
  FOR EACH STATEMENT EXECUTE FUNCTION webhooks_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON webhooks_webhooksecret
  FOR EACH ROW EXECUTE FUNCTION webhooks_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON webhooks_webhooksecret
  FOR EACH STATEMENT EXECUTE FUNCTION webhooks_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON webhooks_webhookmark
  FOR EACH ROW EXECUTE FUNCTION webhooks_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON webhooks_webhookmark
  FOR EACH STATEMENT EXECUTE FUNCTION webhooks_is_appended();
CREATE TRIGGER says_the_same BEFORE UPDATE ON webhooks_delivery
  FOR EACH ROW EXECUTE FUNCTION webhooks_says_the_same();
