"""Lists of arrears, and what the database itself holds of them."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = Path(__file__).parent.parent / "guards" / "arrears.sql"


class Migration(migrations.Migration):
    """Whose arrears were listed, for which months, how much; the register takes what is due from a list."""

    dependencies = [
        ("payroll", "0002_guards"),
        ("people", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArrearList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.IntegerField()),
                ("last", models.IntegerField()),
                (
                    "employments",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True),
                ),
                ("known_at", models.DateTimeField()),
                ("result_hash", models.BinaryField()),
                ("people", models.IntegerField()),
                ("owed", models.BigIntegerField()),
                ("to_recover", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawing_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.drawingcode"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ArrearMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("for_month", models.IntegerField()),
                (
                    "components",
                    django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField()),
                ),
                ("due", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ("drawn", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                (
                    "arrear_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="months",
                        to="payroll.arrearlist",
                    ),
                ),
                (
                    "employment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.employment",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="arrearlist",
            index=models.Index(fields=["drawing_code", "known_at"], name="payroll_arr_drawing_022eb4_idx"),
        ),
        migrations.AddConstraint(
            model_name="arrearmonth",
            constraint=models.UniqueConstraint(
                fields=("arrear_list", "employment", "for_month"), name="arrear_month_once"
            ),
        ),
        migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
