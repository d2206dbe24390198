"""What an office draws apart from a month's pay: somebody's leave surrendered, bonus and festival allowance of a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.payroll.actions import draw_festival, surrender_leave
from vethanam.payroll.actions.occasions import Drawn
from vethanam.payroll.arrears import people_of
from vethanam.payroll.occasions import EarnedLeave, Entitled, Left, earned_leave, festival_of, surrender_of
from vethanam.people.models import Employment, Role
from vethanam.service_book.models import Absence
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.bills import employee
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.entry_fields import Column, fields_of, order_columns, read
from vethanam.web.drawing.ordering import cited, order_typed
from vethanam.web.drawing.views_people import of_office
from vethanam.web.names import component_name, said
from vethanam.web.outcomes import fault_of
from vethanam.web.parts import LineShown

WORKING = (Role.DRAWING_OFFICER, Role.CLERK)
_SURRENDER = (
    Column("days", gettext_noop("Days surrendered"), "count"),
    Column(
        "on",
        gettext_noop("Day of the application"),
        "day",
        gettext_noop("Pay and allowances of this day count."),
    ),
)
_MODE = Column(
    "payment_mode",
    gettext_noop("How it is paid"),
    "choice",
    gettext_noop("As the order says. Where the rules know the order of the year, that holds."),
)
_NUMBER = (Column("number", gettext_noop("Employee number"), "text"),)
#: how many years back festival benefits can be drawn late
YEARS = 2


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET"])
def whose(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Whose leave is surrendered: by number."""
    number, faults = request.GET.get("number", "").strip(), {}
    if number and of_office(code, number):
        return redirect("drawing:surrender", code=code, number=number)
    if number:
        faults = {"number": _("Nobody of this office has this number. Check it.")}
    return render(
        request,
        "drawing/surrender.html",
        {
            "title": _("Surrender of earned leave"),
            "back": reverse("drawing:bills", kwargs={"code": code}),
            "back_word": place_of(code, 0),
            "asks_whom": True,
            "fields": fields_of(_NUMBER, None, {"number": number}, faults),
            "faults": faults,
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def surrender(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """So many days of one person's earned leave: the account, what they come to, and the bill."""
    found = theirs(of_office(code, number))
    typed: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    columns = (*order_columns(is_needed=True), _MODE)
    faults: dict[str, str] = {}
    values: dict[str, Any] = {}
    if request.method == "POST" or typed.get("days"):
        values, faults = read(Absence, _SURRENDER, found, typed)
    if request.method == "POST":
        order, wrong = order_typed(Absence, columns, typed)
        faults |= wrong
        if not faults and (
            made := _made(faults, lambda: _surrendered(code, found, values, order, authority))
        ):
            messages.success(request, _("The bill is made. Another person checks or presents it."))
            return redirect("drawing:bill", code=code, bill=made.bills[0].pk)
    on = values.get("on") or localdate(authority.at)
    return render(
        request,
        "drawing/surrender.html",
        {
            "title": _("Surrender of earned leave"),
            "back": reverse("drawing:person", kwargs={"code": code, "number": number}),
            "back_word": employee(number),
            "account": _account(earned_leave(found.pk, on, authority.at)),
            "enter": f"{reverse('drawing:enter', kwargs={'code': code, 'number': number, 'kind': 'leave_account'})}",
            "worth": _worth(found, values, typed.get("payment_mode", ""), authority, faults),
            "fields": fields_of((*_SURRENDER, *columns), found, _begun(typed, authority), faults),
            "faults": faults,
        },
    )


def _begun(typed: Mapping[str, str], authority: Authority) -> Mapping[str, str]:
    return typed if typed.get("on") else {"on": localdate(authority.at).isoformat(), **dict(typed.items())}


def _made(faults: dict[str, str], verb: Callable[[], Drawn]) -> Drawn | None:
    """What was drawn; else why not, under no field, and the order that was typed is not on record either."""
    made: list[Drawn] = []
    if fault := fault_of(transaction.atomic(lambda: made.append(verb()))):
        faults[""] = fault
    return made[0] if made else None


def _surrendered(
    code: str, found: Employment, values: Mapping[str, Any], order: Mapping[str, Any], authority: Authority
) -> Drawn:
    entered = _entered(authority, order)
    return surrender_leave(code, {found.number: values["days"]}, values["on"], entered, authority)


def _entered(authority: Authority, values: Mapping[str, Any]) -> Order:
    order = cited(authority, values)
    if order is None:
        raise Unsound("order_missing")
    return order


def _account(account: EarnedLeave | None) -> dict[str, Any] | None:
    """The account as a table: what was entered, each spell and surrender since, the balance."""
    if account is None:
        return None
    named = {"leave": _("Leave taken"), "surrender": _("Surrendered")}
    return {
        "since": account.since,
        "entered": account.entered,
        "is_verified": account.is_verified,
        "rows": [(one.first, named[one.what], one.bill, one.days) for one in account.taken],
        "balance": account.balance,
    }


def _worth(
    found: Employment, values: Mapping[str, Any], mode: str, authority: Authority, faults: dict[str, str]
) -> LineShown | None:
    """What the days come to, or why they cannot be surrendered."""
    if not values.get("days") or not values.get("on") or faults:
        return None
    one = surrender_of(found, values["days"], values["on"], mode or Order.PaymentMode.CASH, authority.at)
    if isinstance(one, Left):
        faults[""] = said(one)
        return None
    sent = _("It goes to the provident fund.") if one.to_fund else ""
    return LineShown(
        one.component, component_name(one.component), one.amount, is_unconfirmed=one.is_unconfirmed, says=sent
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def festival(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Who of the office draws bonus and who festival allowance of a year, ticked; and who neither, with the reason."""
    typed: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    year = _year(typed.get("year", ""), authority)
    found = festival_of(year, people_of(code, authority.at), authority.at)
    columns = order_columns(is_needed=True)
    faults: dict[str, str] = {}
    chosen = [one.number for one in found.entitled]
    if request.method == "POST":
        chosen = [number for number in chosen if number in request.POST.getlist("number")]
        order, faults = order_typed(Absence, columns, typed)
        if not chosen:
            faults[""] = _("Nobody is ticked. Tick those who draw it.")
        if not faults and (
            made := _made(
                faults,
                lambda: draw_festival(code, year, _entered(authority, order), authority, only=chosen),
            )
        ):
            messages.success(request, _("The bill is made. Another person checks or presents it."))
            return redirect("drawing:bill", code=code, bill=made.bills[0].pk)
    return render(
        request,
        "drawing/festival.html",
        {
            "place": place_of(code, 0),
            "back": reverse("drawing:bills", kwargs={"code": code}),
            "title": _festival_title(found.entitled, year),
            "year": year,
            "years": _years(authority),
            "entitled": [_entitled(one, one.number in chosen) for one in found.entitled],
            "left": _why_left(found.left),
            "total": sum(one.amount for one in found.entitled),
            "fields": fields_of(columns, None, typed, faults),
            "faults": faults,
        },
    )


def _years(authority: Authority) -> Sequence[int]:
    this = localdate(authority.at).year
    return [this - back for back in range(YEARS)]


def _year(typed: str, authority: Authority) -> int:
    years = _years(authority)
    return int(typed) if typed.isdecimal() and int(typed) in years else years[0]


def _festival_title(entitled: Sequence[Entitled], year: int) -> str:
    if not entitled:
        return _("Festival of %(year)s: nobody draws now") % {"year": year}
    told = ngettext(
        "Festival of %(year)s: one person draws",
        "Festival of %(year)s: %(count)s people draw",
        len(entitled),
    )
    return told % {"year": year, "count": words.count_in_words(len(entitled))}


def _entitled(one: Entitled, is_ticked: bool) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": employee(one.number),
        "what": component_name(one.component),
        "emoluments": one.answer["emoluments_paise"],
        "amount": one.amount,
        "is_unconfirmed": one.is_unconfirmed,
        "is_ticked": is_ticked,
    }


def _why_left(left: Sequence[Left]) -> list[dict[str, Any]]:
    """Those who draw nothing, by the reason: one sentence, and whom it is about."""
    reasons: dict[str, list[str]] = {}
    for one in left:
        reasons.setdefault(said(one), []).append(employee(one.number))
    return [{"says": says, "whose": whose} for says, whose in reasons.items()]
