-- Rows of these tables are append-only.

CREATE OR REPLACE FUNCTION privacy_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

FOR EACH TABLE privacy_approval, privacy_channelchoice, privacy_codeanswer, privacy_consent,
  privacy_consentwithdrawal, privacy_contact, privacy_contactcode, privacy_contacterasure,
  privacy_contactreturn, privacy_daymap, privacy_duty, privacy_dutystep, privacy_forgotten, privacy_hold, privacy_holdstep,
  privacy_keycomparison, privacy_keyday, privacy_keyline, privacy_labelsecret, privacy_labeltile, privacy_look, privacy_lookday, privacy_lookentry, privacy_lookline, privacy_monthreview,
  privacy_madefile, privacy_maderoll, privacy_roll, privacy_rollclaim, privacy_rollconfirmation, privacy_rollline, privacy_rolltile,
  privacy_mapyear, privacy_notice,
  privacy_openedcount, privacy_opengrant, privacy_outcometile, privacy_policyproposal, privacy_policyset, privacy_positionproposal, privacy_provenend, privacy_purpose,
  privacy_purposeproposal, privacy_purposepublication, privacy_queuestatement,
  privacy_recordedwindow, privacy_relayhold, privacy_restraint, privacy_restraintposition, privacy_signedcertificate, privacy_statedmessage,
  privacy_textclassproposal, privacy_use, privacy_useclosing, privacy_useproof,
  privacy_vaultrotation:
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
END;

CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_datakey
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_outbox
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_sealed
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_subjectoutcome
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_usesecret
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_destruction
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_usesubject
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON privacy_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE privacy_transfer ENABLE ALWAYS TRIGGER only_appended;

FOR EACH TABLE privacy_electionclearance, privacy_highcourtapproval, privacy_notifiedregister, privacy_event, privacy_schemeregister,
  privacy_eventdeclaration, privacy_eventclosing, privacy_usereview, privacy_usepause, privacy_useresume,
  privacy_windowagreement,
  privacy_informationrequest, privacy_informationseal, privacy_impactassessment, privacy_processorcontract, privacy_nomination,
  privacy_nominationend, privacy_consentmanager, privacy_managercode, privacy_managerlink, privacy_managerlinkend,
  privacy_managercall:
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
END;
