"""Recoveries of overpayment already ordered, and the amounts taken so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.money import Paise
from vethanam.payroll.arrears.statement import Arrears
from vethanam.payroll.register.drawn_lines import recovered_before
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.service_book.queries.facts import known
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class Recovery:
    """For one person: the amount ordered to be recovered from pay, and the amount bills have taken."""

    ordered: Paise = 0
    taken: Paise = 0


def recoveries_of(reader: BookReader, people: Sequence[int], known_at: datetime) -> dict[int, Recovery]:
    """Map employment to its recoveries of overpayment ordered by an instant. Stayed orders do not count."""
    today = localdate(known_at)
    ordered = known(reader, Obligation, people, known_at, today).filter(
        pl.col("kind_of_due") == Obligation.Kind.OVERPAYMENT
    )
    if ordered.is_empty():
        return {}
    taken = recovered_before(reader, people, Month.of(today).plus(1))
    both = ordered.join(taken, left_on="id", right_on="obligation", how="left")
    sums = both.group_by("employment").agg(pl.col("principal").sum(), pl.col("recovered").sum())
    return {
        employment: Recovery(principal, recovered)
        for employment, principal, recovered in sums.sort("employment").iter_rows()
    }


def recoveries_against(reader: BookReader, found: Arrears) -> dict[int, Recovery]:
    """Recoveries ordered for people on a list who drew more than is due."""
    above = found.parts.filter(pl.col("amount") < 0)["employment"].unique().sort().to_list()
    return recoveries_of(reader, above, found.known_at)
