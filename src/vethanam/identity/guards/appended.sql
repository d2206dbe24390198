-- Signing keys, signatures, person marks, first codes, activations, sign-ins and resets are append-only.

CREATE OR REPLACE FUNCTION identity_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

FOR EACH TABLE identity_personmark, identity_signingkey, identity_keyconfirmation, identity_signedact, identity_firstcode,
  identity_activation, identity_signin, identity_resetrequest, identity_resetagreement:
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
END;
