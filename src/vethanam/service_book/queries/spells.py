"""Memberships belong to a spell of service and end with it; whoever serves again is asked which she has now."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.periods import Month
from vethanam.service_book.queries.facts import within
from vethanam.service_book.queries.touching import Touching


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


def _finding(employment: int, number: str, funds: list[str], ended: date, since: date) -> Finding:
    named = ", ".join(fund.upper() for fund in funds)
    return Finding(
        f"Employee {number}",
        "memberships_ended",
        f"Memberships ended with the service that ended on {ended:%d %b %Y}: {named}. Nothing is taken for them in the "
        f"service from {since:%d %b %Y}. Record those that she has in it.",
        facts={"employment": employment, "funds": named, "ended": str(ended), "since": str(since)},
    )
