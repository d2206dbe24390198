"""People who cannot be computed for a month, a sentence each; the first reason is the one to fix first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from vethanam.errors import Finding, Sentence
from vethanam.service_book.queries.facts import FAR, within
from vethanam.service_book.queries.month_frames import Touching
from vethanam.service_book.queries.wages import wages_of, worked_in
from vethanam.service_book.rulebook import funds_in_use

type Reason = tuple[int, Sentence]

_UNITS = {"daily": "days", "hourly": "hours"}


def set_aside(read: Touching, stretches: pl.DataFrame) -> list[tuple[int, Finding]]:
    """The employments that cannot be computed, each with its finding, in order."""
    numbers = dict(zip(read.people["employment"], read.people["number"], strict=True))
    reasons = [
        *_without(stretches),
        *_without_work(read, stretches),
        *_open_leave(read),
        *_two_absences(read),
        *_two_funds(read),
        *_unverified(read),
    ]
    return [
        (employment, _finding(read, numbers[employment], employment, why))
        for employment, why in sorted(reasons, key=lambda reason: reason[0])
        if employment in numbers
    ]


def _finding(read: Touching, number: str, employment: int, why: Sentence) -> Finding:
    facts = {**why.facts, "within": [read.month], "employment": employment}
    return Finding(f"Employee {number}", why.code, blocks=True, facts=facts)


def _without(stretches: pl.DataFrame) -> Iterator[Reason]:
    """Days of service without a posting or without pay."""
    for row in _first_of_each(stretches.filter(pl.col("posting_id").is_null())):
        yield row["employment"], Sentence("no_posting", {"day": row["start"]})
    for row in _first_of_each(stretches.filter(pl.col("pay_id").is_null())):
        yield row["employment"], Sentence("no_pay", {"day": row["start"]})


def _without_work(read: Touching, stretches: pl.DataFrame) -> Iterator[Reason]:
    """People on wages without an entry of work: no work is entered as 0, so that a
    forgotten entry is found.
    """
    on_wages = stretches.filter(pl.col("basis").is_in(["daily", "hourly"]))
    if on_wages.is_empty():
        return
    waged = within(read.wage, read.month.last, read.month.last)
    for row in _first_of_each(on_wages.join(waged, on="employment", how="anti", maintain_order="left")):
        yield row["employment"], Sentence("no_wage")
    worked = worked_in(read)
    for row in _first_of_each(on_wages.join(worked, on="employment", how="anti", maintain_order="left")):
        yield row["employment"], Sentence("no_attendance", {"unit": _UNITS[row["basis"]]})
    yield from _worked_too_long(read, on_wages, worked)
    yield from _at_two_wages(read, on_wages, worked)


def _worked_too_long(read: Touching, on_wages: pl.DataFrame, worked: pl.DataFrame) -> Iterator[Reason]:
    by_day = on_wages.filter(pl.col("basis") == "daily").select("employment").unique()
    length = (pl.col("until") - pl.col("start")).dt.total_days() + 1
    longer = worked.with_columns(length=length).filter(pl.col("days") > pl.col("length"))
    for row in _first_of_each(longer.join(by_day, on="employment")):
        whole = row["start"] == read.month.first and row["until"] == read.month.last
        facts = {"days": row["days"], "length": row["length"]}
        if whole:
            yield row["employment"], Sentence("attendance_not_sensible", facts)
        else:
            part = {**facts, "day": row["start"]}
            yield row["employment"], Sentence("attendance_of_part_not_sensible", part)


def _at_two_wages(read: Touching, on_wages: pl.DataFrame, worked: pl.DataFrame) -> Iterator[Reason]:
    """People with a wage change inside an entry: the days before and after must be entered separately."""
    basis = on_wages.group_by("employment").agg(pl.col("basis").first())
    entered = worked.filter(pl.col("days") > 0).join(basis, on="employment")
    paid = wages_of(read, entered, on_wages).join(basis, on="employment")
    for row in _first_of_each(
        entered.join(paid, on=["employment", "start"], how="anti", maintain_order="left")
    ):
        facts = {"unit": _UNITS[row["basis"]], "day": row["start"]}
        yield row["employment"], Sentence("no_wage_from", facts)
    changed = pl.col("rate") != pl.col("rate").shift(1).over("employment", "start")
    for row in _first_of_each(paid.filter(changed.fill_null(False))):
        facts = {"day": row["since"], "unit": _UNITS[row["basis"]], "day_before": row["start"]}
        yield row["employment"], Sentence("wage_changes", {**facts, "day_then": row["since"]})


def _open_leave(read: Touching) -> Iterator[Reason]:
    if read.absence.is_empty():
        return
    near = within(read.absence, read.month.first, read.month.last)
    is_leave = pl.col("kind_of_absence") != "suspension"
    for row in near.filter(pl.col("until") >= FAR, is_leave).iter_rows(named=True):
        facts = {"kind": row["kind_of_absence"], "day": row["valid_from"]}
        yield row["employment"], Sentence("open_absence", facts)


def _two_absences(read: Touching) -> Iterator[Reason]:
    """People with two absences on one day, except an order that reviews a suspension."""
    near = within(read.absence, read.month.first, read.month.last)
    several = near.filter(pl.len().over("employment") > 1) if near.height > 1 else near.clear()
    for row in _first_of_each(_pairs(several).filter(~_is("kind_of_absence", "suspension"))):
        day = max(row["start_other"], read.month.first)
        facts = {"day": day, "day_first": row["start"], "day_then": row["start_other"]}
        yield row["employment"], Sentence("two_absences", facts)


def _two_funds(read: Touching) -> Iterator[Reason]:
    """People in two funds that share a scheme."""
    near = within(read.membership, read.month.first, read.month.last)
    for funds in funds_in_use().schemes.values():
        yield from _two_of(near.filter(pl.col("fund").is_in(funds)))


def _two_of(either: pl.DataFrame) -> Iterator[Reason]:
    several = either.filter(pl.len().over("employment") > 1) if either.height > 1 else either.clear()
    for row in _first_of_each(_pairs(several).filter(pl.col("fund") != pl.col("fund_other"))):
        one, other = row["fund"].upper(), row["fund_other"].upper()
        facts = {"one": one, "day": row["start"], "other": other, "day_then": row["start_other"]}
        yield row["employment"], Sentence("two_funds", facts)


def _pairs(facts: pl.DataFrame) -> pl.DataFrame:
    """Pairs of facts of an employment that share a day, earlier first; columns of the
    other end in ``_other``.
    """
    ordered = facts.sort("employment", "start", "id").with_row_index("place")
    return ordered.join(ordered, on="employment", suffix="_other", maintain_order="left").filter(
        pl.col("place") < pl.col("place_other"), pl.col("start_other") <= pl.col("until")
    )


def _is(column: str, word: str) -> pl.Expr:
    return (pl.col(column) == word) & (pl.col(f"{column}_other") == word)


def _unverified(read: Touching) -> Iterator[Reason]:
    for kind, frame in read.by_kind().items():
        if frame["is_verified"].all():
            continue
        for row in _first_of_each(frame.filter(~pl.col("is_verified"))):
            yield row["employment"], Sentence("unverified", {"kind": kind, "day": row["valid_from"]})


def _first_of_each(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    if frame.is_empty():
        return iter(())
    return frame.group_by("employment", maintain_order=True).first().iter_rows(named=True)
