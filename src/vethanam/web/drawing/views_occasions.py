"""Payments outside the monthly pay: leave surrender, yearly bonus and festival allowance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vethanam.acts.fields import Count
from vethanam.identity.authority import Authority
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.occasions.entitlement import Entitled, Left
from vethanam.payroll.occasions.festival import festival_of
from vethanam.payroll.occasions.leave_account import LeaveBalance, earned_leave
from vethanam.payroll.occasions.surrender import surrender_of
from vethanam.people.models import Employment, Role
from vethanam.privacy.looks import record_look
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.new_entries import ORDER, of_an_office
from vethanam.web.drawing.views import to_bill
from vethanam.web.drawing.views_people import of_office
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent, sent_list
from vethanam.web.parts.names import component_name, said
from vethanam.web.parts.people import People, PersonShown, people_named
from vethanam.web.parts.view_values import LineShown
from vethanam.web.reader import page_reader

WORKING = (Role.DRAWING_OFFICER, Role.CLERK)
#: years back in which festival benefits can be drawn
YEARS = 2


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET"])
def whose(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Choose the person who surrenders leave, by number."""
    number = request.GET.get("number", "").strip()
    if number and of_office(code, number):
        return redirect("drawing:surrender", code=code, number=number)
    return render(
        request,
        "drawing/surrender.html",
        {
            "title": _("Surrender of earned leave"),
            "back": reverse("drawing:bills", kwargs={"code": code}),
            "back_word": place_of(code, 0),
            "asks_whom": True,
            "number": number,
            "fault": _("Nobody of this office has this number. Check it.") if number else "",
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def surrender(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The page to surrender days of earned leave: shows account and amount, and makes the bill."""
    found = theirs(of_office(code, number))
    form = _surrender_form(request, code, found, authority)
    if form.is_sent_by(request) and form.perform(request, complete=of_an_office):
        if (made := form.performed) and (page := to_bill(request, made)):
            return page
        return redirect("drawing:surrender", code=code, number=number)
    on = form.parsed().get("on") or localdate(authority.at)
    worth = _worth(found, form, authority) if form.typed("days") else None
    record_look(authority, found.person_id, "page_surrender")
    return render(
        request,
        "drawing/surrender.html",
        {
            "title": _("Surrender of earned leave"),
            "back": reverse("drawing:person", kwargs={"code": code, "number": number}),
            "person": people_named([number])[number],
            "account": _account(earned_leave(found.pk, on, authority.at)),
            "enter": reverse(
                "drawing:enter", kwargs={"code": code, "number": number, "kind": "leave_account"}
            ),
            "worth": worth if isinstance(worth, LineShown) else None,
            "worth_nothing": "" if isinstance(worth, LineShown) or form.faults else worth,
            "form": form,
        },
    )


def _surrender_form(request: HttpRequest, code: str, found: Employment, authority: Authority) -> ActForm:
    """The form of a surrender, prefilled from the address and with today."""
    return ActForm(
        "surrender",
        fields=("days", "on", *ORDER, "order_payment_mode"),
        fixed={"drawing_code": code},
        initial={"on": localdate(authority.at).isoformat()} | request.GET.dict(),
        needed=("days", "order_number", "order_dated"),
        labels={"on": _("Day of the application"), "order_payment_mode": _("How it is paid")},
        hints={
            "on": _("Pay and allowances of this day count."),
            "order_payment_mode": _(
                "As the order says. Where the rules know the order of the year, that holds."
            ),
        },
        mapped={"days": ("days", found.number, _("Days surrendered"), Count)},
    )


def _account(account: LeaveBalance | None) -> dict[str, Any] | None:
    """The leave account as a table: the opening entry, each spell and surrender since, the balance."""
    if account is None:
        return None
    return {
        "since": account.since,
        "entered": account.entered,
        "is_verified": account.is_verified,
        "rows": [
            (
                one.first,
                _("Surrendered") if one.what == "surrender" else _("Leave taken"),
                one.bill,
                one.days,
            )
            for one in account.taken
        ],
        "balance": account.balance,
    }


def _worth(found: Employment, form: ActForm, authority: Authority) -> LineShown | str | None:
    """The amount for the days, or the reason for a refusal; None if days or date are unreadable."""
    values = form.parsed()
    if not values.get("days") or not values.get("on"):
        return _("Write how many days are surrendered, such as 12, and the day of the application.")
    mode = values.get("order_payment_mode") or ""
    one = surrender_of(page_reader(), found, values["days"], values["on"], mode, authority.at)
    if isinstance(one, Left):
        return str(said(one, people_named([found.number]).in_sentence))
    sent = _("It goes to the provident fund.") if one.to_fund else ""
    return LineShown(
        one.component, component_name(one.component), one.amount, is_unconfirmed=one.is_unconfirmed, says=sent
    )


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def festival(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The people of the office who draw bonus or festival allowance of a year, ticked, and the others with
    the reason.
    """
    reader = page_reader()
    year = _year(sent(request).get("year") or request.GET.get("year", ""), authority)
    found = festival_of(reader, year, people_of(reader, code, authority.at), authority.at)
    chosen = [one.number for one in found.entitled]
    form = ActForm(
        "festival",
        fields=ORDER,
        fixed={"drawing_code": code, "year": year},
        needed=("order_number", "order_dated"),
    )
    if form.is_sent_by(request):
        chosen = [number for number in chosen if number in sent_list(request, "number")]
        if form.perform(request, {"employments": chosen}, of_an_office) and (made := form.performed):
            page = to_bill(request, made)
            return page or redirect("drawing:festival", code=code)
    whose = people_named({one.number for one in found.entitled} | {one.number for one in found.left})
    return render(
        request,
        "drawing/festival.html",
        {
            "place": place_of(code, 0),
            "back": reverse("drawing:bills", kwargs={"code": code}),
            "title": _festival_title(found.entitled, year),
            "year": year,
            "years": _years(authority),
            "entitled": [
                _entitled(one, whose[one.number], is_ticked=one.number in chosen) for one in found.entitled
            ],
            "left": _why_left(found.left, whose),
            "total": sum(one.amount for one in found.entitled),
            "form": form,
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


def _entitled(one: Entitled, person: PersonShown, *, is_ticked: bool) -> dict[str, Any]:
    return {
        "number": one.number,
        "person": person,
        "what": component_name(one.component),
        "emoluments": one.answer["emoluments_paise"],
        "amount": one.amount,
        "is_unconfirmed": one.is_unconfirmed,
        "is_ticked": is_ticked,
    }


def _why_left(left: Sequence[Left], whose: People) -> list[dict[str, Any]]:
    """The people without bonus and festival allowance, grouped by reason."""
    reasons: dict[str, list[PersonShown]] = {}
    for one in left:
        reasons.setdefault(said(one, whose.in_sentence), []).append(whose[one.number])
    return [{"says": says, "whose": whose} for says, whose in reasons.items()]
