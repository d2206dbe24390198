-- Rows of these tables are append-only.

CREATE OR REPLACE FUNCTION privacy_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_approval
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_approval
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_channelchoice
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_channelchoice
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_codeanswer
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_codeanswer
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_consent
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_consent
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_consentwithdrawal
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_consentwithdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_contact
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_contact
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_contactcode
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_contactcode
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_contacterasure
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_contacterasure
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_contactreturn
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_contactreturn
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_datakey
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_duty
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_duty
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_dutystep
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_dutystep
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_notice
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_notice
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_opengrant
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_opengrant
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_outbox
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_purpose
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_purpose
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_purposeproposal
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_purposeproposal
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_purposepublication
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_purposepublication
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_queuestatement
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_queuestatement
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_recordedwindow
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_recordedwindow
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_restraint
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_restraint
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_restraintposition
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_restraintposition
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_sealed
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_statedmessage
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_statedmessage
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE UPDATE ON privacy_subjectoutcome
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_subjectoutcome
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_use
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_use
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_useclosing
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_useclosing
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE UPDATE ON privacy_usesubject
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_usesubject
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON privacy_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE privacy_transfer ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_positionproposal
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_positionproposal
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON privacy_textclassproposal
  FOR EACH ROW EXECUTE FUNCTION privacy_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON privacy_textclassproposal
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_is_appended();
