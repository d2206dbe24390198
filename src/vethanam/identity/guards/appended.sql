-- Signing keys, signatures, person marks, first codes, activations, sign-ins and resets are append-only.

CREATE OR REPLACE FUNCTION identity_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_personmark
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_personmark
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_signingkey
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_signingkey
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_signedact
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_signedact
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_firstcode
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_firstcode
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_activation
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_activation
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_signin
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_signin
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_resetrequest
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_resetrequest
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON identity_resetagreement
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_resetagreement
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
