"""The months of people whose arrears are claimed at once are locked by person, before any list is made."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "locked_before.sql"


class Migration(migrations.Migration):
    dependencies = [("payroll", "0015_named_at_once")]

    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
