"""What the database holds of first codes, one-time codes and resets."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).parent.parent / "guards" / "accounts.sql"


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_accounts")]
    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
