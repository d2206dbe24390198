"""The closed frames of a month's results: lines, totals, and findings.

Amounts are paise. A *part* is the share of the month drawn by one bill, as in :mod:`.columns`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from vethanam.clauses.columns import Column, Columns
from vethanam.errors import Sentence
from vethanam.rules.columns import EMPLOYMENT, FLAG, INT, PART, SMALL, TEXT

LINES = Columns(
    "lines",
    "one line of one bill for one employment, ordered by employment, part and place on the bill",
    ("employment", "part", "component", "obligation"),
    (
        EMPLOYMENT,
        PART,
        Column("component", TEXT, "word", "The component, named as on the payslip; for a recovery its kind"),
        Column(
            "kind",
            TEXT,
            "word",
            "employer: paid by the Government beside the pay, not in net",
            words=("earning", "deduction", "employer"),
        ),
        Column(
            "place",
            SMALL,
            "ordinal",
            "Its place on the bill: earnings from 1, deductions in their precedence from 101",
        ),
        Column("amount", INT, "paise", "What is payable or taken; empty when held", is_nullable=True),
        Column("due", INT, "paise", "What was to be taken; equals amount for earnings", is_nullable=True),
        Column(
            "carried",
            INT,
            "paise",
            "due − amount of the last part it was tried on: not taken this month",
            default=0,
        ),
        Column(
            "state",
            TEXT,
            "word",
            "held: a figure is unknown, the rest of the pay stands",
            words=("payable", "held"),
        ),
        Column("reason", TEXT, "code", "Why it is held or shortened", is_nullable=True),
        Column(
            "why", TEXT, "sentence", "The same as code and facts of a sentence, in JSON", is_nullable=True
        ),
        Column("missing", TEXT, "parameter", "The unknown parameter that holds it", is_nullable=True),
        Column("obligation", INT, "id", "The obligation a recovery serves", is_nullable=True),
        Column("is_unconfirmed", FLAG, "flag", "A parameter it rests on is not verified", default=False),
    ),
)

TOTALS = Columns(
    "totals",
    "one part of one employment's month",
    ("employment", "part"),
    (
        EMPLOYMENT,
        PART,
        Column("gross", INT, "paise", "Sum of the payable earnings"),
        Column("deductions", INT, "paise", "Sum of the deductions taken"),
        Column("net", INT, "paise", "gross − deductions, never below zero"),
        Column("lines_held", SMALL, "count", "Lines held for an unknown figure"),
    ),
)


def sentences_of(findings: pl.DataFrame) -> Iterator[Sentence]:
    """The sentence of each row of ``FINDINGS``."""
    for code, facts in findings.select("code", "facts").iter_rows():
        yield Sentence(code, json.loads(facts))


FINDINGS = Columns(
    "findings",
    "one thing wrong or surprising with one employment; one that blocks has set the employment aside: no lines",
    ("employment", "code", "component"),
    (
        EMPLOYMENT,
        Column("part", SMALL, "ordinal", "The part it concerns", is_nullable=True),
        Column("component", TEXT, "word", "The component it concerns", is_nullable=True),
        Column("code", TEXT, "code", "Stable code: its sentence, and what is signed off"),
        Column("facts", TEXT, "facts", "The facts that fill the sentence of the code, in JSON"),
        Column("blocks", FLAG, "flag", "Whether the employment was set aside"),
    ),
)
