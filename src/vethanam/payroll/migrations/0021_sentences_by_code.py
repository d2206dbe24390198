"""Findings, runs and costings keep code and facts; their sentences are made from them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0020_vouchers_by_date"),
    ]

    operations = [
        migrations.RemoveField(model_name="runfinding", name="says"),
        migrations.RemoveField(model_name="run", name="says"),
        migrations.AddField(
            model_name="run",
            name="outcome",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RemoveField(model_name="costing", name="says"),
        migrations.AddField(model_name="costing", name="reasons", field=models.JSONField(default=list)),
    ]
