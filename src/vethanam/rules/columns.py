"""The closed frames of a month's facts. The frames of the results are in :mod:`.line_columns`.

Facts come in six frames, one :class:`MonthFacts`. Every part of an employment's month must be present, even
when only one drawing code is run: monthly deductions (insurance, taxes, loans) are spread over all parts.
Amounts are paise, rates hundredths of one per cent, days calendar days. Nothing here belongs to one
Government: the words of ``da_series``, ``scale`` or ``place_class`` are those of the rule pack's parameters.
A pack reports or sets aside a membership or service it has no rule for; it never ignores one.

A *part* is the share of the month drawn by one bill: part 1 up to a transfer, part 2 after it. A *segment* is
a range of days of one part without any change. Days outside service have no segment: a person who joins on
the 17th in the afternoon has one segment from the 18th; a person who retires on the 31st has the whole month.
Days of leave, suspension and absence without pay have segments; ``absence`` gives their kind.
"""

from __future__ import annotations

import polars as pl

from vethanam.clauses.columns import Column, Columns

INT, SMALL, TEXT, FLAG, DAY = pl.Int64(), pl.Int32(), pl.String(), pl.Boolean(), pl.Date()

CATEGORIES = (
    "state",
    "ugc",
    "judicial",
    "all_india_service",
    "central",
    "aided",
    "part_time_contingent",
    "temporary",
)
PAY_BASES = ("scale", "authorised", "consolidated", "daily", "hourly")
ABSENCES = (
    "earned",
    "half_pay",
    "commuted",
    "maternity",
    "paternity",
    "special",
    "without_allowances",
    "dies_non",
    "suspension",
)
#: kinds of obligations; the pack's ``recoveries.precedence`` gives each its place
OBLIGATIONS = (
    "government_due",
    "overpayment",
    "house_building_advance",
    "conveyance_advance",
    "festival_advance",
    "gpf_loan",
    "sli_loan",
    "attachment",
    "maintenance",
    "cooperative",
    "lic",
    "pli",
    "other_voluntary",
)

EMPLOYMENT = Column("employment", INT, "id", "The employment; it stands for one person in one service")
PART = Column(
    "part", SMALL, "ordinal", "1 for the first bill of the month, 2 for the next; in the order of days"
)
_DAYS = (
    Column("start", DAY, "day", "The first day of the stretch, inside the month"),
    Column("until", DAY, "day", "The last day of the stretch, included, inside the month"),
)

SEGMENTS = Columns(
    "segments",
    "a stretch of days of one part of one employment's month in which nothing changes",
    ("employment", "part", "start"),
    (
        EMPLOYMENT,
        PART,
        *_DAYS,
        Column("category", TEXT, "word", "The service the employment belongs to", words=CATEGORIES),
        Column("pay_basis", TEXT, "word", "How pay is fixed", words=PAY_BASES),
        Column(
            "revision",
            SMALL,
            "number",
            "The pay revision of the scale; empty without a scale",
            is_nullable=True,
        ),
        Column(
            "scale",
            TEXT,
            "word",
            "The scale by its name in the pack, such as its first and last stage; empty without one",
            is_nullable=True,
        ),
        Column(
            "basic_pay",
            INT,
            "paise a month",
            "Stage held, or the consolidated sum; empty on authorised rates and on wages",
            is_nullable=True,
        ),
        Column(
            "da_series",
            TEXT,
            "word",
            "The series of dearness allowance; empty where none is due",
            is_nullable=True,
        ),
        Column(
            "place_class",
            TEXT,
            "word",
            "Class of the place of duty for house rent allowance",
            is_nullable=True,
        ),
        Column("in_quarters", FLAG, "flag", "Whether she lives in Government quarters", default=False),
        Column("is_gazetted", FLAG, "flag", "Whether the post is gazetted", default=False),
        Column("absence", TEXT, "word", "What the days are; empty on duty", is_nullable=True, words=ABSENCES),
        Column(
            "absence_since",
            DAY,
            "day",
            "First day of the unbroken leave with allowances or suspension; empty: the segment's own first day",
            is_nullable=True,
        ),
        Column(
            "subsistence_rate",
            SMALL,
            "rate",
            "Share of pay varied by order in suspension; empty: the rule's first rate",
            is_nullable=True,
        ),
    ),
)

MONTHS = Columns(
    "months",
    "one employment's month: what her record states beyond pay and memberships",
    ("employment",),
    (
        EMPLOYMENT,
        Column("born", DAY, "day", "Date of birth"),
        Column("joined", DAY, "day", "First day of regular service", is_nullable=True),
        Column(
            "ends_on",
            DAY,
            "day",
            "Last day of service when known: retirement or end of term",
            is_nullable=True,
        ),
        Column(
            "gpf_base",
            INT,
            "paise a month",
            "Basic pay on 31 March before the year, for the limits; empty: the basic pay of this month",
            is_nullable=True,
        ),
        Column("is_profession_tax_exempt", FLAG, "flag", "Exempt from profession tax", default=False),
        Column(
            "half_year_income",
            INT,
            "paise",
            "Income of the half-year for profession tax; empty: the expected month for each month with pay of it",
            is_nullable=True,
        ),
        Column(
            "half_year_days",
            SMALL,
            "days",
            "Days of the half-year worked or to be worked; empty: the whole of it",
            is_nullable=True,
        ),
        Column(
            "half_year_months",
            INT,
            "ten-thousandths of a month",
            "Months of the half-year with pay, whole ones and parts by calendar days; empty: all six",
            is_nullable=True,
        ),
        Column(
            "tax_regime", TEXT, "word", "Chosen regime of income tax", default="new", words=("new", "old")
        ),
        Column(
            "is_tax_settled",
            FLAG,
            "flag",
            "Income tax is worked out elsewhere (several pays): no line here",
            default=False,
        ),
        Column(
            "tax_gross_to_date",
            INT,
            "paise",
            "Gross salary paid in the tax year before this month's pay",
            default=0,
        ),
        Column(
            "tax_deducted_to_date",
            INT,
            "paise",
            "Income tax deducted in the tax year before this month's pay",
            default=0,
        ),
        Column(
            "payments_left",
            SMALL,
            "count",
            "Salary payments left in the tax year, this one included; empty: up to February's pay or the end of service",
            is_nullable=True,
        ),
        Column(
            "expected_gross",
            INT,
            "paise a month",
            "What each later month will bring; empty: a whole month on duty on the terms of the last segment",
            is_nullable=True,
        ),
        Column(
            "declared_deductions",
            INT,
            "paise",
            "Deductions declared for the year; they count in the old regime",
            default=0,
        ),
        Column("other_income", INT, "paise", "Other income declared for the year", default=0),
        Column(
            "arrears_of_earlier_years",
            INT,
            "paise",
            "Arrears of earlier tax years in the salary of the year",
            default=0,
        ),
        Column(
            "tax_on_earlier_years",
            INT,
            "paise",
            "What these arrears would have added to the tax of their own years; empty: not known, so no relief",
            is_nullable=True,
        ),
        Column(
            "is_relief_asked",
            FLAG,
            "flag",
            "Whether she furnished Form 10E, from tax year 2026-27 Form 39, for relief on them",
            default=False,
        ),
    ),
)

#: each pack declares its funds, and the columns its rules read (``rules.funds``)
MEMBERSHIPS = Columns(
    "memberships",
    "one fund or insurance of which an employment is a member in the month",
    ("employment", "fund"),
    (
        EMPLOYMENT,
        Column("fund", TEXT, "word", "The fund or insurance, by its code in the pack"),
        Column(
            "amount",
            INT,
            "paise a month",
            "What her record states for it; empty: the rule decides",
            is_nullable=True,
        ),
        Column("group", TEXT, "word", "The group she is in, where the fund has groups", is_nullable=True),
    ),
)

EARLIER_YEARS = Columns(
    "earlier_years",
    "one tax year of one person that arrears are of",
    ("employment",),
    (
        EMPLOYMENT,
        Column("born", DAY, "day", "Date of birth"),
        Column("tax_regime", TEXT, "word", "Regime of that year", default="new", words=("new", "old")),
        Column("salary_of_year", INT, "paise", "Gross salary received in that year"),
        Column(
            "declared_deductions",
            INT,
            "paise",
            "Deductions of that year; they count in the old regime",
            default=0,
        ),
        Column("other_income", INT, "paise", "Other income of that year", default=0),
        Column("arrears", INT, "paise", "Arrears that are of that year"),
    ),
)

RATES = Columns(
    "rates",
    "a monthly amount that an order states for one component: an Accountant General's pay slip, a special pay",
    ("employment", "part", "component", "start"),
    (
        EMPLOYMENT,
        PART,
        Column(
            "component",
            TEXT,
            "word",
            "The earning it is paid as: basic_pay, dearness_allowance, special_pay ...",
        ),
        Column("amount", INT, "paise a month", "The amount of a whole month"),
        *_DAYS,
    ),
)

ATTENDANCE = Columns(
    "attendance",
    "the days or hours somebody on wages worked in one part",
    ("employment", "part", "rate"),
    (
        EMPLOYMENT,
        PART,
        Column("worked", SMALL, "days or hours", "Days or hours worked in the month"),
        Column("rate", INT, "paise a day or hour", "The wage"),
    ),
)

OBLIGATIONS_DUE = Columns(
    "obligations",
    "one thing to be recovered from one employment this month",
    ("employment", "obligation"),
    (
        Column("obligation", INT, "id", "The obligation"),
        EMPLOYMENT,
        Column(
            "kind", TEXT, "word", "What it is; the pack gives its place in the precedence", words=OBLIGATIONS
        ),
        Column("amount", INT, "paise", "This month's instalment, not above the balance"),
        Column(
            "is_divisible",
            FLAG,
            "flag",
            "Whether a smaller sum may be taken when pay does not reach",
            default=True,
        ),
        Column(
            "months_taken",
            SMALL,
            "months",
            "Of an attachment, in how many months before something was taken by the same decree",
            default=0,
        ),
    ),
)
