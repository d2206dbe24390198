-- Orders and their effects are append-only. People and service book use the same function.

CREATE OR REPLACE FUNCTION orders_only_appended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is appended to, never changed: % is refused.', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON orders_order
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE orders_order ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON orders_ordereffect
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE orders_ordereffect ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON orders_figure
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE orders_figure ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON orders_orderscan
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE orders_orderscan ENABLE ALWAYS TRIGGER only_appended;
CREATE TRIGGER only_appended BEFORE DELETE OR UPDATE OR TRUNCATE ON orders_scanwithdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE orders_scanwithdrawal ENABLE ALWAYS TRIGGER only_appended;
