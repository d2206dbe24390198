"""A person's own record: summary, service book, leave, loans, the coming month, data sheet, objections."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.scans import scan_name
from vethanam.documents.office_paper import office_pdf
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.scan_files import read_scan
from vethanam.payroll.payslips.last_pay import last_pay_certificate
from vethanam.payroll.payslips.questions import questions_of_person
from vethanam.people.models import Employment
from vethanam.service_book.queries import transfers_of
from vethanam.service_book.queries.own_scans import own_scans
from vethanam.web.employee.pages import employment_of, pen_of, place_of
from vethanam.web.employee.record import (
    accounts_of,
    book_title,
    data_sheet,
    entries_of,
    expected_shown,
    leave_title,
)
from vethanam.web.employee.summary import summary_of
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import said_to
from vethanam.web.pay.last_pay import last_pay_paper
from vethanam.web.pay.loans import loans_shown
from vethanam.web.pay.questions import ASKED_OF_ENTRIES, asked_row, entry_about
from vethanam.web.pay.transfer_papers import joining_paper, relieving_paper


@employee
@require_GET
def record(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My service at a glance; every line opens."""
    mine = _mine(request, authority)
    return render(
        request, "employee/record.html", {"summary": summary_of(mine, authority.at), **_frame(mine)}
    )


@employee
@require_GET
def book(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My service book: each entry with its order, its days, and who verified it by role."""
    mine = _mine(request, authority)
    entries = entries_of(mine, own_scans(mine.pk))
    pen = pen_of(mine)
    reports = [
        (reverse("employee:relieving") + pen, _("Relieving report, PDF")),
        (reverse("employee:joining") + pen, _("Joining report, PDF")),
    ]
    given = {
        "entries": entries,
        "reports": reports if transfers_of(mine.pk, authority.at) else [],
        "title": book_title(entries),
        "missing": _object(mine, "book"),
        **_frame(mine),
    }
    return render(request, "employee/book.html", given)


@employee
@require_GET
def leave(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My accounts of leave, with balances."""
    mine = _mine(request, authority)
    accounts = accounts_of(mine, authority.at)
    return render(
        request,
        "employee/leave.html",
        {
            "accounts": accounts,
            "title": leave_title(accounts),
            "missing": _object(mine, "book"),
            **_frame(mine),
        },
    )


@employee
@require_GET
def expected(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The coming month as the book stands, and the next increment."""
    mine = _mine(request, authority)
    shown = expected_shown(mine, authority.at)
    return render(request, "employee/expected.html", {"expected": shown, **_frame(mine)})


@employee
@require_GET
def loans(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My loans, advances and other recoveries."""
    mine = _mine(request, authority)
    return render(request, "employee/loans.html", {"loans": loans_shown(mine, authority.at), **_frame(mine)})


@employee
@require_GET
def last_pay(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The last pay certificate of the office that I left last."""
    mine = _mine(request, authority)
    try:
        found = last_pay_certificate(mine, authority.at)
    except Unsound as unsound:
        messages.warning(request, said_to(request, unsound))
        return redirect(reverse("employee:record") + pen_of(mine))
    return file_response(office_pdf(last_pay_paper(found, authority.at)), f"last-pay-{mine.number}.pdf")


@employee
@require_GET
def relieving(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The relieving report of my last transfer."""
    mine = _mine(request, authority)
    last = theirs(next(iter(transfers_of(mine.pk, authority.at)), None))
    return file_response(
        office_pdf(relieving_paper(mine, last, authority.at)), f"relieving-{mine.number}.pdf"
    )


@employee
@require_GET
def joining(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The joining report of my last transfer."""
    mine = _mine(request, authority)
    last = theirs(next(iter(transfers_of(mine.pk, authority.at)), None))
    return file_response(office_pdf(joining_paper(mine, last, authority.at)), f"joining-{mine.number}.pdf")


@employee
@require_GET
def scan(request: HttpRequest, authority: Authority, order: int, scan: str) -> HttpResponse:
    """A scan of an order by which my book has a verified entry, as a file to save."""
    mine = _mine(request, authority)
    found = own_scans(mine.pk).get(order, ())
    one = theirs(next((one for one in found if bytes(one.sha256).hex() == scan), None))
    try:
        content = read_scan(bytes(one.sha256))
    except Unsound as unsound:
        messages.warning(request, said_to(request, unsound))
        return redirect(reverse("employee:book") + pen_of(mine))
    return file_response(content, scan_name(one), one.media, is_saved=True)


@employee
@require_GET
def sheet(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My data as my office has it; each line can be objected to."""
    mine = _mine(request, authority)
    asked = [
        asked_row(one, authority.at)
        for one in questions_of_person(mine.person_id)
        if one.entry and one.number == mine.number
    ]
    lines = data_sheet(mine, authority.at)
    given = {
        "lines": lines,
        "asked": asked,
        "missing": _object(mine, "book"),
        "at": authority.at,
        **_frame(mine),
    }
    return render(request, "employee/sheet.html", given)


@employee
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, authority: Authority, entry: str) -> HttpResponse:
    """Object to one entry; the office that has the book answers."""
    mine = _mine(request, authority)
    about = entry_about(mine.pk, entry)
    if about is None:
        raise Http404
    kinds = (
        ("line_missing", "order_missing") if entry == "book" else ("entry_wrong", "order_missing", "not_mine")
    )
    form = ActForm(
        "object_to_entry",
        fields=("asked", "says"),
        fixed={"employment": mine.number, "entry": entry},
        choices={"asked": [(asked, _(ASKED_OF_ENTRIES[asked])) for asked in kinds]},
        radios=("asked",),
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Sent. Your office answers here within 30 days."))
        return redirect(reverse("employee:sheet") + pen_of(mine))
    return render(request, "employee/object_to.html", {"about": about, "form": form, **_frame(mine)})


def _frame(mine: Employment) -> dict[str, str]:
    """Post and office, and the address of the summary."""
    return {"place": place_of(mine), "summary_page": reverse("employee:record") + pen_of(mine)}


def _object(mine: Employment, key: str) -> str:
    return reverse("employee:object_to", kwargs={"entry": key}) + pen_of(mine)


def _mine(request: HttpRequest, authority: Authority) -> Employment:
    """Her latest employment, or the one in the address."""
    if authority.person is None:
        raise Http404
    return theirs(employment_of(authority.person, request.GET.get("pen", "")))
