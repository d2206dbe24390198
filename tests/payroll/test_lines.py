"""Lines as arrays."""

from __future__ import annotations

import polars as pl

from vethanam.payroll.register.lines import packed

CODES = {"basic_pay": 1, "provident_fund": 2, "state_life_insurance": 3}
LINES = pl.DataFrame(
    {
        "employment": [7, 7, 7, 8],
        "part": pl.Series([1, 1, 1, 1], dtype=pl.Int32),
        "component": ["basic_pay", "provident_fund", "state_life_insurance", "basic_pay"],
        "kind": ["earning", "deduction", "deduction", "earning"],
        "obligation": pl.Series([None, 31, None, None], dtype=pl.Int64),
        "amount": [4_560_000, 500_000, None, 0],
        "is_unconfirmed": [True, False, False, False],
    }
)


def test_lines_become_one_row_per_part() -> None:
    rows = packed(LINES, CODES)
    assert rows.row(0, named=True) == {
        "employment": 7, "part": 1, "components": [1, 2], "obligations": [None, 31],
        "amounts": [4_560_000, 500_000], "held": [3],
        "unconfirmed": [1], "gross": 4_560_000, "deductions": 500_000, "net": 4_060_000,
    }  # fmt: skip


def test_a_part_of_nothing_has_empty_arrays() -> None:
    assert packed(LINES, CODES).row(1, named=True)["components"] == []
