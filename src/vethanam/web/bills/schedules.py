"""The schedules of a bill for office and treasury: one per payee, with the state of its payment."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.documents.payslip import Both
from vethanam.documents.schedules import PrintedRow, PrintedSchedule, SchedulesPaper, schedules_pdf
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.payroll.models import Bill
from vethanam.payroll.queries import Schedule, ScheduleRow, schedules_of
from vethanam.web.bills.desk import Desk, desks
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.names import component_name
from vethanam.web.parts.paging import paged
from vethanam.web.parts.people import harmless, name_on_paper, people_named, post_on_paper

ROWS = 100
_COLUMNS = (
    "schedule", "payee", "employee", "name", "name_ml", "post", "account_at_payee", "for_month",
    "amount_paise",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScheduleShown:
    """One schedule in a list: purpose, payee, people, amount, state of its payment."""

    name: str
    payee: str
    people: int
    amount: Paise
    shape: str
    word: str
    when: date | None
    address: str


def schedule_paths(app: str, roles: Sequence[str], scope: str) -> list[URLPattern]:
    """The pages of a bill's schedules for ``roles``: all, one, as CSV, as PDF.

    ``scope`` is the query path from a bill to the code in the address.
    """
    desk = desks(app, scope)

    @officer(*roles, scope="code")
    @require_GET
    def every(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
        return _every(request, desk(code, bill))

    @officer(*roles, scope="code")
    @require_GET
    def one(request: HttpRequest, authority: Authority, code: str, bill: int, place: int) -> HttpResponse:
        return _one(request, desk(code, bill), place)

    @officer(*roles, scope="code")
    @require_GET
    def table(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
        return _table(desk(code, bill))

    @officer(*roles, scope="code")
    @require_GET
    def paper(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
        return _paper(desk(code, bill), authority)

    return [
        path("bills/<int:bill>/schedules/", every, name="schedules"),
        path("bills/<int:bill>/schedules.csv", table, name="schedules_csv"),
        path("bills/<int:bill>/schedules.pdf", paper, name="schedules_pdf"),
        path("bills/<int:bill>/schedules/<int:place>/", one, name="schedule"),
    ]


def _every(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every schedule of the bill."""
    found = schedules_of(desk.bill)
    rows = [_shown(desk, place, schedule) for place, schedule in enumerate(found, start=1)]
    title = ngettext(
        "%(count)s schedule goes with the bill", "%(count)s schedules go with the bill", len(rows)
    ) % {"count": words.count_in_words(len(rows), capital=True)}
    return render(
        request,
        "parts/schedules.html",
        {
            "back": desk.address("bill"),
            "back_word": desk.back_word,
            "table": desk.address("schedules_csv"),
            "paper": desk.address("schedules_pdf"),
            "title": title if rows else _("Nothing is deducted on this bill"),
            "rows": rows,
            "total": sum(row.amount for row in rows),
        },
    )


def _one(request: HttpRequest, desk: Desk, place: int) -> HttpResponse:
    """One schedule, by person."""
    found = schedules_of(desk.bill)
    if not 1 <= place <= len(found):
        raise Http404
    schedule = found[place - 1]
    rows, pages = paged(request, schedule.rows, ROWS)
    return render(
        request,
        "parts/schedule.html",
        {
            "back": desk.address("schedules"),
            "back_word": _("Schedules"),
            "schedule": _shown(desk, place, schedule),
            "rows": _rows(rows),
            "pages": pages,
        },
    )


def _table(desk: Desk) -> HttpResponse:
    """Every line of every schedule as CSV, exact to the paisa."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"schedules-{desk.bill.number.replace('/', '-')}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    found = schedules_of(desk.bill)
    whose = people_named({row.number for schedule in found for row in schedule.rows})
    for schedule in found:
        for row in schedule.rows:
            payee = schedule.party or schedule.to
            cells = [
                schedule.component, harmless(payee), *whose.cells(row.number), harmless(row.account),
                str(row.for_month), row.amount,
            ]  # fmt: skip
            writer.writerow(cells)
    return response


def _paper(desk: Desk, authority: Authority) -> HttpResponse:
    """Every schedule as a PDF to go with the bill."""
    bill = desk.bill
    paper = SchedulesPaper(
        bill.number,
        Both(bill.drawing_code.title_ml or bill.drawing_code.title, bill.drawing_code.title),
        Both(bill.treasury.name_ml or bill.treasury.name, bill.treasury.name),
        _printed(schedules_of(bill)),
        bill.deductions,
        timezone.localtime(authority.at).date(),
    )
    response = HttpResponse(schedules_pdf(paper), content_type="application/pdf")
    name = f"schedules-{bill.number.replace('/', '-')}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _printed(schedules: Sequence[Schedule]) -> list[PrintedSchedule]:
    """The schedules in both languages; each month is formatted once for all its rows."""
    every = {row.for_month for schedule in schedules for row in schedule.rows}
    months = {month: both(partial(words.month, month)) for month in every}
    whose = people_named({row.number for schedule in schedules for row in schedule.rows}).found
    return [
        PrintedSchedule(
            both(partial(component_name, schedule.component)),
            both(partial(payee_name, schedule)),
            [
                PrintedRow(
                    row.number,
                    name_on_paper(whose[row.number]),
                    post_on_paper(whose[row.number]),
                    row.account,
                    months[row.for_month],
                    row.amount,
                )
                for row in schedule.rows
            ],
        )
        for schedule in schedules
    ]


def _rows(rows: Sequence[ScheduleRow]) -> list[dict[str, object]]:
    whose = people_named({row.number for row in rows})
    return [
        {
            "person": whose[row.number],
            "account": row.account,
            "month": words.month(row.for_month),
            "amount": row.amount,
        }
        for row in rows
    ]


def _shown(desk: Desk, place: int, schedule: Schedule) -> ScheduleShown:
    return ScheduleShown(
        component_name(schedule.component),
        payee_name(schedule),
        schedule.people,
        schedule.amount,
        *_where(desk.bill, schedule),
        desk.address("schedule", place=place),
    )


def payee_name(schedule: Schedule) -> str:
    """The payee of a schedule in words: the named party, or else the kind of payee."""
    if schedule.party:
        return schedule.party
    return {
        "government": _("Government"),
        "local_body": _("Local body"),
        "fund": _("The fund, in the treasury's books"),
        "institution": _("Nobody is named"),
    }[schedule.to]


def _where(bill: Bill, schedule: Schedule) -> tuple[str, str, date | None]:
    """Shape, word and day of the state of a schedule's payment."""
    if bill.state not in Bill.PAID:
        return "open", _("Goes with the bill"), None
    legs = list(
        PaymentLeg.objects.filter(bill=bill, schedule=schedule.component, party=schedule.party).exclude(
            state=PaymentLeg.State.REISSUED
        )
    )
    if not legs:
        return "look", _("No verified account"), None
    if legs[0].state in PaymentLeg.FAILED:
        return "look", _failed_word(legs[0].state), _day_of(legs)
    if legs[0].state == PaymentLeg.State.INSTRUCTED:
        return "under-way", _("With the bank"), None
    is_booked = legs[0].kind in PaymentLeg.BOOKED
    return "done", _("Booked by the voucher") if is_booked else _("Paid"), _day_of(legs)


def _failed_word(state: str) -> str:
    return _("Not taken by the bank") if state == PaymentLeg.State.REJECTED else _("Came back from the bank")


def _day_of(legs: Sequence[PaymentLeg]) -> date | None:
    return Credit.objects.filter(leg__in=legs).order_by("-id").values_list("on", flat=True).first()
