"""An office's people: their month, their service book, entries that wait for a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.documents.office_paper import office_pdf
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.payslips.last_pay import codes_left, last_pay_certificate
from vethanam.payroll.queries import month_of
from vethanam.people.models import Employment, Role
from vethanam.periods import Month
from vethanam.privacy.looks import record_look
from vethanam.service_book.actions import entered_oneself
from vethanam.service_book.queries import postings_that_open, transfers_of, unverified
from vethanam.web.drawing.after_death import after_death_shown
from vethanam.web.drawing.book import entries_of, has_the_book, waiting_of
from vethanam.web.drawing.desk import current_month, place_of
from vethanam.web.drawing.roll import (
    PAGE,
    latest_month,
    linked,
    not_computed,
    people_of,
    person_page,
    roll_of,
)
from vethanam.web.drawing.views_holds import can_be_held
from vethanam.web.lists.views import found_here
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import sent_list
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.paging import page_of
from vethanam.web.parts.people import people_named, said_to
from vethanam.web.pay.last_pay import last_pay_paper
from vethanam.web.pay.line_explanation import line_page
from vethanam.web.pay.loans import loans_shown
from vethanam.web.pay.transfer_papers import joining_paper, relieving_paper, transfer_of

OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
WORKING = (Role.DRAWING_OFFICER, Role.CLERK)
ENTRIES_SHOWN = 100


@officer(*OFFICE, scope="code")
@require_GET
def people(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Everybody in the month's latest run, forty per page, and others posted here; or the search results."""
    wanted = request.GET.get("number", "").strip()
    if wanted and of_office(code, wanted):
        return redirect("drawing:person", code=code, number=wanted)
    month = latest_month(code) or current_month(code, authority.at)
    others = not_computed(code, month, authority.at)
    roll = roll_of(code, month)
    count = roll.count()
    number, pages = page_of(request, count, PAGE)
    title = ngettext(
        "%(month)s: one person is drawn here", "%(month)s: %(count)s people are drawn here", count
    )
    return render(
        request,
        "drawing/people.html",
        {
            "place": place_of(code, 0),
            "people": people_of(code, roll[number * PAGE - PAGE : number * PAGE]),
            "others": linked(code, others[:PAGE]),
            "more_others": max(0, len(others) - PAGE),
            "wanted": wanted,
            "found": found_here(request, code, wanted) if wanted else [],
            "month": month,
            "joins": reverse("drawing:joins", kwargs={"code": code}) if authority.role in WORKING else "",
            "importing": reverse("drawing:importing", kwargs={"code": code}),
            "accounts": reverse("drawing:people_accounts", kwargs={"code": code}),
            "pages": pages,
            "title": title % {"month": words.month(month), "count": words.count_in_words(count)}
            if count
            else words.month(month),
        },
    )


@officer(*OFFICE, scope="code")
@require_GET
def person(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """One person's computed month, and her service book."""
    found = theirs(of_office(code, number))
    record_look(authority, found.person_id, "page_book")
    asked = request.GET.get("month", "")
    try:
        month = Month.parse(asked) if asked else latest_month(code) or current_month(code, authority.at)
    except Unsound as wrong:
        raise Http404 from wrong
    return render(
        request,
        "drawing/person.html",
        {
            "page": person_page(code, found, month, authority.at),
            "entries": entries_of(code, found, authority.at),
            "loans": loans_shown(found, authority.at),
            "after_death": after_death_shown(
                code,
                found,
                authority.at,
                writes=authority.role in WORKING and has_the_book(code, found, authority.at),
            ),
            "back": reverse("drawing:people", kwargs={"code": code}),
            "surrender": reverse("drawing:surrender", kwargs={"code": code, "number": number})
            if authority.role in WORKING
            else "",
            "hold": reverse("drawing:hold_back", kwargs={"code": code, "number": number, "month": month})
            if authority.role in WORKING and can_be_held(code, found, month)
            else "",
            "arrears": f"{reverse('drawing:arrears', kwargs={'code': code})}?number={number}",
            "last_pay": reverse("drawing:last_pay", kwargs={"code": code, "number": number})
            if codes_left(found.pk, authority.at)
            else "",
            "transfer_papers": _transfer_papers(code, found, authority),
            "new": reverse("drawing:kinds", kwargs={"code": code, "number": number})
            if authority.role in WORKING and has_the_book(code, found, authority.at)
            else "",
        },
    )


@officer(*OFFICE, scope="code")
@require_GET
def last_pay(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The last pay certificate of this office if she left it, otherwise that of the office she came from."""
    found = theirs(of_office(code, number))
    record_look(authority, found.person_id, "page_last_pay")
    left = codes_left(found.pk, authority.at)
    try:
        certificate = last_pay_certificate(found, authority.at, code if code in left else "")
    except Unsound as unsound:
        messages.warning(request, said_to(request, unsound))
        return redirect("drawing:person", code=code, number=number)
    return file_response(office_pdf(last_pay_paper(certificate, authority.at)), f"last-pay-{number}.pdf")


@officer(*OFFICE, scope="code")
@require_GET
def relieving(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The relieving report of the last transfer from or to this office."""
    found = theirs(of_office(code, number))
    record_look(authority, found.person_id, "page_transfer")
    transfer = theirs(transfer_of(transfers_of(found.pk, authority.at), code))
    paper = relieving_paper(found, transfer, authority.at)
    return file_response(office_pdf(paper), f"relieving-{number}.pdf")


@officer(*OFFICE, scope="code")
@require_GET
def joining(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The joining report of the last transfer from or to this office."""
    found = theirs(of_office(code, number))
    record_look(authority, found.person_id, "page_transfer")
    transfer = theirs(transfer_of(transfers_of(found.pk, authority.at), code))
    paper = joining_paper(found, transfer, authority.at)
    return file_response(office_pdf(paper), f"joining-{number}.pdf")


def _transfer_papers(code: str, found: Employment, authority: Authority) -> list[tuple[str, str]]:
    """Address and name of the reports of the last transfer from or to this office."""
    if transfer_of(transfers_of(found.pk, authority.at), code) is None:
        return []
    address = {"code": code, "number": found.number}
    return [
        (reverse("drawing:relieving", kwargs=address), _("Relieving report, PDF")),
        (reverse("drawing:joining", kwargs=address), _("Joining report, PDF")),
    ]


@officer(*OFFICE, scope="code")
@require_GET
def line(
    request: HttpRequest, authority: Authority, code: str, number: str, month: Month, component: str
) -> HttpResponse:
    """The explanation of a line of a person's month."""
    found = theirs(of_office(code, number))
    record_look(authority, found.person_id, "page_line")
    back = f"{reverse('drawing:person', kwargs={'code': code, 'number': number})}?month={month}"
    paid = [row.amount for row in month_of(found.pk, month).lines if row.component == component]
    try:
        shown = line_page(found.pk, month, component, back, is_mine=False, paid=sum(paid) if paid else None)
    except Unsound as unsound:
        messages.warning(request, said_to(request, unsound))
        return redirect(back)
    return render(request, "employee/line.html", {"line": shown, "person": people_named([number])[number]})


@officer(*WORKING, scope="code")
@require_http_methods(["GET", "POST"])
def entries(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Entries that wait for a second person; one's own cannot be ticked, and each is ticked separately.

    ``?tick=all`` ticks every entry shown, by a link without a script.
    """
    waiting = unverified(code, authority.at)
    mine = entered_oneself(authority, waiting)
    others = [fact for fact in waiting if fact not in mine]
    chosen = sent_list(request, "fact")
    if request.method == "POST":
        verified = {"drawing_code": code, "facts": chosen}
        if acted(request, "verify", verified, _("Verified. They can be drawn.")).ok:
            return redirect("drawing:entries", code=code)
    count, is_all = len(waiting), request.method == "GET" and request.GET.get("tick") == "all"
    title = ngettext(
        "%(count)s entry waits for a second person", "%(count)s entries wait for a second person", count
    )
    return render(
        request,
        "drawing/entries.html",
        {
            "place": place_of(code, 0),
            "others": [
                (entry, is_all or entry.key in chosen)
                for entry in waiting_of(code, others[:ENTRIES_SHOWN], authority.at)
            ],
            "is_all": is_all,
            "mine": len(mine),
            "own": waiting_of(code, mine[:ENTRIES_SHOWN], authority.at),
            "title": title % {"count": words.count_in_words(count, capital=True)}
            if count
            else _("No entry waits"),
            "back": reverse("drawing:month", kwargs={"code": code}),
        },
    )


def of_office(code: str, number: str) -> Employment | None:
    """A person who is or was posted under the code; her earlier pay stays visible.

    An unverified posting does not show a person of another office.
    """
    found = Employment.objects.filter(number=number).first()
    here = found and postings_that_open(found.pk).filter(drawing_code__code=code).exists()
    return found if here else None
