"""What other vouchers paid and deducted in a tax year is told by an index alone."""

from pathlib import Path

from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "taxed.sql"


class Migration(migrations.Migration):
    dependencies = [("payroll", "0008_costings")]

    operations = [
        migrations.AddField(
            model_name="drawnelsewhere",
            name="tax",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="drawnelsewhere", name="payroll_dra_employm_9b90db_idx"),
        migrations.AddIndex(
            model_name="drawnelsewhere",
            index=models.Index(
                fields=["employment", "for_month"],
                condition=models.Q(("is_withdrawn", False)),
                include=("id", "gross", "tax"),
                name="elsewhere_to_date",
            ),
        ),
    ]
