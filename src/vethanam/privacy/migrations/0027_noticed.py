"""A case may be opened by hand, for what was noticed otherwise than by requests here."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0026_confidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="duty_has_whom_it_is_of",
        ),
        migrations.AlterField(
            model_name="duty",
            name="asked",
            field=models.CharField(
                choices=[
                    ("answer_not_enough", "answer_not_enough"),
                    ("contact_wrong", "contact_wrong"),
                    ("correction", "correction"),
                    ("data_reached", "data_reached"),
                    ("device_lost", "device_lost"),
                    ("did_not_agree", "did_not_agree"),
                    ("erasure", "erasure"),
                    ("looked_up_beyond_purpose", "looked_up_beyond_purpose"),
                    ("nomination", "nomination"),
                    ("not_about_me", "not_about_me"),
                    ("processor_told", "processor_told"),
                    ("summary", "summary"),
                    ("told_after_stop", "told_after_stop"),
                    ("too_often", "too_often"),
                    ("who_and_why", "who_and_why"),
                    ("wrong_people", "wrong_people"),
                ],
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="dutystep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answered", "answered"),
                    ("asked_longer", "asked_longer"),
                    ("closed", "closed"),
                    ("contained", "contained"),
                    ("escalated", "escalated"),
                    ("given_longer", "given_longer"),
                    ("noticed", "noticed"),
                    ("told_agency", "told_agency"),
                    ("told_board", "told_board"),
                    ("told_board_in_full", "told_board_in_full"),
                    ("told_people", "told_people"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "breach"),
                        ("person__isnull", True),
                        ("account__isnull", False),
                        ("asked", "looked_up_beyond_purpose"),
                    ),
                    models.Q(
                        ("account__isnull", True),
                        ("kind", "breach"),
                        ("person__isnull", True),
                        models.Q(("asked", "looked_up_beyond_purpose"), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "breach"), _negated=True),
                        ("account__isnull", True),
                        ("person__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="duty_has_whom_it_is_of",
            ),
        ),
    ]
