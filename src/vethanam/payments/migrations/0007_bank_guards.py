"""Banks, branches, keys and days are written only when a second person agrees."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent.parent / "guards"


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_banks"), ("people", "0006_master_guards")]
    operations = [
        migrations.RunSQL((GUARDS / "masters.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
