"""Senders and transfers of data are written only when a second person agrees."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent.parent / "guards"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_senders"), ("privacy", "0028_transfers"), ("people", "0006_master_guards")]
    operations = [
        migrations.RunSQL((GUARDS / "masters.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
