"""Months that whoever claims has locked are written without another look for their rows."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "asked_in_place.sql"


class Migration(migrations.Migration):
    dependencies = [("payroll", "0016_locked_before")]

    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
