"""What was drawn apart from pay and given back whole by challan can be asked again."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "occasions_given_back.sql"


class Migration(migrations.Migration):
    dependencies = [("payroll", "0018_occasions")]

    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
