"""What the database itself holds: dated facts are appended, never changed."""

from importlib import import_module

from django.db import migrations

guard = import_module("vethanam.orders.migrations.0002_guards").guard


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("orders", "0002_guards")]
    operations = [guard("people_appointment", "people_delegation", "people_officeclass")]
