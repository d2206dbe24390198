"""Proposals and publications are appended."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0007_approval"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PurposeProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("code", models.CharField(max_length=24)),
                ("version", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("hash", models.BinaryField()),
                ("office", models.CharField(max_length=24)),
                ("asking_person", models.BigIntegerField()),
                ("for_person", models.BigIntegerField(null=True)),
                ("commitment", models.BinaryField(unique=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PurposePublication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=deletion.PROTECT, related_name="publication", to="privacy.purposeproposal"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "purpose",
                    models.OneToOneField(
                        on_delete=deletion.PROTECT, related_name="publication", to="privacy.purpose"
                    ),
                ),
            ],
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER {name} BEFORE {when} ON privacy_{table} FOR EACH {each}"
                " EXECUTE FUNCTION privacy_is_appended();",
                migrations.RunSQL.noop,
            )
            for table in ("purposeproposal", "purposepublication")
            for name, when, each in (
                ("is_appended", "UPDATE OR DELETE", "ROW"),
                ("not_emptied", "TRUNCATE", "STATEMENT"),
            )
        ],
    ]
