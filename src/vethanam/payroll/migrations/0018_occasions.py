"""What is drawn apart from a month's pay: occasions, claims that name theirs, bills of their own kinds."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "occasions.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_guards"),
        ("payroll", "0017_asked_in_place"),
        ("people", "0004_a_finance_officer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="bill",
            name="kind",
            field=models.CharField(
                choices=[
                    ("monthly", "Monthly"),
                    ("supplementary", "Supplementary"),
                    ("arrear", "Arrear"),
                    ("surrender", "Surrender"),
                    ("festival", "Festival"),
                ],
                max_length=13,
            ),
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("surrender", "Surrender"), ("festival", "Festival")], max_length=9
                    ),
                ),
                ("year", models.CharField(max_length=7)),
                ("on", models.DateField()),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("most", models.PositiveSmallIntegerField(null=True)),
                ("pays", models.CharField(max_length=14)),
                ("known_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawing_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.drawingcode"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
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
        migrations.AddField(
            model_name="claim",
            name="occasion",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="claims",
                to="payroll.occasion",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("occasion__isnull", False)),
                fields=["for_month", "employment"],
                name="claims_of_occasions",
            ),
        ),
        migrations.AddConstraint(
            model_name="occasion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__isnull", True), ("kind", "festival"), ("most__isnull", True)),
                    models.Q(("days__gt", 0), ("kind", "surrender"), ("most__gte", models.F("days"))),
                    _connector="OR",
                ),
                name="surrender_has_days",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
