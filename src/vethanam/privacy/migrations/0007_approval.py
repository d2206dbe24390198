"""Approvals are appended."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_signing_keys"),
        ("privacy", "0006_restraint_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[("campaign", "Campaign"), ("purpose", "Purpose")], max_length=8
                    ),
                ),
                ("reference", models.CharField(max_length=40)),
                ("commitment", models.BinaryField()),
                ("role", models.CharField(max_length=24)),
                ("person", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="identity.signingkey",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["of", "reference"], name="approvals_of")],
            },
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER {name} BEFORE {when} ON privacy_approval FOR EACH {each}"
                " EXECUTE FUNCTION privacy_is_appended();",
                migrations.RunSQL.noop,
            )
            for name, when, each in (
                ("is_appended", "UPDATE OR DELETE", "ROW"),
                ("not_emptied", "TRUNCATE", "STATEMENT"),
            )
        ],
    ]
