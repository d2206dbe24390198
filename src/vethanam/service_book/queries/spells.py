"""Spells of service: memberships end with theirs, and whoever serves again is asked which she has now; days of a half-year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.periods import Month
from vethanam.service_book.queries.facts import ONE_DAY, within
from vethanam.service_book.queries.touching import Touching

APRIL, OCTOBER, HALF = 4, 10, 6


def asked_again(read: Touching) -> tuple[Finding, ...]:
    """Of whom an earlier spell's memberships ended, in the month in which she serves again or that is recorded.

    Nobody is left out for it. No order that was read says which of them a second service has; the clerk records those.
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


def days_of_half_year(
    service: pl.DataFrame, absence: pl.DataFrame, month: Month, unpaid: Sequence[str]
) -> pl.DataFrame:
    """Days of the half-year of the account year that whoever does not serve for all of it serves, less those without pay.

    By what is known: ``employment``, ``half_year_days``; whoever serves the whole has no row.
    """
    april = Month(month.year - (1 if month.number < APRIL else 0), APRIL)
    begins = april if APRIL <= month.number < OCTOBER else april.plus(HALF)
    first, last = begins.first, begins.plus(HALF - 1).last
    idle = within(absence.filter(pl.col("kind_of_absence").is_in(list(unpaid))), first, last)
    is_part = (pl.col("start") > first) | (pl.col("until") < last)
    some = pl.concat([service.filter(is_part)["employment"], idle["employment"]]).unique()
    served = within(service.filter(pl.col("employment").is_in(some.implode())), first, last)
    days = (
        pl.min_horizontal("until", pl.lit(last)) - pl.max_horizontal("start", pl.lit(first)) + ONE_DAY
    ).dt.total_days()
    counted = [
        frame.select("employment", days=sign * days)
        for frame, sign in ((served, 1), (idle, -1))
        if frame.height
    ]
    if not counted:
        return pl.DataFrame(schema={"employment": pl.Int64, "half_year_days": pl.Int32})
    sums = (
        pl.concat(counted)
        .group_by("employment")
        .agg(half_year_days=pl.col("days").sum().clip(0).cast(pl.Int32))
    )
    return sums.filter(pl.col("half_year_days") < (last - first).days + 1).sort("employment")


def _finding(employment: int, number: str, funds: list[str], ended: date, since: date) -> Finding:
    named = ", ".join(fund.upper() for fund in funds)
    return Finding(
        f"Employee {number}",
        "memberships_ended",
        f"Memberships ended with the service that ended on {ended:%d %b %Y}: {named}. Nothing is taken for them in the "
        f"service from {since:%d %b %Y}. Record those that she has in it.",
        facts={"employment": employment, "funds": named, "ended": str(ended), "since": str(since)},
    )
