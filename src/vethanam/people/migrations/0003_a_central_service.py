"""A service of the Central Government is a category of its own; nothing changes in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]

    operations = [
        migrations.AlterField(
            model_name="employment",
            name="category",
            field=models.CharField(
                choices=[
                    ("state", "State"),
                    ("ugc", "Ugc"),
                    ("judicial", "Judicial"),
                    ("all_india_service", "All India Service"),
                    ("central", "Central"),
                    ("aided", "Aided"),
                    ("part_time_contingent", "Part Time Contingent"),
                    ("temporary", "Temporary"),
                ],
                max_length=24,
            ),
        ),
    ]
