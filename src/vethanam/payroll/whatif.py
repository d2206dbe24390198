"""What a proposed order would cost, read from the service book: months of everybody as known at an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

import polars as pl
from django.utils.timezone import localdate

from vethanam.payroll.snapshot import with_heads
from vethanam.people.models import DrawingCode, HeadOfAccount
from vethanam.periods import Month
from vethanam.rules.costing import Baseline, Cost, CostMonth, baseline_of, kinds_of, together
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import facts_for, read_once
from vethanam.service_book.queries.touching import employments_of

#: people whose months are read in one go
AT_ONCE = 60_000
#: heads that a picture names; the others are told together
MOST_HEADS = 5
type Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class People:
    """Months of everybody, each kind of month once, and what the numbers of their places mean.

    ``places`` has ``place``, ``head``, ``title`` of the head, ``office`` (the drawing code) and ``scale``.
    """

    months: Sequence[CostMonth]
    places: pl.DataFrame
    known_at: datetime
    drawing_code: str | None = None

    def baseline(self, rulebook: Rulebook) -> Baseline:
        """What is in force brings."""
        return baseline_of(self.months, rulebook)


def people_for(
    first: Month,
    last: Month,
    known_at: datetime,
    rulebook: Rulebook,
    *,
    drawing_code: str | None = None,
    employments: Sequence[int] | None = None,
    report: Report = lambda done, of: None,
) -> People:
    """The months from ``first`` to ``last`` with what is known at an instant: increments and retirements entered already.

    For a drawing code, for chosen employments, or for everybody.

    Months to come have the people in service now; nobody who joins later is in them.
    """
    today = Month.of(localdate(known_at))
    span = list(first.until(last))
    ids = list(employments) if employments is not None else []
    ids = ids or sorted(
        {e for month in {first, today} for e in employments_of(month, known_at, drawing_code)}
    )
    places: dict[tuple[int | None, int, str | None], int] = {}
    months: dict[Month, list[CostMonth]] = {month: [] for month in span}
    report(0, len(ids))
    for done, chunk in enumerate(batched(ids, AT_ONCE)):
        with read_once():
            for month in span:
                months[month].append(_month(month, list(chunk), known_at, rulebook, drawing_code, places))
        report(min((done + 1) * AT_ONCE, len(ids)), len(ids))
    found = [together(parts) for parts in months.values() if parts]
    return People(found, _named(places), known_at, drawing_code)


def _month(
    month: Month,
    people: list[int],
    known_at: datetime,
    rulebook: Rulebook,
    drawing_code: str | None,
    places: dict[tuple[int | None, int, str | None], int],
) -> CostMonth:
    book = facts_for(month, known_at, rulebook, employments=people)
    scales = book.facts.segments.group_by("employment", "part", maintain_order=True).agg(
        pl.col("scale").last()
    )
    parts = with_heads(book.parts, month).join(scales, on=["employment", "part"], how="inner")
    if drawing_code is not None:
        code = DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code)
        parts = parts.filter(pl.col("drawing_code") == code)
    key = ["head", "drawing_code", "scale"]
    for row in parts.select(key).unique(maintain_order=True).iter_rows():
        places.setdefault(row, len(places))
    numbers = pl.DataFrame(
        [(*row, place) for row, place in places.items()],
        schema={"head": pl.Int64, "drawing_code": pl.Int64, "scale": pl.String, "place": pl.Int32},
        orient="row",
    )
    placed = parts.join(numbers, on=key, how="left", nulls_equal=True)
    one = kinds_of(book.facts, placed, rulebook)
    return CostMonth(one.facts, one.weights, one.aside + len(book.findings))


def _named(places: dict[tuple[int | None, int, str | None], int]) -> pl.DataFrame:
    heads = {
        pk: (code, title) for pk, code, title in HeadOfAccount.objects.values_list("pk", "code", "title")
    }
    codes = dict(DrawingCode.objects.values_list("pk", "code"))
    return pl.DataFrame(
        [
            (place, *heads.get(head or 0, ("", "")), codes[code], scale or "")
            for (head, code, scale), place in places.items()
        ],
        schema={
            "place": pl.Int32,
            "head": pl.String,
            "title": pl.String,
            "office": pl.String,
            "scale": pl.String,
        },
        orient="row",
    )


def tables_of(cost: Cost, people: People) -> dict[str, Any]:
    """The cost as plain tables: by month and head, by head, office, scale and component. Amounts are paise."""
    rows = cost.by_place.join(people.places, on="place", how="left", maintain_order="left")
    first = int(cost.proposal.first_drawn)
    rows = rows.with_columns(is_arrear=pl.col("month") < first)
    return {
        "months": list(_months(rows)),
        "heads": list(_by(rows, "head", "title")),
        "offices": list(_by(rows, "office")),
        "scales": list(_by(rows, "scale")),
        "components": [
            {
                "month": str(Month.from_key(row["month"])),
                "component": row["component"],
                "people": row["people"],
                "in_force_paise": row["in_force"],
                "proposed_paise": row["proposed"],
                "cost_paise": row["proposed"] - row["in_force"],
            }
            for row in cost.by_component.iter_rows(named=True)
        ],
    }


def _months(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    sums = rows.group_by("month", "head", "title").agg(
        pl.col("people", "cost").sum(), pl.col("is_arrear").first()
    )
    for row in sums.sort("month", "head").iter_rows(named=True):
        yield {
            "month": str(Month.from_key(row["month"])),
            "head": row["head"],
            "title": row["title"],
            "people": row["people"],
            "cost_paise": row["cost"],
            "is_arrear": row["is_arrear"],
        }


def _by(rows: pl.DataFrame, *columns: str) -> Iterator[dict[str, Any]]:
    """Sums by a column, the largest first: people of the month with the most, arrears, with the salaries, together."""
    by_month = rows.group_by("month", "is_arrear", *columns).agg(pl.col("people", "cost").sum()).sort("month")
    sums = by_month.group_by(*columns, maintain_order=True).agg(
        people=pl.col("people").max(),
        arrears=pl.col("cost").filter("is_arrear").sum(),
        with_salary=pl.col("cost").filter(~pl.col("is_arrear")).sum(),
        monthly=pl.col("cost").filter(~pl.col("is_arrear")).first().fill_null(0),
    )
    ordered = sums.with_columns(together=pl.col("arrears") + pl.col("with_salary")).sort(
        "together", *columns, descending=[True, *(False for _ in columns)]
    )
    for row in ordered.iter_rows(named=True):
        yield {
            **{column: row[column] for column in columns},
            "people": row["people"],
            "monthly_paise": row["monthly"],
            "arrears_paise": row["arrears"],
            "with_salary_paise": row["with_salary"],
            "cost_paise": row["together"],
        }


def told(cost: Cost, people: People) -> dict[str, Any]:
    """The whole as one JSON document."""
    proposal = cost.proposal
    last = people.months[-1].month if people.months else proposal.first_drawn
    return {
        "title": proposal.title,
        "with_effect_from": proposal.with_effect_from.isoformat(),
        "first_drawn": str(proposal.first_drawn),
        "until": str(last),
        "known_at": people.known_at.isoformat(),
        "office": people.drawing_code,
        "people": cost.people,
        "set_aside": cost.aside,
        "lines_held": cost.held,
        "cost_paise": cost.total,
        "arrears_paise": cost.arrears,
        "with_salary_paise": cost.with_salary,
        **tables_of(cost, people),
    }
