"""The cost of a proposed order, from the service book: everybody's months as known at an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.utils.timezone import localdate

from vethanam.payroll.snapshot import heads_change, with_heads
from vethanam.people.models import DrawingCode, HeadOfAccount
from vethanam.periods import Month
from vethanam.rules.costing import PLACED, Baseline, Cost, CostMonths, baseline_of, weighed
from vethanam.rules.month_groups import Kinds, is_kind
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import (
    BookMonth,
    BookReader,
    Following,
    employments_by_code,
    facts_for,
    reach_of_pay,
    read_ahead,
)

#: people read per batch
AT_ONCE = 60_000
#: heads named in a chart; the others are combined
MOST_HEADS = 5
#: a number for drawing code, bill class and final scale of a part
_SEATS = {"drawing_code": pl.Int64, "bill_class": pl.Int64, "scale": pl.String, "seat": pl.Int32}
_PLACES = {"head": pl.Int64, "drawing_code": pl.Int64, "scale": pl.String, "place": pl.Int32}
_SEATED = {"employment": pl.Int64, "part": pl.Int32, "seat": pl.Int32}
_PLACED = {"seat": pl.Int32, "place": pl.Int32}
#: for each part of a month: representative, seat, place, and the month it began
_STANDING = {**_SEATED, "who": pl.Int64, "place": pl.Int32, "since": pl.Int64}
type Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class People:
    """The months of the people that an order is costed for: each distinct month once, with its places.

    ``places`` has ``place``, ``head``, ``title`` of the head, ``office`` (the drawing code) and ``scale``.
    ``not_drawn`` counts past months nobody drew, for which no arrears are due.
    """

    counted: CostMonths
    kinds: Kinds
    places: pl.DataFrame
    known_at: datetime
    drawing_code: str | None = None
    not_drawn: int = 0

    def baseline(self, rulebook: Rulebook) -> Baseline:
        """Compute the pay of these months by a rulebook without the proposed order.

        The cost of any number of orders is then counted against it. People who cannot be computed are left
        out and counted in ``aside``.
        """
        return baseline_of(self.counted, self.kinds, rulebook)


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
    """The months from ``first`` to ``last`` as known at an instant, with increments
    and retirements already entered.

    Covers a drawing code, chosen employments, or everybody. Future months have the people now in service;
    later joiners are missing. A past month, except the last, counts only for people who drew it.
    """
    today = Month.of(localdate(known_at))
    is_everybody = drawing_code is None and not employments
    whole = reach_of_pay(min(first, today), known_at) if is_everybody else None
    code = DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code) if drawing_code else None
    with BookReader.parallel() as parallel:
        reader = parallel.keeping(whole)
        if reader.is_parallel:
            read_ahead(reader, first, known_at)
        codes = None if code is None else [code]
        serving = [employments_by_code(reader, one, known_at, codes)["employment"] for one in {first, today}]
        chosen = pl.Series(employments, dtype=pl.Int64) if employments else pl.concat(serving)
        ids = chosen.unique().sort().to_list()
        report(0, len(ids))
        following = Following(reader, ids, known_at, first, last)
        # the bill of the last month may still be in progress
        over = _drawn(reader, first, min(last, today.plus(-2)), None if is_everybody else ids)
        carried = _Carried(known_at, rulebook, following, heads_change(first, last), code, over)
        if ids:
            carried.on(reader, first, report)
        del reader  # what it has read is large, and of later months little is asked
        for month in first.plus(1).until(last) if ids else ():
            carried.on(parallel, month)
    return People(
        carried.counted(), carried.kinds, _named(carried.places), known_at, drawing_code, carried.not_drawn
    )


# People with the month itself drawn, by our bills or another voucher.
_DRAWN = """
    SELECT c.employment_id, c.for_month FROM payroll_claim c
     WHERE c.employment_id {whose} AND c.for_month BETWEEN %s AND %s AND c.state = 'drawn'
     AND c.cause_id IS NULL
       AND c.run_id IS NOT NULL
     UNION
    SELECT o.employment_id, o.for_month FROM payroll_drawnelsewhere o
     WHERE o.employment_id {whose} AND o.for_month BETWEEN %s AND %s AND NOT o.is_withdrawn
       AND NOT EXISTS (SELECT FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id)
"""


def _drawn(
    reader: BookReader, first: Month, last: Month, whose: Sequence[int] | None
) -> Mapping[Month, pl.Series]:
    """Map each month to the people who drew it, among ``whose``; None means everybody."""
    months = list(first.until(last))
    if not months:
        return {}
    chosen: list[Any] = [] if whose is None else [list(whose)]
    text = _DRAWN.replace("{whose}", "IS NOT NULL" if whose is None else "= ANY(%s::bigint[])")
    asked = [*chosen, int(first), int(last)] * 2
    rows = reader.read(text, asked, {"employment": pl.Int64, "month": pl.Int64})
    by_month = {key: some["employment"] for (key,), some in rows.group_by("month")}
    return {month: by_month.get(int(month), rows["employment"].clear()) for month in months}


class _Carried:
    """The same people month by month. Without changed facts, a person's reading is kept."""

    def __init__(
        self,
        known_at: datetime,
        rulebook: Rulebook,
        following: Following,
        heads_change: frozenset[Month],
        code: int | None,
        over: Mapping[Month, pl.Series],
    ) -> None:
        self.kinds = Kinds(rulebook)
        self.places = pl.DataFrame(schema=_PLACES)
        self._known_at, self._rulebook, self._following, self._code = known_at, rulebook, following, code
        self._heads_change = heads_change
        #: people who drew each past month
        self._over = over
        self.not_drawn = 0
        self._seats = pl.DataFrame(schema=_SEATS)
        #: of the last month: the reading of each part, the place of each seat, and people to read again
        self._standing = pl.DataFrame(schema=_STANDING)
        self._placed = pl.DataFrame(schema=_PLACED)
        self._again = pl.Series("employment", dtype=pl.Int64)
        self._ended = [pl.DataFrame(schema=PLACED)]
        self._aside: dict[Month, int] = {}

    def counted(self) -> CostMonths:
        """The months so far."""
        months = tuple(self._aside)
        going_on = [_until(self._standing, months[-1])] if months else []
        return CostMonths(months, weighed(pl.concat([*self._ended, *going_on])), self._aside)

    def on(self, reader: BookReader, month: Month, report: Report | None = None) -> None:
        """Advance to the next month: the parts the drawing code draws, or all."""
        changed = self._following.changed(month)
        anew = self._read(reader, month, pl.concat([changed, self._again]).unique().sort(), report)
        before, self._placed = self._placed, self._places_in(month)
        moved = before.join(self._placed, on=list(_PLACED), how="anti", nulls_equal=True)["seat"]
        is_changed = pl.col("employment").is_in(changed.implode())
        is_moved = pl.col("seat").is_in(moved.implode())
        same = self._standing.filter(~is_changed)
        begun = pl.concat([same.filter(is_moved).select(anew.columns), anew]).join(self._placed, on="seat")
        begun = begun.with_columns(since=pl.lit(int(month), pl.Int64)).select(list(_STANDING))
        self._ended.append(_until(self._standing.filter(is_changed | is_moved), month.plus(-1)))
        standing = self._without_undrawn(month, pl.concat([same.filter(~is_moved), begun]))
        self._ended.append(_until(standing.filter(~is_kind()), month))
        self._standing = standing.filter(is_kind())

    def _without_undrawn(self, month: Month, standing: pl.DataFrame) -> pl.DataFrame:
        """Remove people who did not draw a past month; their earlier months are closed."""
        if month not in self._over:
            return standing
        is_drawn = pl.col("employment").is_in(self._over[month].implode())
        away = standing.filter(~is_drawn)
        self.not_drawn += away.filter(pl.col("place").is_not_null())["employment"].n_unique()
        self._ended.append(_until(away.filter(pl.col("since") < int(month)), month.plus(-1)))
        self._again = pl.concat([self._again, away["employment"]]).unique()
        return standing.filter(is_drawn)

    def _read(
        self, reader: BookReader, month: Month, whose: pl.Series, report: Report | None
    ) -> pl.DataFrame:
        """Read people again: ``employment``, ``part``, ``seat`` and ``who`` of those who can be computed."""
        found = [pl.DataFrame(schema={**_SEATED, "who": pl.Int64})]
        again = [self._again.clear()]
        aside = 0
        reader = reader.keeping()
        books = reader.each(
            lambda some: facts_for(
                reader, month, self._known_at, self._rulebook, employments=some["employment"].to_list()
            ),
            whose.to_frame("employment").iter_slices(AT_ONCE),
        )
        for done, (_, book) in enumerate(books, start=1):
            stands = self.kinds.stand(book.facts.months["employment"], book.facts)
            able = self.kinds.able(stands)
            found.append(self._seated_of(book).join(able, on="employment"))
            held_up = [one.facts["employment"] for one in book.findings]
            again += [stands.filter(~is_kind())["employment"], pl.Series(held_up, dtype=pl.Int64)]
            aside += len(held_up) + stands.height - able.height
            if report:
                report(min(done * AT_ONCE, len(whose)), len(whose))
        self._again, self._aside[month] = pl.concat(again), aside
        return pl.concat(found)

    def _seated_of(self, book: BookMonth) -> pl.DataFrame:
        """The seat of each part, columns :data:`_SEATED`."""
        scales = book.facts.segments.group_by("employment", "part", maintain_order=True).agg(
            pl.col("scale").last()
        )
        parts = book.parts.join(scales, on=["employment", "part"])
        self._seats = _with_numbers(self._seats, parts)
        seats = self._seats.columns[:-1]
        return parts.join(self._seats, on=seats, how="left", nulls_equal=True).select(list(_SEATED))

    def _places_in(self, month: Month) -> pl.DataFrame:
        """The place of each seat in a month, columns :data:`_PLACED`; null for another drawing code."""
        if month not in self._heads_change and self._placed.height == self._seats.height:
            return self._placed
        seats = with_heads(self._seats, month)
        self.places = _with_numbers(self.places, seats)
        placed = seats.join(self.places, on=self.places.columns[:-1], how="left", nulls_equal=True)
        is_here = pl.lit(True) if self._code is None else pl.col("drawing_code") == self._code
        return placed.select("seat", pl.when(is_here).then("place"))


def _until(standing: pl.DataFrame, last: Month) -> pl.DataFrame:
    """Close readings at a month, columns :data:`PLACED`; parts drawn by another code are dropped."""
    stood = standing.drop_nulls("place").with_columns(until=pl.lit(int(last), pl.Int64))
    return stood.select(list(PLACED))


def _with_numbers(known: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """``known`` with new rows added and numbered on in its last column."""
    *columns, number = known.columns
    new = rows.select(columns).unique().join(known, on=columns, how="anti", nulls_equal=True)
    count = pl.int_range(pl.len(), dtype=pl.Int32) + known.height
    return pl.concat([known, new.sort(columns, nulls_last=True).with_columns(count.alias(number))])


def _named(places: pl.DataFrame) -> pl.DataFrame:
    """Places by name. Names are enums that sort alphabetically, because each is in many rows of a cost."""
    heads = {
        pk: (code, title) for pk, code, title in HeadOfAccount.objects.values_list("pk", "code", "title")
    }
    codes = dict(DrawingCode.objects.values_list("pk", "code"))
    names = ("head", "title", "office", "scale")
    named = pl.DataFrame(
        [
            (place, *heads.get(head or 0, ("", "")), codes[code], scale or "")
            for head, code, scale, place in places.iter_rows()
        ],
        schema={"place": pl.Int32, **dict.fromkeys(names, pl.String)},
        orient="row",
    )
    return named.with_columns(pl.col(name).cast(pl.Enum(named[name].unique().sort())) for name in names)


def tables_of(cost: Cost, people: People) -> dict[str, Any]:
    """The cost as plain tables: by month and head, by head, office, scale and component. Amounts in paise."""
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
    """Sums by a column and its dependent columns, largest first.

    People of the month with the most, arrears, cost with the salaries, and their total.
    """
    first, *others = columns
    by_month = (
        rows.group_by("month", first)
        .agg(pl.col("people", "cost").sum(), pl.col("is_arrear", *others).first())
        .sort("month")
    )
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
    """The whole cost as one JSON document."""
    proposal = cost.proposal
    last = max(people.counted.months, default=proposal.first_drawn)
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
        "months_not_drawn": people.not_drawn,
        "cost_paise": cost.total,
        "arrears_paise": cost.arrears,
        "with_salary_paise": cost.with_salary,
        **tables_of(cost, people),
    }
