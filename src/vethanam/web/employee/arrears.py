"""Arrears of one person: amount and months; months with equal figures share a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.documents.due_drawn_statement import Statement, StatementRow, statement_pdf
from vethanam.documents.payslip import Both
from vethanam.identity.authority import Authority
from vethanam.money import Paise, shown
from vethanam.payroll.arrears import report
from vethanam.payroll.arrears.past_claims import first_drawn
from vethanam.payroll.arrears.relief_forecast import Relief, relief_of
from vethanam.payroll.arrears.set_offs import Settled, settled
from vethanam.payroll.arrears.statement import Arrears, arrears_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.web.arrears.chart import DueStep, due_and_drawn
from vethanam.web.arrears.lists import MONTHS, above_said, mode_of, no_order_said, span_of
from vethanam.web.arrears.relief import relief_said
from vethanam.web.employee.pages import employment_of, place_of
from vethanam.web.parts import words
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.charts import NARROW, WIDE, Drawing
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import name_on_paper, people_named
from vethanam.web.parts.view_values import Named
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class MonthShown:
    """One month of a row, with its address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """Months of one component with equal figures. ``total`` is signed."""

    first: Month
    last: Month
    component: str
    count: int
    due: Paise
    drawn: Paise
    drawn_as_arrears: Paise
    difference: Paise
    orders: tuple[str, ...]
    months: tuple[MonthShown, ...]

    @property
    def name(self) -> str:
        """The component in the language of the page."""
        return component_name(self.component)

    @property
    def span(self) -> str:
        """The months of a row: ``Apr to Jun 2024``."""
        return span_of(self.first, self.last)

    @property
    def total(self) -> Paise:
        """The difference over all its months."""
        return self.count * self.difference


@dataclass(frozen=True, slots=True)
class Modes:
    """One order, and the payment mode of its arrears."""

    order: str
    amount: Paise
    says: str


@dataclass(frozen=True, slots=True)
class ArrearsShown:
    """The contents of the page. No rows means that nothing is owed."""

    place: str
    span: str
    sums: Settled
    due: Paise
    drawn: Paise
    rows: Sequence[RowShown]
    orders: Sequence[Modes]
    has_paid: bool
    not_drawn: Sequence[str]
    tax_years: Sequence[Named]
    relief: Relief | None
    drawings: Sequence[tuple[str, Drawing]]
    said: str
    #: what was drawn as arrears, by month of work
    paid: Sequence[Named] = ()

    @property
    def above_said(self) -> str:
        """The sentence on amounts drawn above due."""
        return above_said(self.sums)

    @property
    def no_order_said(self) -> str:
        """The sentence on differences without an order, which no bill claims."""
        return no_order_said(self.sums)

    @property
    def relief_said(self) -> Sequence[str]:
        """The sentences on relief from income tax."""
        return relief_said(self.relief) if self.relief else ()


@employee
@require_GET
def arrears(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My arrears, by month."""
    mine = theirs(_mine(authority, request))
    return render(request, "employee/arrears.html", {"arrears": shown_of(mine, authority.at)})


@employee
@require_GET
def statement(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The statement of due and drawn as a PDF."""
    mine = theirs(_mine(authority, request))
    found = _found(mine, authority.at)
    if not _rows(found):
        raise Http404
    response = HttpResponse(statement_pdf(statement_of(mine, found)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="arrears-{mine.number}.pdf"'
    return response


def _mine(authority: Authority, request: HttpRequest) -> Employment | None:
    if authority.person is None:
        raise Http404
    return employment_of(authority.person, request.GET.get("pen", ""))


def _found(mine: Employment, at: datetime) -> Arrears:
    """From the first month drawn, at most so many months back, to the month before this one."""
    reader = page_reader()
    last = Month.of(localdate(at))
    first = first_drawn(reader, [mine.pk], last.plus(-MONTHS), last) or last
    return arrears_of(reader, first, last.plus(-1), at, employments=[mine.pk], every_line=True)


def shown_of(mine: Employment, at: datetime) -> ArrearsShown:
    """The page of one employment."""
    reader = page_reader()
    found = _found(mine, at)
    rows = _rows(found)
    named = {row.component for row in rows}
    lines = found.months.filter(pl.col("kind") == "earning", pl.col("component").is_in(list(named)))
    drawn = int(lines["drawn"].sum()) + int(lines["drawn_as_arrears"].sum())
    span = span_of(min(row.first for row in rows), max(row.last for row in rows)) if rows else ""
    return ArrearsShown(
        place_of(mine),
        span,
        settled(reader, found),
        int(lines["due"].sum()),
        drawn,
        rows,
        _modes(found),
        any(row.drawn_as_arrears for row in rows),
        [words.month(Month.from_key(key)) for key in found.not_drawn["for_month"].to_list()],
        [
            Named(one["tax_year"], one["difference_paise"])
            for one in report.by_tax_year(
                found.months.filter(pl.col("kind") == "earning", pl.col("difference") != 0)
            )
        ],
        relief_of(reader, found, mine.pk) if rows else None,
        _drawings(found, lines),
        _("Due and drawn in each month: due %(due)s, drawn %(drawn)s in all.")
        % {"due": shown(int(lines["due"].sum())), "drawn": shown(drawn)},
        paid_as_arrears(found.months),
    )


def paid_as_arrears(months: pl.DataFrame) -> list[Named]:
    """The earnings that were drawn as arrears, by month of work, latest first."""
    paid = months.filter(pl.col("kind") == "earning", pl.col("drawn_as_arrears") != 0)
    by_month = (
        paid.group_by("for_month").agg(pl.col("drawn_as_arrears").sum()).sort("for_month", descending=True)
    )
    return [Named(words.month(Month.from_key(month)), amount) for month, amount in by_month.iter_rows()]


def _rows(found: Arrears) -> list[RowShown]:
    earned = found.months.filter(pl.col("kind") == "earning", pl.col("difference") != 0)
    ordered = earned.sort("component", "for_month").to_dicts()
    for row in ordered:
        month = Month.from_key(row["for_month"])
        row["orders"] = _orders(found, row)
        row["since"] = month.year * 12 + month.number
    rows = []
    for _key, group in groupby(enumerate(ordered), key=lambda pair: _alike(*pair)):
        rows.append(_row([row for _, row in group]))
    return sorted(rows, key=lambda row: (row.component, row.first))


def _alike(place: int, row: dict[str, Any]) -> tuple[Any, ...]:
    """The key of equal figures and orders in consecutive months."""
    names = ("component", "due", "drawn", "drawn_as_arrears", "difference", "orders")
    return (*(row[name] for name in names), row["since"] - place)


def _row(rows: list[dict[str, Any]]) -> RowShown:
    one, months = rows[0], [Month.from_key(row["for_month"]) for row in rows]
    opens = [
        MonthShown(
            words.month(month),
            reverse("employee:line", kwargs={"month": month, "component": one["component"]}),
        )
        for month in months
    ]
    return RowShown(
        months[0],
        months[-1],
        one["component"],
        len(rows),
        one["due"],
        one["drawn"],
        one["drawn_as_arrears"],
        one["difference"],
        one["orders"],
        tuple(opens),
    )


def _orders(found: Arrears, row: dict[str, Any]) -> tuple[str, ...]:
    same = found.parts.filter(
        pl.col("for_month") == row["for_month"], pl.col("component") == row["component"]
    )
    return tuple(
        found.causes[place].number for place in same["cause"].to_list() if found.causes[place].number
    )


def _modes(found: Arrears) -> list[Modes]:
    earned = found.parts.filter(pl.col("kind") == "earning")
    sums = earned.group_by("cause").agg(pl.col("amount").sum()).sort("cause")
    rows = []
    for place, amount in sums.iter_rows():
        cause = found.causes[place]
        rows.append(Modes(cause.number or _("No order says why"), amount, mode_of(cause)))
    return rows


def _drawings(found: Arrears, lines: pl.DataFrame) -> list[tuple[str, Drawing]]:
    sums = lines.group_by("for_month").agg(
        pl.col("due").sum(), drawn=pl.col("drawn").sum() + pl.col("drawn_as_arrears").sum()
    )
    steps = []
    for key, due, drawn in sums.sort("for_month").iter_rows():
        month = Month.from_key(key)
        steps.append(DueStep(f"{words.short_month(month)} {month.year}", due, drawn))
    if len(steps) < 2:
        return []
    gap = _("%(sum)s owed") % {"sum": shown(found.owed - found.to_recover)}
    names = (_("Due"), _("Drawn"), gap)
    return [
        ("narrow", due_and_drawn(steps, width=NARROW, height=210, words=names)),
        ("wide", due_and_drawn(steps, width=WIDE, height=230, words=names)),
    ]


def statement_of(mine: Employment, found: Arrears) -> Statement:
    """The paper of the same rows."""
    reader = page_reader()
    rows, relief = _rows(found), relief_of(reader, found, mine.pk)
    about_tax = (
        [both(partial(_relief_noted, relief, place)) for place in range(len(relief_said(relief)))]
        if relief
        else []
    )
    return Statement(
        span=both(lambda: span_of(min(row.first for row in rows), max(row.last for row in rows))),
        name=name_on_paper(people_named([mine.number]).found.get(mine.number)),
        pen=mine.number,
        post=both(lambda: place_of(mine).split(" · ")[0]),
        office=both(lambda: " · ".join(place_of(mine).split(" · ")[1:])),
        rows=[_printed(row) for row in rows],
        sums=settled(reader, found),
        notes=[*(_noted(found, place) for place in range(len(_modes(found)))), *about_tax],
        dated=localdate(found.known_at),
    )


def _printed(row: RowShown) -> StatementRow:
    return StatementRow(
        months=both(lambda: row.span),
        component=both(lambda: row.name),
        count=row.count,
        due=row.due,
        drawn=row.drawn,
        drawn_as_arrears=row.drawn_as_arrears,
        orders="; ".join(row.orders),
    )


def _relief_noted(relief: Relief, place: int) -> str:
    """One sentence about the relief from income tax."""
    said = relief_said(relief)[place]
    return f"{_('Income tax')}: {said}" if place == 0 else said


def _noted(found: Arrears, place: int) -> Both:
    """The payment mode of one order's arrears, in both languages."""

    def said() -> str:
        one = _modes(found)[place]
        return f"{one.order}: {shown(one.amount)}. {one.says}".strip()

    return both(said)
