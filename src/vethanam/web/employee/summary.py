"""A person's service at a glance: one line for each question, with the page that answers it in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.money import shown
from vethanam.payroll.payslips.last_pay import codes_left
from vethanam.payroll.payslips.year_statement import year_statement
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount, ServiceSpell
from vethanam.service_book.queries import counting, entered
from vethanam.web.employee.pages import pen_of
from vethanam.web.employee.record import (
    OwnLine,
    accounts_of,
    book_title,
    entries_of,
    expected_shown,
    leave_title,
)
from vethanam.web.parts import words
from vethanam.web.parts.people import people_named
from vethanam.web.pay.loans import loans_shown


@dataclass(frozen=True, slots=True)
class Summary:
    """The title, and a line for each question."""

    title: str
    lines: Sequence[OwnLine]


def summary_of(mine: Employment, at: datetime) -> Summary:
    """The lines of the first page of her record."""
    return Summary(_title(mine), list(_lines(mine, at)))


def _title(mine: Employment) -> str:
    spell = counting(ServiceSpell).filter(employment=mine).order_by("valid_from", "id").first()
    return (
        _("In service since %(day)s") % {"day": words.day(spell.valid_from)} if spell else _("Your service")
    )


def _lines(mine: Employment, at: datetime) -> Iterator[OwnLine]:
    expected = expected_shown(mine, at)
    month = words.month(expected.month)
    if expected.net is None:
        yield _line(mine, "expected", month, _("Cannot be computed yet"))
    else:
        yield _line(
            mine, "expected", _("%(month)s, if nothing changes") % {"month": month}, shown(expected.net),
            expected.change,
        )  # fmt: skip
    if expected.increment:
        yield _line(mine, "expected", _("Next increment"), expected.increment.sentence)
    yield _line(mine, "leave", _("Leave"), leave_title(accounts_of(mine, at)))
    loans = loans_shown(mine, at)
    yield _line(mine, "loans", _("Loans and recoveries"), loans.title)
    yield _line(mine, "arrears", _("Arrears"), _("Due and drawn, month by month"))
    yield _year(mine, at)
    if left := codes_left(mine.pk, at):
        yield _line(
            mine,
            "last_pay",
            _("Last pay certificate"),
            _("PDF, of drawing code %(code)s") % {"code": left[0]},
        )
    yield _line(mine, "book", _("Service book"), book_title(entries_of(mine)))
    yield _line(mine, "sheet", _("Data sheet"), _data(mine))


def _year(mine: Employment, at: datetime) -> OwnLine:
    year = Month.of(localdate(at)).account_year
    sums = year_statement(mine.pk, year, at).sums()
    text = _("%(gross)s earned, %(tax)s income tax") % {"gross": shown(sums.gross), "tax": shown(sums.tax)}
    return _line(mine, "year", _("Account year %(year)s") % {"year": year}, text)


def _data(mine: Employment) -> str:
    """Birth date and account: what most people want to check."""
    person = people_named([mine.number])[mine.number]
    parts = [_("born %(day)s") % {"day": words.day(person.born)}] if person.born else []
    accounts = entered(PayeeAccount).filter(employment=mine).order_by("-valid_from", "-id")
    for tail in accounts.values_list("tail", flat=True)[:1]:
        parts += [_("account ending %(tail)s") % {"tail": tail}] if tail else []
    return " · ".join(parts)


def _line(mine: Employment, page: str, label: str, text: str, under: str = "") -> OwnLine:
    return OwnLine(label, text, reverse(f"employee:{page}") + pen_of(mine), under)
