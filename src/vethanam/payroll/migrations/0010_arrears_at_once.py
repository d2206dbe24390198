"""The due register takes what is due from any number of lists of arrears in one go."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "arrears_at_once.sql"


class Migration(migrations.Migration):
    dependencies = [("payroll", "0009_taxed")]

    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
