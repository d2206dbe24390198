"""Duties and their steps only grow, and a step stands only with a duty that has not ended."""

from django.db import migrations

FOLLOWS = """
CREATE FUNCTION privacy_step_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM privacy_dutystep s WHERE s.duty_id = NEW.duty_id AND s.kind IN ('answered', 'closed')) THEN
    RAISE EXCEPTION 'A duty that has ended gets no further step.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.at < (SELECT opened_at FROM privacy_duty WHERE id = NEW.duty_id) THEN
    RAISE EXCEPTION 'A step follows the beginning of its duty.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER follows BEFORE INSERT ON privacy_dutystep FOR EACH ROW EXECUTE FUNCTION privacy_step_follows();
"""


def _trigger(table: str, name: str, when: str, each: str = "ROW") -> str:
    return (
        f"CREATE TRIGGER {name} {when} ON privacy_{table} FOR EACH {each}"
        " EXECUTE FUNCTION privacy_is_appended();"
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0009_duties")]
    operations = [
        *[
            migrations.RunSQL(
                _trigger(table, "is_appended", "BEFORE UPDATE OR DELETE")
                + _trigger(table, "not_emptied", "BEFORE TRUNCATE", "STATEMENT"),
                migrations.RunSQL.noop,
            )
            for table in ("duty", "dutystep")
        ],
        migrations.RunSQL(FOLLOWS, migrations.RunSQL.noop),
    ]
