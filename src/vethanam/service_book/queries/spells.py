"""Spells of service: memberships end with their spell, a returning employee is asked about them;
days of a half-year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.money import WHOLE
from vethanam.periods import Month
from vethanam.service_book.models import ServiceSpell
from vethanam.service_book.queries.facts import FAR, ONE_DAY, known, spans, within
from vethanam.service_book.queries.month_frames import Touching
from vethanam.service_book.reader import BookReader

APRIL, OCTOBER, HALF = 4, 10, 6
OF_THE_HALF_YEAR = pl.Schema(
    {"employment": pl.Int64(), "half_year_days": pl.Int32(), "half_year_months": pl.Int64()}
)


def asked_again(read: Touching) -> tuple[Finding, ...]:
    """Questions about people in their month of return, or of its recording: memberships of
    the earlier spell ended.

    Nobody is left out for it. No known order says which memberships a second service has; the
    clerk records them.
    """
    month = read.month
    again = read.service.filter(pl.len().over("employment") > 1)
    here = within(again, month.first, month.last)
    found = []
    for spell in here.sort("employment", "start", maintain_order=True).iter_rows(named=True):
        if Month.of(max(spell["start"], localdate(spell["recorded_at"]))) != month:
            continue
        before = again.filter(pl.col("employment") == spell["employment"], pl.col("until") < spell["start"])
        if before.is_empty():
            continue
        own = read.membership.filter(pl.col("employment") == spell["employment"])
        ended: date = before["until"].max()  # type: ignore[assignment]
        had = own.filter(pl.col("until") == ended)["fund"]
        now = own.filter(pl.col("until") >= spell["start"])["fund"]
        funds = sorted(set(had) - set(now))
        if funds:
            number = read.people.filter(pl.col("employment") == spell["employment"])["number"].item()
            found.append(_finding(spell["employment"], number, funds, ended, spell["start"]))
    return tuple(found)


def ends_of(
    reader: BookReader, employments: Sequence[int], known_at: datetime, *, with_waiting: bool = False
) -> pl.DataFrame:
    """End and cause of each last spell of service, as known: ``employment``, ``until``,
    ``end_cause``, if it ends.
    """
    today = localdate(known_at)
    held = spans(known(reader, ServiceSpell, employments, known_at, today, with_waiting=with_waiting))
    last = held.group_by("employment", maintain_order=True).last()
    return last.filter(pl.col("until") < FAR).select("employment", "until", "end_cause").sort("employment")


def days_of_half_year(
    service: pl.DataFrame, absence: pl.DataFrame, month: Month, unpaid: Sequence[str]
) -> pl.DataFrame:
    """Paid service within the half-year of the account year, for people who do not serve all of it.

    Columns ``employment``, ``half_year_days`` and ``half_year_months``, in ten-thousandths of a month: days
    are fractions of their own month. Full service has no row.
    """
    april = Month(month.year - (1 if month.number < APRIL else 0), APRIL)
    begins = april if APRIL <= month.number < OCTOBER else april.plus(HALF)
    first, last = begins.first, begins.plus(HALF - 1).last
    idle = within(absence.filter(pl.col("kind_of_absence").is_in(list(unpaid))), first, last)
    is_part = (pl.col("start") > first) | (pl.col("until") < last)
    some = pl.concat([service.filter(is_part)["employment"], idle["employment"]]).unique()
    served = within(service.filter(pl.col("employment").is_in(some.implode())), first, last)
    counted = [
        frame.select("employment", of=pl.lit(int(one)), length=pl.lit(one.days), days=sign * _days_in(one))
        for frame, sign in ((served, 1), (idle, -1))
        for one in begins.until(begins.plus(HALF - 1))
        if frame.height
    ]
    if not counted:
        return pl.DataFrame(schema=OF_THE_HALF_YEAR)
    by_month = pl.concat(counted).group_by("employment", "of", "length").agg(pl.col("days").sum().clip(0))
    parts = (pl.col("days") * WHOLE * 2 + pl.col("length")) // (pl.col("length") * 2)
    sums = by_month.group_by("employment").agg(
        half_year_days=pl.col("days").sum(), half_year_months=parts.sum()
    )
    whole = (last - first).days + 1
    return sums.filter(pl.col("half_year_days") < whole).cast(OF_THE_HALF_YEAR).sort("employment")


def _days_in(month: Month) -> pl.Expr:
    """Days of a stretch within a month."""
    days = pl.min_horizontal("until", pl.lit(month.last)) - pl.max_horizontal("start", pl.lit(month.first))
    return (days + ONE_DAY).dt.total_days().clip(0)


def _finding(employment: int, number: str, funds: list[str], ended: date, since: date) -> Finding:
    named = ", ".join(fund.upper() for fund in funds)
    return Finding(
        f"Employee {number}",
        "memberships_ended",
        facts={
            "day": ended,
            "funds": named,
            "day_then": since,
            "employment": employment,
        },
    )
