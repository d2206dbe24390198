"""What the database itself holds of masters: two persons, and nothing proposed or decided is changed."""

from importlib import import_module
from pathlib import Path

from django.db import migrations

guard = import_module("vethanam.orders.migrations.0002_guards").guard
GUARDS = Path(__file__).parent.parent / "guards"

#: written by web only in the transaction of an agreed decision
MASTERS = (
    "people_department", "people_district", "people_localbody", "people_treasury", "people_headofaccount",
    "people_billclass", "people_post", "people_office", "people_officeclass", "people_drawingcode",
    "people_billarrangement", "people_masterclosing",
)  # fmt: skip


def written_when_agreed(*tables: str) -> migrations.RunSQL:
    """Refuse the web process an INSERT or UPDATE of these tables outside a transaction that agreed to a proposal."""
    make = (
        "CREATE TRIGGER written_when_agreed BEFORE INSERT OR UPDATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION people_masters_agreed();"
        " ALTER TABLE {table} ENABLE ALWAYS TRIGGER written_when_agreed;"
    )
    return migrations.RunSQL(
        " ".join(make.format(table=table) for table in tables),
        " ".join(f"DROP TRIGGER written_when_agreed ON {table};" for table in tables),
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0005_masters"), ("orders", "0002_guards")]
    operations = [
        migrations.RunSQL((GUARDS / "masters.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        written_when_agreed(*MASTERS),
        guard("people_masterproposal", "people_masterchange", "people_masterdecision", "people_masterclosing"),
    ]
