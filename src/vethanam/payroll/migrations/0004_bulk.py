"""Rows that come by the hundred thousand: fewer indexes, checks by the statement, sums of other vouchers kept."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "bulk.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0003_arrears"),
        ("people", "0003_a_central_service"),
    ]

    operations = [
        migrations.AddField(
            model_name="drawnelsewhere",
            name="gross",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="assessed",
            name="bill_class",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.billclass",
            ),
        ),
        migrations.AlterField(
            model_name="assessed",
            name="drawing_code",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.drawingcode",
            ),
        ),
        migrations.AlterField(
            model_name="assessed",
            name="head",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.headofaccount",
            ),
        ),
        migrations.AlterField(
            model_name="assessed",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="payroll.run",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
