-- Texts, campaigns, counts, intimations and notices are appended, never changed.

CREATE OR REPLACE FUNCTION messaging_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_campaign
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_campaign
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_campaignuse
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_campaignuse
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_cohortcount
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_cohortcount
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_contactnotice
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_contactnotice
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_intimation
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_messagetext
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
