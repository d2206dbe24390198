"""Whether the order of a claim and the list of a month of arrears exist is asked once for all rows of a statement."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "named_at_once.sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_guards"), ("payroll", "0014_questions")]

    operations = [
        migrations.AlterField(
            model_name="arrearmonth",
            name="arrear_list",
            field=models.ForeignKey(
                db_constraint=False,
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
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="orders.order",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
