"""A challan may cover the refunds of several people and bills."""

from pathlib import Path

from django.db import migrations, models

GUARDS = Path(__file__).parent.parent / "guards"
_LIVE = models.Q(("state", "refused"), _negated=True)


class Migration(migrations.Migration):
    dependencies = [("payroll", "0006_refunds")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="challan_total",
            field=models.BigIntegerField(null=True),
        ),
        migrations.RemoveConstraint(model_name="refund", name="challan_once"),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(_LIVE, ("challan_total__isnull", True)),
                fields=("treasury", "account_year", "challan_number"),
                name="challan_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=_LIVE,
                fields=("treasury", "account_year", "challan_number", "bill", "employment"),
                name="challan_once_for_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("challan_total__isnull", True),
                    ("challan_total__gt", models.F("amount")),
                    _connector="OR",
                ),
                name="challan_covers_more",
            ),
        ),
        migrations.RunSQL((GUARDS / "challans.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
