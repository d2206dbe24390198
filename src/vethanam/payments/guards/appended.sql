-- Rows of these tables are never deleted: they are append-only, or move forward by the rules of the other files.

CREATE OR REPLACE FUNCTION payments_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER is_kept BEFORE DELETE ON payments_answer FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_answer
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_answerbody
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_answerbody
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_bankday
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_bankday
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_credit
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_credit
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_filebody
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_filebody
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_institution
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_institution
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_kept BEFORE DELETE ON payments_institutionaccount
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_institutionaccount
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_legaccount
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_legaccount
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_legproof
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_kept BEFORE DELETE ON payments_paymentfile
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_paymentfile
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_kept BEFORE DELETE ON payments_paymentfinding
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_paymentfinding
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_kept BEFORE DELETE ON payments_paymentleg
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_paymentleg
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON payments_reissue
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_reissue
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON payments_bankterms
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE payments_bankterms ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON payments_treasuryday
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE payments_treasuryday ENABLE ALWAYS TRIGGER only_appended;
