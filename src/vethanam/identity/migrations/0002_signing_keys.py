"""Signing keys get their leaf, their person and a row of their own for their end; they are appended, never changed."""

from django.conf import settings
from django.db import migrations, models

APPENDED = """
CREATE FUNCTION identity_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is appended to, never changed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON identity_signingkey
  FOR EACH ROW EXECUTE FUNCTION identity_is_appended();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON identity_signingkey
  FOR EACH STATEMENT EXECUTE FUNCTION identity_is_appended();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]
    operations = [
        migrations.DeleteModel("SigningKey"),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("person", models.BigIntegerField(db_index=True)),
                ("algorithm", models.CharField(max_length=20)),
                ("public_key", models.BinaryField()),
                ("relying_on", models.CharField(blank=True, max_length=120)),
                ("credential", models.BinaryField(default=b"")),
                ("enrolled_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revokes",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="revoked_by",
                        to="identity.signingkey",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(APPENDED, migrations.RunSQL.noop),
    ]
