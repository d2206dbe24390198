"""The lines of a bill by person, for office and treasury, with the reason of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payroll.models import Bill, Claim
from vethanam.payroll.queries import month_of
from vethanam.payroll.register.components import known_components
from vethanam.periods import Month
from vethanam.privacy.looks import record_look
from vethanam.web.bills.desk import Desk, desks
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.names import component_name
from vethanam.web.parts.paging import paged
from vethanam.web.parts.people import PersonShown, people_named, said_to
from vethanam.web.parts.view_values import LineShown, total
from vethanam.web.pay.line_explanation import line_page

ROWS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A bill's amount for one person and month; ``change`` of the net since the month
    before, None without one.
    """

    person: PersonShown
    under: str
    address: str
    gross: Paise
    deductions: Paise
    net: Paise
    change: Paise | None


def inner_paths(app: str, roles: Sequence[str], scope: str) -> list[URLPattern]:
    """The pages of a bill's lines for ``roles``.

    ``scope`` is the query path from a bill to the code in the address.
    """
    desk = desks(app, scope)

    @officer(*roles, scope="code")
    @require_GET
    def every(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
        return _every(request, desk(code, bill))

    @officer(*roles, scope="code")
    @require_GET
    def one(request: HttpRequest, authority: Authority, code: str, bill: int, claim: int) -> HttpResponse:
        return _one(request, authority, desk(code, bill), claim)

    @officer(*roles, scope="code")
    @require_GET
    def why(
        request: HttpRequest, authority: Authority, code: str, bill: int, claim: int, component: str
    ) -> HttpResponse:
        return _why(request, authority, desk(code, bill), claim, component)

    return [
        path("bills/<int:bill>/lines/", every, name="bill_lines"),
        path("bills/<int:bill>/lines/<int:claim>/", one, name="bill_line"),
        path("bills/<int:bill>/lines/<int:claim>/<slug:component>/", why, name="bill_line_why"),
    ]


def _every(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody on the bill, by number, or with the largest changes of net first."""
    by_change = request.GET.get("by") == "change"
    rows = _rows(desk)
    if by_change:
        rows.sort(key=lambda row: -abs(row.net if row.change is None else row.change))
    shown, pages = paged(request, rows, ROWS, "by=change" if by_change else "")
    people = len({row.person.number for row in rows})
    title = ngettext(
        "Bill %(number)s draws for one person", "Bill %(number)s draws for %(count)s people", people
    )
    return render(
        request,
        "parts/bill_lines.html",
        {
            "back": desk.address("bill"),
            "back_word": desk.back_word,
            "title": title % {"number": desk.bill.number, "count": words.count_in_words(people)},
            "rows": shown,
            "by_change": by_change,
            "bill": desk.bill,
            "pages": pages,
        },
    )


def _rows(desk: Desk) -> list[Row]:
    claims = list(_claims(desk.bill))
    before = _month_before(claims)
    whose = people_named({claim.employment.number for claim in claims})
    return [
        Row(
            whose[claim.employment.number],
            _month_said(claim),
            desk.address("bill_line", claim=claim.pk),
            claim.gross,
            claim.deductions,
            claim.net,
            claim.net - before[claim.employment_id, claim.for_month]
            if claim.cause_id is None and (claim.employment_id, claim.for_month) in before
            else None,
        )
        for claim in claims
    ]


def _claims(bill: Bill) -> QuerySet[Claim]:
    """The claims of a bill by employee; of a cancelled bill its former ones."""
    rows = Claim.objects.filter(lines__bill=bill).select_related("employment", "cause")
    return rows.order_by("employment__number", "for_month", "part", "id")


def _claim(desk: Desk, claim: int) -> Claim:
    """One claim of the bill."""
    return theirs(_claims(desk.bill).filter(pk=claim).first())


def _seen(authority: Authority, desk: Desk, claim: int) -> Claim:
    """One claim of the bill, as an officer sees it: a look at its person."""
    found = _claim(desk, claim)
    record_look(authority, found.employment.person_id, "page_bill_line", f"bill {desk.bill.number}")
    return found


def _month_before(claims: Sequence[Claim]) -> dict[tuple[int, int], Paise]:
    """The drawn net of the month before, by person and the month itself."""
    months = {claim.for_month for claim in claims if claim.cause_id is None}
    found: dict[tuple[int, int], Paise] = {}
    for month in months:
        whose = [claim.employment_id for claim in claims if claim.for_month == month]
        rows = Claim.objects.filter(
            employment__in=whose,
            for_month=int(Month.from_key(month).plus(-1)),
            cause__isnull=True,
            state=Claim.State.DRAWN,
        )
        sums = rows.values_list("employment").annotate(net=Sum("net"))
        found |= {(employment, month): net for employment, net in sums}
    return found


def _month_said(claim: Claim) -> str:
    month = words.month(Month.from_key(claim.for_month))
    if claim.cause is None:
        return month
    if claim.occasion_id is not None:
        named = component_name(known_components()[claim.components[0]].name)
        return _("%(month)s, %(what)s by %(order)s") % {
            "month": month,
            "what": named[0].lower() + named[1:],
            "order": claim.cause.number,
        }
    return _("%(month)s, arrears by %(order)s") % {"month": month, "order": claim.cause.number}


def _one(request: HttpRequest, authority: Authority, desk: Desk, claim_id: int) -> HttpResponse:
    """One person's lines on the bill; each monthly line links to its arithmetic and orders."""
    claim, known = _seen(authority, desk, claim_id), known_components()
    sums: dict[str, dict[str, Paise]] = {"earning": {}, "deduction": {}, "employer": {}}
    for component, amount in zip(claim.components, claim.claimed, strict=True):
        of = sums[known[component].kind]
        of[known[component].name] = of.get(known[component].name, 0) + amount

    def shown(kind: str) -> list[LineShown]:
        return [
            LineShown(name, component_name(name), amount, address=opens(name))
            for name, amount in sums[kind].items()
        ]

    def opens(component: str) -> str:
        if (
            claim.cause_id is not None and claim.occasion_id is None
        ):  # the month's explanation does not explain a difference between two versions
            return ""
        return desk.address("bill_line_why", claim=claim.pk, component=component)

    earnings, deductions = shown("earning"), shown("deduction")
    return render(
        request,
        "parts/bill_line.html",
        {
            "back": desk.address("bill_lines"),
            "back_word": desk.back_word,
            "person": people_named([claim.employment.number])[claim.employment.number],
            "month": _month_said(claim),
            "net": claim.net,
            "earnings": earnings,
            "deductions": deductions,
            "gross": total(earnings),
            "deducted": total(deductions),
        },
    )  # fmt: skip


def _why(
    request: HttpRequest, authority: Authority, desk: Desk, claim_id: int, component: str
) -> HttpResponse:
    """The explanation of a line."""
    claim = _seen(authority, desk, claim_id)
    month, back = Month.from_key(claim.for_month), desk.address("bill_line", claim=claim.pk)
    drawn = [row.amount for row in month_of(claim.employment_id, month).lines if row.component == component]
    try:
        shown = line_page(
            claim.employment_id, month, component, back, is_mine=False, paid=sum(drawn) if drawn else None
        )
    except Unsound as unsound:
        messages.warning(request, said_to(request, unsound))
        return redirect(back)
    number = claim.employment.number
    return render(request, "employee/line.html", {"line": shown, "person": people_named([number])[number]})
