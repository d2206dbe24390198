"""Proposed orders that are being costed by a worker; the database keeps what was asked, and what came of it."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "costings.sql"


class Migration(migrations.Migration):
    """Asked by an author in finance; nothing is paid from them."""

    dependencies = [
        ("payroll", "0007_challans"),
        ("people", "0004_a_finance_officer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Costing",
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
                ("is_sample", models.BooleanField(default=False)),
                ("pressed", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("computing", "Computing"),
                            ("costed", "Costed"),
                            ("stopped", "Stopped"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("says", models.TextField(blank=True)),
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
                (
                    "scenario",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payroll.scenario",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="costing",
            index=models.Index(fields=["account", "known_at"], name="costing_by_author"),
        ),
        migrations.AddConstraint(
            model_name="costing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scenario__isnull", False), ("state", "costed")),
                    models.Q(models.Q(("state", "costed"), _negated=True), ("scenario__isnull", True)),
                    _connector="OR",
                ),
                name="costed_keeps_its_cost",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
