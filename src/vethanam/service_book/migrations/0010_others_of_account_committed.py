"""Whose account is named for others too is told of facts on record alone, never of one that the asking transaction entered."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("vethanam.service_book.migrations.0008_others_of_account")

# Who enters an account for one person, asks and rolls back would learn whose a guessed number is: by the fact it entered, or by
# another's, beside which its own is found. So both must be older than the asking transaction: age() counts from that one, and
# gives no more than 0 for what it or a savepoint of it wrote. A fact that stays on record cannot be taken off again, and shows
# who entered it.
BACK = BEFORE.OTHERS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
ON_RECORD = BACK.replace("a.id = ANY (asked)", "a.id = ANY (asked) AND age(a.xmin) > 0").replace(
    "NOT s.is_withdrawn", "NOT s.is_withdrawn AND age(s.xmin) > 0"
)


class Migration(migrations.Migration):
    dependencies = [("service_book", "0009_same_accounts")]
    operations = [migrations.RunSQL(ON_RECORD, BACK)]
