"""A claim names its list of arrears, and the register takes what is due from it as it asks."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "claimed_of_lists.sql"


class Migration(migrations.Migration):
    dependencies = [("payroll", "0012_refunds_unpaid")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="arrear_list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="payroll.arrearlist",
            ),
        ),
        migrations.AlterField(
            model_name="arrearmonth",
            name="employment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.employment",
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
