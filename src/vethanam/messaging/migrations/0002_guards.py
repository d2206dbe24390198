"""Texts and intimations are appended."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION messaging_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON messaging_messagetext
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON messaging_intimation
  FOR EACH ROW EXECUTE FUNCTION messaging_is_appended();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
