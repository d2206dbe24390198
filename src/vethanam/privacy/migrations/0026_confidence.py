"""A window says what of it is not sure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0025_fewer_looks")]

    operations = [
        migrations.AddField(
            model_name="recordedwindow",
            name="confidence",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
