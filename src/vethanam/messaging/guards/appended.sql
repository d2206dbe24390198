-- Texts, campaigns, counts, intimations and notices are append-only.

CREATE OR REPLACE FUNCTION messaging_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_askeduse
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_askeduse
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_askeduseanswer
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_recipient
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_recipient
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON messaging_recipientend
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_recipientend
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
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
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON messaging_registeredsender
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE messaging_registeredsender ENABLE ALWAYS TRIGGER only_appended;
