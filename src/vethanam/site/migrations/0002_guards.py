"""The kind of a database is fixed at its birth."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION site_installation_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Whether a database is a sample is fixed at its birth.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER is_fixed BEFORE UPDATE OR DELETE ON site_installation
  FOR EACH ROW EXECUTE FUNCTION site_installation_is_fixed();
CREATE TRIGGER is_never_emptied BEFORE TRUNCATE ON site_installation
  FOR EACH STATEMENT EXECUTE FUNCTION site_installation_is_fixed();
CREATE FUNCTION is_sample() RETURNS boolean LANGUAGE sql STABLE
  RETURN COALESCE((SELECT is_sample FROM site_installation), false);
"""
UNGUARD = """
DROP FUNCTION is_sample();
DROP TRIGGER is_fixed ON site_installation;
DROP TRIGGER is_never_emptied ON site_installation;
DROP FUNCTION site_installation_is_fixed();
"""


class Migration(migrations.Migration):
    """Triggers and the question every room may ask."""

    dependencies = [("site", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
