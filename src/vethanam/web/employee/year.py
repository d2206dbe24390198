"""A person's year: pay, deductions and income tax by month and component; as a page, PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.tables import ENDINGS, as_file, table_of
from vethanam.documents.year_statement import YearPaper, YearRow, year_pdf
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payroll.payslips.year_statement import YearStatement, account_years, year_statement
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.web.employee.pages import employment_of, pen_of, place_of
from vethanam.web.parts import words
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import name_on_paper, people_named
from vethanam.web.parts.view_values import Link, Named


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month of payment, with its components."""

    month: Month
    gross: Paise
    deductions: Paise
    tax: Paise
    net: Paise
    lines: Sequence[tuple[str, str, Paise]]


@dataclass(frozen=True, slots=True)
class YearShown:
    """The page of an account year."""

    year: str
    gross: Paise
    deductions: Paise
    tax: Paise
    net: Paise
    months: Sequence[MonthOfYear]
    earnings: Sequence[Named]
    deducted: Sequence[Named]
    others: Sequence[Link]
    files: Sequence[Link]


@employee
@require_GET
def year(request: HttpRequest, authority: Authority, account_year: str = "") -> HttpResponse:
    """The year's pay, deductions and tax."""
    mine = _mine(request, authority)
    asked = account_year or Month.of(localdate(authority.at)).account_year
    years = account_years(mine.pk)
    if account_year and account_year not in years:
        raise Http404
    shown = _shown(mine, year_statement(mine.pk, asked, authority.at), years)
    given = {
        "year": shown,
        "place": place_of(mine),
        "summary_page": reverse("employee:record") + pen_of(mine),
    }
    return render(request, "employee/year.html", given)


@employee
@require_GET
def paper(request: HttpRequest, authority: Authority, account_year: str) -> HttpResponse:
    """The statement as a PDF in both languages."""
    mine = _mine(request, authority)
    found = _found(mine, account_year, authority.at)
    content = year_pdf(_paper_of(mine, found, authority.at))
    return file_response(content, f"year-{mine.number}-{account_year}.pdf")


@employee
@require_GET
def workbook(request: HttpRequest, authority: Authority, account_year: str) -> HttpResponse:
    """Every line of the year as a workbook, with names of components."""
    mine = _mine(request, authority)
    found = _found(mine, account_year, authority.at)
    content = as_file(table_of(_cells(found)), "xlsx")
    return file_response(content, f"year-{mine.number}-{account_year}.xlsx", ENDINGS["xlsx"])


def _found(mine: Employment, account_year: str, at: datetime) -> YearStatement:
    found = year_statement(mine.pk, account_year, at)
    if not found.lines:
        raise Http404
    return found


def _shown(mine: Employment, found: YearStatement, years: Sequence[str]) -> YearShown:
    sums, at = found.sums(), {"account_year": found.account_year}
    others = [
        Link(one, reverse("employee:year_of", kwargs={"account_year": one}) + pen_of(mine))
        for one in years
        if one != found.account_year
    ]
    files = [
        Link(_("Statement, PDF"), reverse("employee:year_paper", kwargs=at) + pen_of(mine)),
        Link(_("Every line, XLSX"), reverse("employee:year_workbook", kwargs=at) + pen_of(mine)),
    ]
    return YearShown(
        found.account_year, sums.gross, sums.deductions, sums.tax, sums.net,
        [_month(found, month) for month in found.months],
        _totals(found, "earning"), _totals(found, "deduction"), others, files if found.lines else [],
    )  # fmt: skip


def _month(found: YearStatement, month: Month) -> MonthOfYear:
    sums = found.sums(month)
    lines = [
        (component_name(line.component), words.month(line.for_month), _signed(line.kind, line.amount))
        for line in found.lines
        if line.paid_in == month
    ]
    return MonthOfYear(month, sums.gross, sums.deductions, sums.tax, sums.net, lines)


def _signed(kind: str, amount: Paise) -> Paise:
    return -amount if kind == "deduction" else amount


def _totals(found: YearStatement, kind: str) -> list[Named]:
    return [
        Named(component_name(name), sum(by_month.values()))
        for name, by_month in found.components(kind).items()
    ]


def _cells(found: YearStatement) -> Iterator[dict[str, Any]]:
    kinds = {"earning": _("Earnings"), "deduction": _("Deductions")}
    for line in found.lines:
        yield {
            _("Month of payment"): str(line.paid_in),
            _("Month of work"): str(line.for_month),
            _("Kind"): kinds[line.kind],
            _("Component"): component_name(line.component),
            "amount_paise": line.amount,
            _("Bill or voucher"): line.paper,
        }


def _paper_of(mine: Employment, found: YearStatement, at: datetime) -> YearPaper:
    sums, months = found.sums(), found.months
    return YearPaper(
        year=found.account_year,
        name=name_on_paper(people_named([mine.number]).found.get(mine.number)),
        pen=mine.number,
        post=both(lambda: place_of(mine).split(" · ")[0]),
        office=both(lambda: " · ".join(place_of(mine).split(" · ")[1:])),
        months=[both(partial(_column, month)) for month in months],
        earnings=_rows(found, "earning"),
        deductions=_rows(found, "deduction"),
        gross=sums.gross,
        deducted=sums.deductions,
        tax=sums.tax,
        dated=localdate(at),
    )


def _column(month: Month) -> str:
    return f"{words.short_month(month)} {month.year % 100:02d}"


def _rows(found: YearStatement, kind: str) -> list[YearRow]:
    months = found.months
    return [
        YearRow(both(partial(component_name, name)), [amounts.get(month, 0) for month in months])
        for name, amounts in found.components(kind).items()
    ]


def _mine(request: HttpRequest, authority: Authority) -> Employment:
    if authority.person is None:
        raise Http404
    return theirs(employment_of(authority.person, request.GET.get("pen", "")))
