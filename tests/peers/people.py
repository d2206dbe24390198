"""Seeded people of a month that every engine can say: as persons of the reference, and as
rows of plain numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from random import Random

from tests.reference.facts import Obligation, Person, Record, Segment
from tests.reference.tables import Month

MONTH: Month = (2026, 8)
DAYS = 31
CLASSES = "ABCD"
#: scales with their stages, in rupees
SCALES = {
    "23000-50200": (23000, 23700, 27900, 32000, 45600, 50200),
    "35600-75400": (35600, 38300, 42300, 51400, 63700, 75400),
    "59300-120900": (59300, 66800, 79000, 95600, 107800, 120900),
    "107800-160000": (107800, 118100, 137700, 149800, 160000),
}
RENT = ((10, 2300, 10000), (8, 2000, 8000), (6, 1500, 6000), (4, 1200, 4000))
ALLOWANCE = 35
RECOVERIES = ("house_building_advance", "cooperative", "lic")


@dataclass(frozen=True, slots=True)
class Row:
    """One person as every engine is given her: whole rupees, days, and words as numbers."""

    number: int
    basic_pay: int
    days: int
    place: int
    is_nps: int
    gpf: int
    half_year_income: int
    expected_gross: int
    gross_to_date: int
    tax_to_date: int
    house_building_advance: int
    cooperative: int
    lic: int


def row(seed: int, number: int) -> tuple[Row, str]:
    """A person and her scale; one in ten is paid for a part of the month, some meet the end
    of the tax rebate.
    """
    dice = Random(f"{seed}/{number}")
    scale = dice.choice(list(SCALES))
    pay, place = dice.choice(SCALES[scale]), dice.randrange(4)
    share, least, most = RENT[place]
    expected = pay + pay * ALLOWANCE // 100 + min(max(pay * share // 100, least), most)
    to_date = dice.randrange(0, 1_200_000)
    if dice.random() < 0.2:  # near the twelve lakh where the rebate ends
        to_date = max(1_275_000 + dice.randrange(-20_000, 80_000) - 7 * expected, 0)
    made = Row(
        number, pay, dice.randrange(10, 31) if dice.random() < 0.1 else DAYS, place,
        int(dice.random() < 0.45),
        -(-pay * 6 // 100), dice.choice((11_999, 12_000, 29_999, 45_000, 99_999, 125_000, 400_000)), expected,
        to_date,
        dice.randrange(0, 30_000), *(dice.choice((0, 0, dice.randrange(500, 30_000))) for _ in RECOVERIES),
    )  # fmt: skip
    return made, scale


def person(made: Row, scale: str) -> Person:
    """The same as a person of the reference."""
    money = Decimal
    segment = Segment(
        1, date(*MONTH, 1), date(*MONTH, made.days), "state", "scale", 11, scale, money(made.basic_pay),
        "state_11",
        CLASSES[made.place],
    )  # fmt: skip
    record = Record(
        born=date(1985, 5, 20), pension_scheme="nps" if made.is_nps else "gpf",
        gpf_subscription=None if made.is_nps else money(made.gpf),
        half_year_income=money(made.half_year_income),
        expected_gross=money(made.expected_gross), tax_gross_to_date=money(made.gross_to_date),
        tax_deducted_to_date=money(made.tax_to_date), payments_left=7,
    )  # fmt: skip
    owed = [
        Obligation(place, kind, money(getattr(made, kind)))
        for place, kind in enumerate(RECOVERIES, 1)
        if getattr(made, kind)
    ]
    return Person(made.number, MONTH, record, (segment,), obligations=tuple(owed))


def columns_of(rows: Sequence[Row]) -> dict[str, list[int]]:
    """The rows as columns of numbers."""
    return {field.name: [getattr(one, field.name) for one in rows] for field in fields(Row)}
