"""What other vouchers paid in a tax year is told by their date."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0019_occasions_given_back"),
        ("people", "0004_a_finance_officer"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="drawnelsewhere",
            name="elsewhere_to_date",
        ),
        migrations.AddIndex(
            model_name="drawnelsewhere",
            index=models.Index(
                condition=models.Q(("is_withdrawn", False)),
                fields=["employment", "for_month"],
                name="elsewhere_of_month",
            ),
        ),
        migrations.AddIndex(
            model_name="drawnelsewhere",
            index=models.Index(
                condition=models.Q(("is_withdrawn", False)),
                fields=["employment", "voucher_date"],
                include=("id", "for_month", "gross", "tax", "recorded_at"),
                name="elsewhere_received",
            ),
        ),
    ]
