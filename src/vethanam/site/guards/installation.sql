-- Whether a database is a sample is fixed at its creation; every room can query it.

CREATE OR REPLACE FUNCTION site_installation_is_fixed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'Whether a database is a sample is fixed at its birth.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER is_fixed BEFORE DELETE OR UPDATE ON site_installation
  FOR EACH ROW EXECUTE FUNCTION site_installation_is_fixed();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON site_installation
  FOR EACH STATEMENT EXECUTE FUNCTION site_installation_is_fixed();

CREATE OR REPLACE FUNCTION is_sample() RETURNS boolean LANGUAGE sql STABLE
  RETURN COALESCE((SELECT is_sample FROM site_installation), false);
