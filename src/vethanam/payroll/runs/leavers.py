"""Findings about leavers of a month: dues left after it, and pay after death, which belongs to the heirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from vethanam.errors import Sentence
from vethanam.money import Paise, shown
from vethanam.payroll.runs.finding_rows import finding, kept
from vethanam.payroll.snapshot import Snapshot
from vethanam.service_book.models import Death, PayeeAccount, ServiceSpell
from vethanam.service_book.queries import BookReader, counting, ends_of, entered

DUES_LEFT, DIED = "dues_left", "pay_after_death"


def ending_findings(
    reader: BookReader, whose: pl.DataFrame, snapshot: Snapshot, lines: pl.DataFrame, here: pl.DataFrame
) -> list[dict[str, Any]]:
    """Findings for each drawing code about its people who leave service in the month.

    ``whose`` has the employments each code computes, ``here`` the rows each draws itself, ``lines`` the
    computed lines.
    """
    month = snapshot.month
    leaving = snapshot.facts.months.filter(pl.col("ends_on").is_between(month.first, month.last))
    if leaving.is_empty():
        return []
    people = leaving["employment"].to_list()
    numbers = dict(snapshot.parts.select("employment", "number").iter_rows())
    codes: dict[int, list[int]] = defaultdict(list)
    for code, employment in whose.filter(pl.col("employment").is_in(people)).iter_rows():
        codes[employment].append(code)
    owed = _owed(snapshot.balances, lines, people)
    ends = dict(leaving.select("employment", "ends_on").iter_rows())
    return [
        *_dues_left(codes, numbers, ends, owed),
        *_of_the_dead(numbers, died_without_heir(reader, people, snapshot.known_at), here),
    ]


def died_without_heir(reader: BookReader, employments: Sequence[int], known_at: datetime) -> dict[int, date]:
    """Map employment to day of death, for deaths in service without a later payee account."""
    dead = deaths_of(reader, employments, known_at)
    later = counting(PayeeAccount, known_at).filter(employment__in=list(dead))
    for employment, since in later.values_list("employment_id", "valid_from"):
        if employment in dead and since > dead[employment]:
            del dead[employment]
    return dead


def deaths_of(reader: BookReader, employments: Iterable[int], known_at: datetime) -> dict[int, date]:
    """Map employment to day of death, as known.

    A death that one person entered withholds pay already; one that was verified does until its correction is
    verified too.
    """
    whose = sorted(set(employments))
    in_service = ServiceSpell.objects.filter(employment__in=whose, end_cause=ServiceSpell.Cause.DEATH)
    some = sorted(set(in_service.values_list("employment", flat=True)))
    after_service = entered(Death, known_at).filter(employment__in=whose).order_by("-valid_from", "-pk")
    return dict(after_service.values_list("employment_id", "valid_from")) | {
        employment: until
        for with_waiting in ((True, False) if some else ())
        for employment, until, cause in ends_of(reader, some, known_at, with_waiting=with_waiting).iter_rows()
        if cause == ServiceSpell.Cause.DEATH
    }


def _owed(
    balances: pl.DataFrame, lines: pl.DataFrame, people: Sequence[int]
) -> Mapping[int, list[tuple[str, Paise]]]:
    """Map employment to the balance left of each kind of obligation after the month's own recoveries."""
    taken = (
        lines.filter(pl.col("obligation").is_not_null()).group_by("obligation").agg(pl.col("amount").sum())
    )
    left = (
        balances.filter(pl.col("employment").is_in(list(people)), pl.col("balance").is_not_null())
        .join(taken, on="obligation", how="left")
        .with_columns(balance=pl.col("balance") - pl.col("amount").fill_null(0))
        .filter(pl.col("balance") > 0)
    )
    sums = left.group_by("employment", "kind").agg(pl.col("balance").sum()).sort("employment", "kind")
    owed: dict[int, list[tuple[str, Paise]]] = defaultdict(list)
    for employment, kind, balance in sums.iter_rows():
        owed[employment].append((kind, balance))
    return owed


def _dues_left(
    codes: Mapping[int, list[int]],
    numbers: Mapping[int, str],
    ends: Mapping[int, date],
    owed: Mapping[int, list[tuple[str, Paise]]],
) -> Iterable[dict[str, Any]]:
    for employment, dues in owed.items():
        listed = [
            Sentence("due_left", {"component": kind, "amount": shown(balance)}) for kind, balance in dues
        ]
        for code in codes[employment]:
            yield finding(
                code,
                f"Employee {numbers[employment]}",
                DUES_LEFT,
                employment=employment,
                facts={"day": ends[employment], "dues": listed},
            )


def _of_the_dead(
    numbers: Mapping[int, str], dead: Mapping[int, date], here: pl.DataFrame
) -> Iterable[dict[str, Any]]:
    drawn = here.filter(pl.col("employment").is_in(list(dead)), pl.col("gross") > 0)
    for code, employment in drawn.select("drawing_code", "employment").unique().sort(pl.all()).iter_rows():
        yield finding(
            code,
            f"Employee {numbers[employment]}",
            DIED,
            employment=employment,
            blocks=True,
            facts={"day": dead[employment]},
        )


def as_frame(found: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The findings as hashed by a run: a row for each drawing code."""
    rows = [(one["drawing_code"], one["employment_id"], one["record"], kept(one)) for one in found]
    schema = {"drawing_code": pl.Int64, "employment": pl.Int64, "record": pl.String, "sentence": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
