"""What the database itself holds of payroll, written by hand in ``payroll/guards``."""

from pathlib import Path

from django.db import migrations

GUARDS = Path(__file__).parent.parent / "guards"


def sql(name: str) -> str:
    """The text of one guard."""
    return (GUARDS / f"{name}.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Register, claims, runs, bills, payslips: constraints, triggers and the definer functions."""

    dependencies = [("payroll", "0001_initial")]
    operations = [
        migrations.RunSQL(sql(name), migrations.RunSQL.noop)
        for name in ("register", "claims", "runs", "bills", "payslips")
    ]
