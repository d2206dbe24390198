"""What a person asks about a line of her pay, and the answer; appended."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "questions.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0013_claimed_of_lists"),
        ("people", "0004_a_finance_officer"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("for_month", models.IntegerField()),
                ("component", models.CharField(blank=True, max_length=60)),
                (
                    "asked",
                    models.CharField(
                        choices=[
                            ("not_expected", "Not Expected"),
                            ("entry_wrong", "Entry Wrong"),
                            ("order_missing", "Order Missing"),
                            ("not_mine", "Not Mine"),
                            ("line_missing", "Line Missing"),
                        ],
                        max_length=16,
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField()),
                (
                    "drawing_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.drawingcode",
                    ),
                ),
                (
                    "employment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.employment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LineAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("stands", "Stands"), ("mended", "Mended"), ("elsewhere", "Elsewhere")],
                        max_length=9,
                    ),
                ),
                ("says", models.CharField(max_length=1000)),
                ("answered_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
                    ),
                ),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="answer",
                        to="payroll.linequestion",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
