"""A random name for each human who signs or asks, given once: leaves tell people apart by it."""

from django.db import migrations, models

APPENDED = """
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON identity_personmark
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_personmark
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_signing_keys")]
    operations = [
        migrations.CreateModel(
            name="PersonMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.BigIntegerField(unique=True)),
                ("mark", models.CharField(max_length=32, unique=True)),
            ],
        ),
        migrations.RunSQL(APPENDED, migrations.RunSQL.noop),
    ]
