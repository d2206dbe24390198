"""What the database itself holds: orders, their effects and every dated fact only grow."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION orders_only_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is appended to, never changed: % is refused.', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'restrict_violation';
END $$;
"""

GUARD = """
CREATE TRIGGER only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER only_appended;
"""


def guard(*tables: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of these tables to everybody, owner included."""
    return migrations.RunSQL(
        "".join(GUARD.format(table=table) for table in tables),
        "".join(f"DROP TRIGGER only_appended ON {table};" for table in tables),
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION orders_only_appended();"),
        guard("orders_order", "orders_ordereffect"),
    ]
