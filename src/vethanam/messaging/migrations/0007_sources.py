"""A message to many, and a count, say which register they draw from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0006_bulk")]
    operations = [
        migrations.AddField(
            model_name="campaign",
            name="source",
            field=models.CharField(default="SPARK", max_length=24),
        ),
        migrations.AddField(
            model_name="cohortcount",
            name="source",
            field=models.CharField(default="SPARK", max_length=24),
        ),
    ]
