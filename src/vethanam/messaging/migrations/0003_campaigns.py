"""Counts, campaigns and the requests to send them are appended."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import deletion


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_guards"),
        ("orders", "0002_guards"),
        ("privacy", "0004_consent_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("purpose", models.CharField(max_length=24)),
                ("purpose_hash", models.BinaryField()),
                ("values", models.JSONField()),
                ("office", models.CharField(max_length=24)),
                ("sender", models.CharField(max_length=24)),
                (
                    "channels",
                    ArrayField(base_field=models.CharField(max_length=20)),
                ),
                ("rule", models.JSONField()),
                ("cohort", models.CharField(max_length=300)),
                ("members", ArrayField(base_field=models.BigIntegerField())),
                ("secret", models.BinaryField()),
                ("root", models.BinaryField()),
                ("classes", models.JSONField()),
                ("sanction", models.JSONField(null=True)),
                ("send_from", models.DateTimeField()),
                ("send_until", models.DateTimeField()),
                ("asking_person", models.BigIntegerField()),
                ("for_person", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=24)),
                ("commitment", models.BinaryField(unique=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField(unique=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to="messaging.messagetext",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_allowed", models.BooleanField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=deletion.DO_NOTHING,
                        related_name="uses",
                        to="messaging.campaign",
                    ),
                ),
                (
                    "use",
                    models.OneToOneField(on_delete=deletion.DO_NOTHING, related_name="+", to="privacy.use"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_allowed", True)),
                        fields=("campaign",),
                        name="campaign_sent_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CohortCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=24)),
                ("rule", models.JSONField()),
                ("count", models.IntegerField()),
                ("is_told", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asked_by", "at"], name="counts_of_officer")],
            },
        ),
        *[
            migrations.RunSQL(
                f"CREATE TRIGGER is_appended BEFORE UPDATE OR DELETE ON messaging_{table} FOR EACH ROW"
                " EXECUTE FUNCTION messaging_is_appended();"
                f"CREATE TRIGGER not_emptied BEFORE TRUNCATE ON messaging_{table} FOR EACH STATEMENT"
                " EXECUTE FUNCTION messaging_is_appended();",
                migrations.RunSQL.noop,
            )
            for table in ("cohortcount", "campaign", "campaignuse")
        ],
        migrations.RunSQL(
            "ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_secret CHECK (octet_length(secret) >= 32);"
            "ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_people CHECK (cardinality(members) > 0);"
            "ALTER TABLE messaging_campaign ADD CONSTRAINT messaging_campaign_time CHECK (send_until > send_from);",
            migrations.RunSQL.noop,
        ),
    ]
