"""An officer of finance is a role of its own; nothing changes in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_a_central_service")]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.CharField(
                choices=[
                    ("clerk", "Clerk"),
                    ("drawing_officer", "Drawing Officer"),
                    ("countersigning_officer", "Countersigning Officer"),
                    ("treasury_officer", "Treasury Officer"),
                    ("data_protection_officer", "Data Protection Officer"),
                    ("law_officer", "Law Officer"),
                    ("purpose_owner", "Purpose Owner"),
                    ("communicating_officer", "Communicating Officer"),
                    ("finance_officer", "Finance Officer"),
                    ("service", "Service"),
                    ("employee", "Employee"),
                ],
                max_length=24,
            ),
        ),
    ]
