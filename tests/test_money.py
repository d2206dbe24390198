"""Paise in, paise out: rounding half up on one amount and on a column alike, reading and showing rupees."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vethanam.errors import Unsound
from vethanam.money import (
    CRORE,
    MINUS,
    NARROW_SPACE,
    RUPEE,
    divide_to_rupee,
    grouped,
    per_cent,
    rupees,
    shown,
    to_rupee,
)

AMOUNTS = st.integers(0, 100 * CRORE)


@given(AMOUNTS)
def test_to_rupee_is_half_up(amount: int) -> None:
    exact = (Decimal(amount) / RUPEE).quantize(Decimal(1), ROUND_HALF_UP)
    assert to_rupee(amount) == int(exact) * RUPEE


@given(AMOUNTS, st.integers(1, 400))
def test_a_quotient_is_rounded_once(amount: int, divisor: int) -> None:
    quarters = Decimal(amount) / (RUPEE * divisor)
    expected = int((quarters + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * RUPEE
    # Decimal has 28 digits: only an exact half could round wrongly, and it is exact in Decimal.
    assert divide_to_rupee(amount, divisor) == expected


@given(AMOUNTS, st.integers(0, 20_000))
def test_a_percentage_is_floored_to_the_paisa(amount: int, rate: int) -> None:
    assert per_cent(amount, rate) == int((Decimal(amount) * rate / 10_000).to_integral_value(ROUND_FLOOR))


def test_one_amount_and_a_column_are_rounded_by_the_same_text() -> None:
    amounts = [0, 49, 50, 149, 150, 1_575_050, -50, -51, -149]
    frame = pl.DataFrame({"amount": amounts})
    column = frame.select(
        rounded=to_rupee(pl.col("amount")),
        shared=divide_to_rupee(pl.col("amount") * 14, 31),
        rate=per_cent(pl.col("amount"), 3500),
    )
    assert column["rounded"].to_list() == [to_rupee(amount) for amount in amounts]
    assert column["shared"].to_list() == [divide_to_rupee(amount * 14, 31) for amount in amounts]
    assert column["rate"].to_list() == [per_cent(amount, 3500) for amount in amounts]


@pytest.mark.parametrize(
    ("text", "paise"),
    [
        ("45600", 4_560_000),
        ("45,600.5", 4_560_050),
        (" 0.05 ", 5),
        ("-12.30", -1_230),
        (23_000, 2_300_000),
        (Decimal("1.10"), 110),
    ],
)
def test_rupees_are_read_to_the_paisa(text: str | int | Decimal, paise: int) -> None:
    assert rupees(text) == paise


@pytest.mark.parametrize("text", ["", "₹ 5", "1e3", "12.345", "twelve", "1.", "--5", "0x10", "nan"])
def test_what_is_not_plain_rupees_is_refused(text: str) -> None:
    with pytest.raises(Unsound, match="Write digits"):
        rupees(text)


@pytest.mark.parametrize("text", ["1" + "0" * 15, "-1" + "0" * 15, "9" * 60])
def test_more_than_any_sum_is_refused(text: str) -> None:
    with pytest.raises(Unsound, match="more than any sum"):
        rupees(text)


@given(st.integers(0, 10**15))
def test_grouping_changes_no_digit(whole: int) -> None:
    assert grouped(whole).replace(",", "") == str(whole)
    assert all(len(group) <= 3 for group in grouped(whole).split(","))


@pytest.mark.parametrize(
    ("amount", "how", "text"),
    [
        (18_745_400, {}, "₹ 1,87,454"),
        (18_745_450, {}, "₹ 1,87,454.50"),
        (18_745_400, {"paise": True}, "₹ 1,87,454.00"),
        (100, {"signed": True}, "+₹ 1"),
        (-242_700, {}, f"{MINUS}₹ 2,427"),
        (0, {"symbol": False}, "0"),
    ],
)
def test_an_amount_is_shown_as_a_page_shows_it(amount: int, how: dict[str, bool], text: str) -> None:
    assert shown(amount, **how).replace(NARROW_SPACE, " ") == text
