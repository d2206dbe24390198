"""The register is written in place; indexes that another one begins with, and those of what is rarely there, are gone."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "in_place.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_guards"),
        ("payroll", "0010_arrears_at_once"),
        ("people", "0004_a_finance_officer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="arrearmonth",
            name="arrear_list",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="months",
                to="payroll.arrearlist",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="cause",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="orders.order",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="employment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.employment",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="payroll.run",
            ),
        ),
        migrations.AlterField(
            model_name="dueregister",
            name="employment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.employment",
            ),
        ),
        migrations.AlterField(
            model_name="dueregister",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="payroll.run",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("run__isnull", False)), fields=["run"], name="claims_of_run"
            ),
        ),
        migrations.AddIndex(
            model_name="dueregister",
            index=models.Index(
                condition=models.Q(("run__isnull", False)), fields=["run"], name="register_of_run"
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
