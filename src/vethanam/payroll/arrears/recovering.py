"""What orders already recover of what was drawn above due: obligations for over-payment, and how far they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.money import Paise
from vethanam.payroll.arrears.statement import Arrears
from vethanam.payroll.drawn import recovered_before
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.service_book.queries.facts import known
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class Recovery:
    """Of one person: what orders say is to be recovered of her pay, and what bills have taken of it."""

    ordered: Paise = 0
    taken: Paise = 0


def recoveries_of(reader: BookReader, people: Sequence[int], known_at: datetime) -> dict[int, Recovery]:
    """Recoveries of over-payment ordered by an instant, by employment; a stayed order counts for nothing."""
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
    """Recoveries ordered of those of a list who drew more than is due."""
    above = found.parts.filter(pl.col("amount") < 0)["employment"].unique().sort().to_list()
    return recoveries_of(reader, above, found.known_at)
