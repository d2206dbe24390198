"""A refund of what a passed bill draws and was never sent."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "refunds_unpaid.sql"


class Migration(migrations.Migration):
    """The guard of refunds, anew."""

    dependencies = [("payroll", "0011_in_place")]
    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
