"""What the database itself holds of masters: two persons, and nothing proposed or decided is changed."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent.parent / "guards"


class Migration(migrations.Migration):
    dependencies = [("people", "0005_masters"), ("orders", "0003_figures")]
    operations = [
        migrations.RunSQL((GUARDS / "masters.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
