"""What the database holds of proposed appointments."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "appointments.sql"


class Migration(migrations.Migration):
    dependencies = [("people", "0005_accounts"), ("orders", "0002_guards")]
    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
