"""Frames sorted by employment: the few keys with several rows are aggregated, the others stay."""

from __future__ import annotations

import polars as pl

from vethanam.rules.frame_alignment import one_each

TOTAL = [pl.col("amount").sum()]


def frame(*rows: tuple[int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["employment", "part", "amount"], orient="row")


def test_a_frame_with_one_row_each_is_given_back() -> None:
    single = frame((1, 1, 10), (1, 2, 20), (3, 1, 30))
    assert one_each(single, ("employment", "part"), TOTAL) is single


def test_the_rows_of_a_key_are_summed_in_its_place() -> None:
    several = frame((1, 1, 10), (2, 1, 20), (2, 1, 21), (2, 2, 22), (3, 1, 30), (3, 1, 31))
    summed = one_each(several, ("employment", "part"), TOTAL)
    assert summed.rows() == [(1, 1, 10), (2, 1, 41), (2, 2, 22), (3, 1, 61)]


def test_an_empty_frame_stays_empty() -> None:
    assert one_each(frame().clear(), ("employment",), TOTAL).is_empty()
