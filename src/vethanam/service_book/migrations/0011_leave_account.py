"""The leave that stands to credit, as the leave account of the service book says."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vethanam.periods

guard = import_module("vethanam.orders.migrations.0002_guards").guard


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_guards"),
        ("people", "0004_a_finance_officer"),
        ("service_book", "0010_others_of_account_committed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LeaveAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                (
                    "session",
                    models.CharField(
                        choices=[("FN", "forenoon"), ("AN", "afternoon")],
                        default=vethanam.periods.Session["FORENOON"],
                        max_length=2,
                    ),
                ),
                ("valid_until", models.DateField(null=True)),
                (
                    "session_until",
                    models.CharField(
                        choices=[("FN", "forenoon"), ("AN", "afternoon")],
                        default=vethanam.periods.Session["AFTERNOON"],
                        max_length=2,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("is_withdrawn", models.BooleanField(default=False)),
                (
                    "kind_of_leave",
                    models.CharField(
                        choices=[("earned", "Earned"), ("half_pay", "Half Pay")],
                        default="earned",
                        max_length=10,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "employment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.employment",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="superseded_by",
                        to="service_book.leaveaccount",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["employment", "valid_from", "recorded_at", "id"], name="leaveaccount_as_of"
                    )
                ],
            },
        ),
        guard("service_book_leaveaccount"),
    ]
