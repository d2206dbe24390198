"""The few facts that say more than most, and whose an account number is, are found by an index of their own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_guards"),
        ("people", "0004_a_finance_officer"),
        ("service_book", "0012_others_of_account_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="absence_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="attendance",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="attendance_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="authorisedrate",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="authorisedrate_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="leaveaccount",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="leaveaccount_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="membership_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="obligation_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="pay",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="pay_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="pay",
            index=models.Index(
                condition=models.Q(("drawn_from__isnull", False)),
                fields=["employment"],
                name="pay_drawn_later",
            ),
        ),
        migrations.AddIndex(
            model_name="payeeaccount",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="payeeaccount_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="payeeaccount",
            index=models.Index(fields=["number", "employment"], name="account_by_number"),
        ),
        migrations.AddIndex(
            model_name="payeeaccount",
            index=models.Index(
                condition=models.Q(("onward_number", ""), _negated=True),
                fields=["onward_number", "employment"],
                name="account_by_onward_number",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="posting_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="quarters",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="quarters_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="recoverysuspension",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="recoverysuspension_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="servicespell",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="servicespell_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="taxchoice",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="taxchoice_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="wage",
            index=models.Index(
                condition=models.Q(
                    models.Q(("session", "FN"), _negated=True),
                    ("valid_until__isnull", False),
                    ("supersedes__isnull", False),
                    ("is_withdrawn", True),
                    _connector="OR",
                ),
                fields=["employment"],
                name="wage_not_plain",
            ),
        ),
    ]
