"""Two writings of the schemes agree, to the paisa and the code."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import polars as pl
import pytest

from tests.reference import benefits
from tests.reference.benefit_people import frame_of, people
from vethanam.periods import Month
from vethanam.rules.benefit_assessment import assess_awards
from vethanam.rules.benefit_columns import KIND
from vethanam.rules.benefit_dues import dues_of
from vethanam.rules.interest import simple, to_paisa
from vethanam.rules.life_proof import Window
from vethanam.rules.rulebook import load_pack

RULES = load_pack("kerala")
SEED, EACH = 18, 500
MONTHS = [(2020, 10), (2021, 1), (2022, 11), (2023, 3), (2023, 4), (2025, 12), (2026, 2), (2026, 4)]


@pytest.mark.parametrize("month", MONTHS)
def test_two_writings_of_the_schemes_agree(month: tuple[int, int]) -> None:
    first = date(*month, 1)
    awards = people(SEED, first, EACH)
    assessed = assess_awards(frame_of(awards), RULES, Month(*month)).filter(pl.col("award") > 0)
    split = dues_of(assessed, RULES, Month(*month))
    wide = split.shares.pivot("payer", index=["month", *KIND], values="amount")
    rows = assessed.join(split.dues, on=KIND, how="left").join(wide, on=["month", *KIND], how="left")
    states = set()
    for one, row in zip(awards, rows.sort("award").iter_rows(named=True), strict=True):
        if one.scheme != "STHREE_SURAKSHA" or first >= benefits.WOMEN_FROM:
            assert (row["state"], row["reason"]) == benefits.decided(one, first), one
        due = benefits.due_of(one, first)
        assert row["due"] == (None if due is None else due * 100), one
        parts = benefits.parts_of(one, first)
        found = (row["state_right"], row.get("centre") or 0, row["held"])
        assert parts is None or found == tuple(part * 100 for part in parts), one
        states.add(row["state"])
    assert states == {"eligible", "not_eligible", "held"}


def test_two_writings_of_the_proof_of_life_agree() -> None:
    opens, closes = date(2024, 1, 1), date(2024, 2, 29)
    window = Window(opens, closes, 1, 20, pays_missed=False)
    days = [opens + timedelta(days=one) for one in range(-40, 330)]
    found = pl.DataFrame({"day": days}).select(window.paid_from(pl.col("day"))).to_series()
    assert found.to_list() == [benefits.first_paid_month(day, closes, opens) for day in days]


def test_two_writings_of_interest_agree() -> None:
    random = Random(SEED)
    for _ in range(300):
        amount, days, rate = random.randint(1, 10**9), random.randint(0, 900), random.choice((750, 1800))
        right = benefits.simple_interest([(Decimal(amount) / 100, days)], Decimal(rate) / 100)
        assert to_paisa(simple(amount, rate, days)) == right * 100
