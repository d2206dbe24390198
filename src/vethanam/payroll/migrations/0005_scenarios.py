"""What proposed orders would cost, as it was worked out; the database keeps each as it is."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "scenarios.sql"


class Migration(migrations.Migration):
    """Drafts of an author in finance; nothing is paid from them."""

    dependencies = [
        ("payroll", "0004_bulk"),
        ("people", "0004_a_finance_officer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Scenario",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("first", models.IntegerField()),
                ("last", models.IntegerField()),
                ("known_at", models.DateTimeField()),
                ("rulebook_hash", models.BinaryField()),
                ("told", models.JSONField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="scenario",
            index=models.Index(fields=["account", "known_at"], name="scenario_by_author"),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
