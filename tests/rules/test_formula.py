"""Exact arithmetic, and the same tree in words and numbers."""

from __future__ import annotations

import polars as pl
import pytest

from vethanam.errors import Broken
from vethanam.rules.formula import (
    NOTHING,
    Formula,
    choose,
    column,
    greatest,
    least,
    money,
    quotient,
    share,
    text_of,
)
from vethanam.rules.formula_text import Telling
from vethanam.rules.rounding import rounded

ROW = pl.DataFrame(
    {"pay": [4560000], "other": [None], "low": [True]},
    schema={"pay": pl.Int64, "other": pl.Int64, "low": pl.Boolean},
)
PAY = column("pay")


def worth(formula: Formula, row: pl.DataFrame = ROW) -> tuple[int | None, int]:
    return row.select(formula.numerator).item(), formula.scale


def said(formula: Formula) -> str:
    return " ".join(f"{t.text} {t.label or ''}".strip() for t in Telling.of(formula, ROW).terms())


def test_products_multiply_scales_and_nothing_is_rounded() -> None:
    assert worth(PAY * share(1) * share(3333)) == (4560000 * 3333, 10**8)


def test_sums_are_brought_to_one_scale() -> None:
    assert worth(PAY + PAY * share(1000)) == (4560000 * 11000, 10000)
    assert worth(PAY - PAY * share(1000)) == (4560000 * 9000, 10000)


def test_bounds() -> None:
    assert worth(least(PAY, money(100)))[0] == 100
    assert worth(greatest(PAY * share(1), money(100))) == (4560000, 10000)


@pytest.mark.parametrize("make", [least, greatest])
def test_a_bound_with_an_unknown_side_is_unknown(make: object) -> None:
    assert worth(make(PAY, column("other")))[0] is None  # type: ignore[operator]


def test_a_choice_on_an_unknown_condition_is_unknown() -> None:
    assert worth(choose(pl.col("other") > 3, PAY))[0] is None
    assert worth(choose(pl.col("low"), PAY, column("other")))[0] == 4560000


def test_a_scale_that_would_overflow_is_refused() -> None:
    with pytest.raises(Broken, match="would not fit"):
        PAY * share(1) * share(1) * share(1)


def test_a_quotient_is_rounded_at_once() -> None:
    assert worth(quotient(money(10050), money(200)))[0] == 100


def test_the_tree_tells_itself() -> None:
    assert said(PAY * share(3500)) == "45,600 pay × 35 %"
    assert said((PAY + PAY * share(1000)) * share(1000)) == "( 45,600 pay + 45,600 pay × 10 % ) × 10 %"
    assert said(PAY * share(10000)) == "45,600 pay"
    assert said(PAY + NOTHING) == "45,600 pay"
    assert said(choose(pl.col("low"), PAY * share(5000), PAY)) == "45,600 pay × 50 %"
    assert said(quotient(PAY, column("pay", "count").named("parts"))) == "45,600 pay ÷ 4560000 parts"


def test_a_bound_tells_why_it_binds() -> None:
    assert (
        said(greatest(PAY * share(100), money(200000, "floor")))
        == "2,000 floor because 45,600 pay × 1 % = 456 is less"
    )
    assert said(greatest(PAY, money(200000, "floor"))) == "45,600 pay"


def test_numbers_as_a_person_reads_them() -> None:
    assert text_of(None, 1, "paise") == "not known"
    assert text_of(20594 * 3100 + 1700, 31, "paise") == "20,594.5483…"
    assert text_of(150, 10000, "rate") == "1.5 %"
    assert text_of(7, 20, "rate") == "35 %"
    assert text_of(14, 1, "days") == "14"
    assert text_of(1, 3, "share") == "1/3"


@pytest.mark.parametrize(
    ("rounding", "paise", "whole"),
    [
        ("rupee", 149, 100), ("rupee", 150, 200), ("ten_rupees", 1499, 1000), ("ten_rupees", 1500, 2000),
        ("rupee_down", 199, 100),
        ("rupee_up", 101, 200), ("rupee_up", 100, 100), ("paisa", 101, 101),
    ],
)  # fmt: skip
def test_roundings(rounding: str, paise: int, whole: int) -> None:
    assert rounded(paise, 1, rounding) == whole
    assert pl.select(rounded(pl.lit(paise), 1, rounding)).item() == whole
    assert rounded(paise * 31, 31, rounding) == whole
