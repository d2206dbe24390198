"""Findings keep code and facts; their sentences are made from them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_withheld"),
    ]

    operations = [
        migrations.RemoveField(model_name="paymentfinding", name="says"),
    ]
