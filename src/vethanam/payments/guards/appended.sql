-- Rows of these tables are never deleted: they are append-only, or move forward by the rules of the other files.

CREATE OR REPLACE FUNCTION payments_is_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

FOR EACH TABLE payments_answer, payments_institutionaccount, payments_paymasterremark, payments_paymentfile,
  payments_paymentfinding, payments_paymentleg:
CREATE TRIGGER is_kept BEFORE DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
END;

FOR EACH TABLE payments_answerbody, payments_bankday, payments_credit, payments_failedleg, payments_filebody,
  payments_institution, payments_legaccount, payments_reissue:
CREATE TRIGGER is_appended BEFORE DELETE OR UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
END;

CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON payments_legproof
  FOR EACH STATEMENT EXECUTE FUNCTION payments_is_appended();
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON payments_bankterms
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE payments_bankterms ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON payments_treasuryday
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE payments_treasuryday ENABLE ALWAYS TRIGGER only_appended;
