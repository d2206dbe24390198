"""What the database itself holds: dated facts are appended, never changed."""

from importlib import import_module

from django.db import migrations

guard = import_module("vethanam.orders.migrations.0002_guards").guard

FACTS = (
    "absence",
    "attendance",
    "authorisedrate",
    "membership",
    "obligation",
    "pay",
    "payeeaccount",
    "posting",
    "quarters",
    "recoverysuspension",
    "servicespell",
    "taxchoice",
    "verification",
    "wage",
)


class Migration(migrations.Migration):
    dependencies = [("service_book", "0001_initial"), ("orders", "0002_guards")]
    operations = [guard(*(f"service_book_{name}" for name in FACTS))]
