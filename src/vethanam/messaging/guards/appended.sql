-- Texts, campaigns, counts, intimations and notices are append-only.

CREATE OR REPLACE FUNCTION messaging_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

FOR EACH TABLE messaging_askeduse, messaging_recipient, messaging_recipientend, messaging_campaign,
  messaging_campaigndecline, messaging_campaignuse, messaging_cohortcount, messaging_contactnotice, messaging_intimation,
  messaging_messagetext:
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
END;

CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_askeduseanswer
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON messaging_registeredsender
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE messaging_registeredsender ENABLE ALWAYS TRIGGER only_appended;
