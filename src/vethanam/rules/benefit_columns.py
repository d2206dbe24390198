"""The closed frames of schemes of benefits. The functions that take and give them are in
:mod:`.benefit_assessment`, :mod:`.benefit_dues` and :mod:`.benefit_costing`.

A caller gives :data:`AWARDS`: one row an award and month, all awards of a person in one frame, since one of
them may exclude another. It gets :data:`ASSESSED`: one row each, with the decision and the *kind* of the
award. Amounts depend on the kind alone, so :data:`DUES` and :data:`SHARES` have one row a kind and month, and
62 lakh awards join a few hundred rows.

Amounts are paise. Null is *not known*: it holds the award, and is never taken for no. A circumstance that no
second person has verified is null too.
"""

from __future__ import annotations

import polars as pl

from vethanam.clauses.columns import Column, Columns

INT, TEXT, FLAG, DAY = pl.Int64(), pl.String(), pl.Boolean(), pl.Date()

MARITAL_STATES = ("unmarried", "married", "widowed", "deserted", "divorced")
SEXES = ("woman", "man", "trans_woman", "trans_man", "other")
#: ration cards by their colour: AAY, PHH, NPS, NPNS
CARDS = ("yellow", "pink", "blue", "white")
AGE_BANDS = ("any", "younger", "birthday_month", "older", "unknown")
DISABILITY_BANDS = ("any", "up_to", "above", "unknown")
OTHER_PENSIONS = ("none", "reduced", "unread", "refused", "unknown")
SHARE_CLASSES = ("state", "centre", "unknown")
STATES = ("eligible", "not_eligible", "held")

AWARD = Column("award", INT, "id", "The award, or the application that is assessed")
SCHEME = Column("scheme", TEXT, "word", "The scheme by its code in the pack")


def _fact(name: str, dtype: pl.DataType, unit: str, says: str, words: tuple[str, ...] = ()) -> Column:
    return Column(name, dtype, unit, says, is_nullable=True, words=words)


AWARDS = Columns(
    "awards",
    "one award of one person in one month",
    ("award",),
    (
        AWARD,
        Column("beneficiary", INT, "id", "The person; her awards exclude each other"),
        SCHEME,
        Column(
            "since", DAY, "day", "First day of the award; of two that exclude each other the earlier stays"
        ),
        _fact("born", DAY, "day", "Date of birth"),
        _fact("died_on", DAY, "day", "Day of death as reported; empty: not reported"),
        _fact("is_resident", FLAG, "flag", "Whether she lives in the State"),
        _fact("sex", TEXT, "word", "As she states it", SEXES),
        _fact("marital_state", TEXT, "word", "Her marital state", MARITAL_STATES),
        _fact("deserted_since", DAY, "day", "Of a deserted woman: since when"),
        _fact("is_remarried", FLAG, "flag", "Whether she married again"),
        _fact("income", INT, "paise a year", "Family income by the village officer's certificate"),
        _fact("income_certified_on", DAY, "day", "Day of the income certificate"),
        _fact("income_valid_until", DAY, "day", "Last day printed on the income certificate; empty: none"),
        _fact("pays_income_tax", FLAG, "flag", "Whether she pays income tax"),
        _fact(
            "has_service_pension",
            FLAG,
            "flag",
            "Whether she draws a service or family pension of a Government",
        ),
        _fact(
            "in_government_service",
            FLAG,
            "flag",
            "Whether she works for a Government, an autonomous or aided body",
        ),
        _fact("has_board_pension", FLAG, "flag", "Whether she draws the pension of a welfare fund board"),
        _fact("epf_pension", INT, "paise a month", "Her provident fund pension; zero: none"),
        _fact("nps_pension", INT, "paise a month", "Her contributory pension; zero: none"),
        _fact("ex_gratia_pension", INT, "paise a month", "Her ex-gratia pension; zero: none"),
        _fact(
            "has_disability_certificate", FLAG, "flag", "Whether a medical certificate states her disability"
        ),
        _fact("disability", INT, "rate", "Share of disability by the certificate"),
        _fact("labour_years", INT, "years", "Years as an agricultural labourer"),
        _fact("is_fund_member", FLAG, "flag", "Whether she is in the agricultural workers' welfare fund"),
        _fact("on_plantation", FLAG, "flag", "Whether she works on a plantation"),
        _fact("card", TEXT, "word", "Colour of the family's ration card", CARDS),
        _fact("in_care_home", FLAG, "flag", "Whether she lives in a care home"),
        _fact("imprisoned_on", DAY, "day", "First day in prison; empty: not in prison"),
        _fact("is_life_proven", FLAG, "flag", "Whether life is proven for the month (``rules.life_proof``)"),
        _fact("on_central_list", FLAG, "flag", "Whether the Centre pays a share of this award"),
    ),
)

_KIND = (
    SCHEME,
    Column("age_band", TEXT, "word", "Her age, where an amount or share depends on it", words=AGE_BANDS),
    Column(
        "disability_band",
        TEXT,
        "word",
        "Her disability, where an amount may depend on it",
        words=DISABILITY_BANDS,
    ),
    Column(
        "other_pension", TEXT, "word", "The effect of another pension on the amount", words=OTHER_PENSIONS
    ),
    Column(
        "share_class", TEXT, "word", "Who pays: the State alone, or the Centre a share", words=SHARE_CLASSES
    ),
)
#: the columns of a kind
KIND = tuple(column.name for column in _KIND)

KINDS = Columns("kinds", "one kind of award", KIND, _KIND)

ASSESSED = Columns(
    "assessed",
    "the decision on one award",
    ("award",),
    (
        AWARD,
        Column("state", TEXT, "word", "The decision", words=STATES),
        Column(
            "reason", TEXT, "code", "First reason; of a held award the first that holds it", is_nullable=True
        ),
        Column(
            "reasons", pl.List(pl.String), "codes", "All reasons against the award, in the order of the law"
        ),
        Column("holds", pl.List(pl.String), "codes", "All that is not known, in the same order"),
        *_KIND,
    ),
)

_MONTH = Column("month", INT, "month", "The month of the benefit, as 202511")

DUES = Columns(
    "dues",
    "the amount of one kind in one month",
    ("month", *KIND),
    (
        _MONTH,
        *_KIND,
        Column("due", INT, "paise", "The amount; empty: held", is_nullable=True),
        Column("held", INT, "paise", "The part without a known payer; empty: all of it", is_nullable=True),
        Column("missing", TEXT, "code", "The figure that holds it", is_nullable=True),
    ),
)

SHARES = Columns(
    "shares",
    "the amount that one payer pays of one kind in one month",
    ("month", *KIND, "payer"),
    (
        _MONTH,
        *_KIND,
        Column("payer", TEXT, "word", "The payer, as the scheme's funding names it"),
        Column(
            "amount",
            INT,
            "paise",
            "The payer's part in every reading of the orders; empty: held",
            is_nullable=True,
        ),
    ),
)

DRAWALS = Columns(
    "drawals",
    "one amount paid, or known to be paid elsewhere",
    ("award", "month", "payer"),
    (
        AWARD,
        _MONTH,
        Column("payer", TEXT, "word", "The payer it came from"),
        Column("amount", INT, "paise", "The amount; a return is negative"),
    ),
)

ARREARS = Columns(
    "arrears",
    "due and drawn of one award, month and payer",
    ("award", "month", "payer"),
    (
        AWARD,
        _MONTH,
        Column("payer", TEXT, "word", "The payer"),
        Column("due", INT, "paise", "The share; empty: held", is_nullable=True),
        Column("drawn", INT, "paise", "Everything drawn"),
        Column(
            "open", INT, "paise", "Due less drawn; below zero: paid too much; empty: held", is_nullable=True
        ),
    ),
)

COUNTS = Columns(
    "counts",
    "the number of awards of one kind",
    KIND,
    (*_KIND, Column("people", INT, "count", "Awards of the kind in payment")),
)
