"""What is due of a past month by what is known, of the components that follow the month for which they are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.periods import Month
from vethanam.rules import assess
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import Unrecorded, facts_for

DUE: dict[str, type[pl.DataType]] = {
    "employment": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "due": pl.Int64,
    "is_held": pl.Boolean,
    "is_unconfirmed": pl.Boolean,
}
_KEY = ["employment", "component", "kind"]


@dataclass(frozen=True, slots=True)
class DueMonth:
    """Due per employment and component, columns as :data:`DUE`; ``aside`` names who cannot be computed."""

    lines: pl.DataFrame
    aside: frozenset[int]
    findings: tuple[Finding, ...]


def follows_month(rulebook: Rulebook) -> pl.Expr:
    """Whether a line follows the month of work: earnings, the employer's share, and what is taken of each part's pay.

    Taxes and recoveries follow the month in which pay is received, so they have no arrears.
    """
    of_parts = [c.name for c in rulebook.components_of(["deduction"], "part")]
    return pl.col("kind").is_in(["earning", "employer"]) | pl.col("component").is_in(of_parts)


def due_month(
    month: Month,
    known_at: datetime,
    rulebook: Rulebook,
    people: Sequence[int],
    unrecorded: Unrecorded | None = None,
) -> DueMonth:
    """Due of a month for these employments, arrears granted since included. Who was not in service has no lines."""
    book = facts_for(month, known_at, rulebook, employments=people, unrecorded=unrecorded)
    done = assess(book.facts, rulebook, known_at=localdate(known_at), reading="due")
    stops = done.findings.filter(pl.col("blocks"))
    numbers = dict(book.parts.select("employment", "number").iter_rows())
    found = [
        Finding(
            f"Employee {numbers[row['employment']]}",
            row["code"],
            f"{month.first:%B %Y}. {row['says']}",
            True,
            {"employment": row["employment"]},
        )
        for row in stops.iter_rows(named=True)
    ]
    aside = {f.facts["employment"] for f in book.findings} | set(stops["employment"])
    return DueMonth(_summed(done.lines, rulebook), frozenset(aside), (*book.findings, *found))


def _summed(lines: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Over the parts of the month. Of a deduction what was to be taken, for pay reaches when arrears are paid."""
    held = pl.col("due").is_null().any()
    sums = (
        lines.filter(follows_month(rulebook))
        .group_by(_KEY)
        .agg(
            due=pl.when(held).then(None).otherwise(pl.col("due").sum()),
            is_held=held,
            is_unconfirmed=pl.col("is_unconfirmed").any(),
        )
    )
    return sums.select(list(DUE)).sort(_KEY)
