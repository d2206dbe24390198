"""Refunds by challan, and presentations that lapse: the register and a bill's moves know both."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARDS = Path(__file__).parent.parent / "guards"


class Migration(migrations.Migration):
    """What was given back for a passed bill; a bill's state may be lapsed."""

    dependencies = [
        ("payroll", "0005_scenarios"),
        ("people", "0003_a_central_service"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bill",
            name="state",
            field=models.CharField(
                choices=[
                    ("made", "Made"),
                    ("checked", "Checked"),
                    ("countersigned", "Countersigned"),
                    ("presented", "Presented"),
                    ("objected", "Objected"),
                    ("withdrawn", "Withdrawn"),
                    ("queued", "Queued"),
                    ("lapsed", "Lapsed"),
                    ("passed", "Passed"),
                    ("part_credited", "Part Credited"),
                    ("closed", "Closed"),
                    ("cancelled", "Cancelled"),
                ],
                default="made",
                max_length=13,
            ),
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("challan_number", models.CharField(max_length=40)),
                ("challan_date", models.DateField()),
                ("account_year", models.CharField(max_length=7)),
                ("amount", models.BigIntegerField()),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("entered", "Entered"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="entered",
                        max_length=9,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="refunds",
                        to="payroll.bill",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "decided_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
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
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
                    ),
                ),
                (
                    "entered_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
                    ),
                ),
                (
                    "treasury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.treasury"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("component", models.SmallIntegerField()),
                ("obligation", models.BigIntegerField(null=True)),
                ("amount", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="payroll.claim"
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="payroll.refund",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["treasury", "state"], name="payroll_ref_treasur_cae7b5_idx"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["employment"], name="payroll_ref_employm_9be3e5_idx"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("treasury", "account_year", "challan_number"),
                name="challan_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="refund_is_something"
            ),
        ),
        migrations.AddIndex(
            model_name="refundline",
            index=models.Index(fields=["claim"], name="payroll_ref_claim_i_8b82ef_idx"),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.UniqueConstraint(
                fields=("refund", "claim", "component", "obligation"),
                name="refund_line_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="refund_line_is_something"
            ),
        ),
        *(
            migrations.RunSQL((GUARDS / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)
            for name in ("restate", "bill_moves", "refunds")
        ),
    ]
