-- Texts, campaigns, counts, intimations, notices and messages for registers are append-only.

CREATE OR REPLACE FUNCTION messaging_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

FOR EACH TABLE messaging_askeduse, messaging_benefitintimation, messaging_canary, messaging_canaryplanting, messaging_canaryproposal,
  messaging_canaryreached, messaging_recipient, messaging_recipientend,
  messaging_campaign, messaging_campaigndecline, messaging_campaignuse, messaging_cohortcount, messaging_contactnotice,
  messaging_countfile, messaging_factnotice, messaging_intimation, messaging_messagetext, messaging_operatorhold,
  messaging_portalreport, messaging_portalreportline,
  messaging_stopword, messaging_stopwordend,
  messaging_registerlink, messaging_registerlinkdecision, messaging_registerlinkend, messaging_registermessage, messaging_registerrecipient,
  messaging_registerreport, messaging_tester:
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
END;

CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_askeduseanswer
  FOR EACH STATEMENT EXECUTE FUNCTION messaging_is_appended();
FOR EACH TABLE messaging_registeredsender, messaging_registeredgateway, messaging_sendermanager, messaging_sendercredential, messaging_operatortext,
  messaging_operatortariff:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;
