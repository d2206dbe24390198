"""Delivery lists of a society or scheme: the place of every rupee, lines, outcomes, check, money back."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import SCHEME
from vethanam.acts.home_delivery_views import advance_state, returns_with_states
from vethanam.benefits.models import Advance, Delivery, Leg, SchemeOffice, Society
from vethanam.benefits.powers import AGENT, OF_SOCIETY, SOCIETY_SECRETARY
from vethanam.benefits.queries.deliveries import (
    advances_of,
    deliveries_waiting,
    lines_of_advance,
)
from vethanam.benefits.queries.incentives import to_claim
from vethanam.errors import Fault
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views_incentives import incentive_of
from vethanam.web.benefits.views_months import act_page
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.names import said
from vethanam.web.parts.paging import page_of

_A_PAGE = 100
#: faults listed on a page
_MOST_SHOWN = 200
_LOOKS = {
    "delivered": "done",
    "listed": "open",
    "entered": "look",
    "undelivered": "refused",
    "reissued": "refused",
}


@officer(*OF_SOCIETY, SCHEME, scope="code")
@require_GET
def advances(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The delivery lists of a society or scheme, the latest first, with the place of every rupee."""
    found = advances_of(authority)
    at, pages = page_of(request, found.count(), 24)
    page = {
        "place": _place(authority, code), "code": code, "pages": pages,
        "rows": [_advance(code, one) for one in found[(at - 1) * 24 : at * 24]],
    }  # fmt: skip
    return render(request, "benefits/advances.html", page)


@officer(*OF_SOCIETY, SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def advance(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """One list: its money, its lines, and what this officer may do; an agent gives the filled list here."""
    found = _found(authority, number)
    back = reverse("benefits:advance", kwargs={"code": code, "number": number})
    form = BenefitForm(
        "enter_deliveries", fields=("file",), fixed={"office": code, "advance": number}
    )  # fmt: skip
    if authority.role == AGENT and form.is_sent_by(request) and form.perform(request) and form.performed:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(back)
    faults = form.performed.faults if form.performed else ()
    lines = lines_of_advance(found)
    at, pages = page_of(request, lines.count(), _A_PAGE)
    entered = deliveries_waiting(found)
    waiting = entered[:_A_PAGE] if authority.role in OF_SOCIETY else ()
    unchecked = set(entered.values_list("leg", flat=True))
    state = advance_state(found)
    page = {
        "place": _place(authority, code), "code": code, "row": _advance(code, found), "form": form,
        "pages": pages, "faults": [_fault(one) for one in faults[:_MOST_SHOWN] if one.record],
        "lines": [
            _line(code, one, authority, is_entered=one.pk in unchecked)
            for one in lines[(at - 1) * _A_PAGE : at * _A_PAGE]
        ],
        "waiting": [*_waiting(waiting)], "returns": [*_returns(code, found, authority)],
        "is_agent": authority.role == AGENT and state["payment"] == Leg.State.CREDITED,
        "is_secretary": authority.role == SOCIETY_SECRETARY,
        "may_take": authority.role == SOCIETY_SECRETARY and state["payment"] == Leg.State.CREDITED,
        "incentive": incentive_of(found),
        "may_claim": authority.role == SOCIETY_SECRETARY and to_claim(authority).filter(pk=found.pk).exists(),
        "may_pay_interest": authority.role == SOCIETY_SECRETARY
        and bool(state["late"] and state["late"]["interest_rest_paise"]),
        "may_return": authority.role == SOCIETY_SECRETARY
        and state["places"][2]["sum_paise"] > state["returning_paise"],
    }  # fmt: skip
    return render(request, "benefits/advance.html", page)


@officer(SOCIETY_SECRETARY, scope="code")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The list as a file sealed to the society; each taking is in the log."""
    _found(authority, number)
    form = BenefitForm("take_delivery_list", fields=(), fixed={"office": code, "advance": number})
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        once = form.performed.once
        sealed = base64.b64decode(once["content"])
        answer = HttpResponse(sealed, content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="{once["file"]}"'
        answer["Cache-Control"] = "no-store"
        return answer
    page = {
        "question": _("Take the delivery list"), "stays": number, "form": form, "verb": _("Take the list"),
        "notice": _(
            "It is sealed to the key of your society. Open it with that key, and give the lines to your "
            "agents alone. Who took it is on record."
        ),
        "is_filled": True, "back": _address(code, number), "back_word": number,
    }  # fmt: skip
    return render(request, "parts/act.html", page)


@officer(AGENT, scope="code")
@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, authority: Authority, code: str, number: str, line: str) -> HttpResponse:
    """Enter the outcome of one line."""
    found = _found(authority, number)
    row = theirs(lines_of_advance(found).filter(reference=line).first())
    form = BenefitForm(
        "enter_delivery", fields=("outcome", "on", "proof", "proof_reference"),
        fixed={"office": code, "advance": number, "reference": line},
        choices={"outcome": words.choices(words.OUTCOMES), "proof": words.choices(words.PROOFS)},
        initial={"on": localdate(authority.at), "outcome": "delivered"},
    )  # fmt: skip
    about = f"{number} · {row.reference} · {shown(row.amount)}"
    return act_page(request, form, _("Enter a delivery"), _("Enter"), about, _address(code, number))


@officer(SOCIETY_SECRETARY, scope="code")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Agree to the first 100 deliveries that wait, or to a chosen one, or decline them with a reason."""
    found = _found(authority, number)
    rows = list(deliveries_waiting(found)[:_A_PAGE])
    chosen = request.GET.get("entry", "")
    if chosen.isdecimal():
        rows = [one for one in rows if one.pk == int(chosen)]
    fixed = {"office": code, "advance": number, "entries": [str(one.pk) for one in rows]}
    form = BenefitForm(
        "check_deliveries", fields=("outcome", "reason"), fixed=fixed,
        choices={"outcome": [("agree", _("Agree")), ("decline", _("Decline"))]}, initial={"outcome": "agree"},
    )  # fmt: skip
    told = ngettext("%(count)s delivery", "%(count)s deliveries", len(rows)) % {"count": len(rows)}
    about = f"{number} · {told}"
    return act_page(request, form, _("Check deliveries"), _("Save"), about, _address(code, number))


@officer(SOCIETY_SECRETARY, scope="code")
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Enter a transfer of money that was not delivered."""
    _found(authority, number)
    form = BenefitForm(
        "return_money", fields=("amount", "on", "reference"), fixed={"office": code, "advance": number},
        initial={"on": localdate(authority.at)},
    )  # fmt: skip
    return act_page(request, form, _("Give money back"), _("Enter"), number, _address(code, number))


@officer(SOCIETY_SECRETARY, scope="code")
@require_http_methods(["GET", "POST"])
def pay_interest(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Enter a transfer of the interest on money that came back late."""
    _found(authority, number)
    form = BenefitForm(
        "pay_late_interest", fields=("amount", "on", "reference"), fixed={"office": code, "advance": number},
        initial={"on": localdate(authority.at)},
    )  # fmt: skip
    return act_page(
        request, form, _("Pay interest on late money"), _("Enter"), number, _address(code, number)
    )


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, authority: Authority, code: str, number: str, entry: int) -> HttpResponse:
    """Confirm that a transfer back has come, or decline it."""
    found = _found(authority, number)
    row = theirs(next((one for one in returns_with_states(found) if one["entry"] == entry), None))
    form = BenefitForm(
        "check_money_return", fields=("outcome", "reason"), fixed={"office": code, "entry": entry},
        choices={"outcome": [("agree", _("Agree")), ("decline", _("Decline"))]}, initial={"outcome": "agree"},
    )  # fmt: skip
    about = f"{number} · {row['reference']} · {shown(row['sum_paise'])}"
    return act_page(request, form, _("Confirm money back"), _("Save"), about, _address(code, number))


def _found(authority: Authority, number: str) -> Advance:
    return theirs(advances_of(authority).filter(number=number).first())


def _address(code: str, number: str) -> str:
    return reverse("benefits:advance", kwargs={"code": code, "number": number})


def _place(authority: Authority, code: str) -> str:
    """The name of the society, or of the scheme."""
    if authority.role in OF_SOCIETY:
        society = Society.objects.filter(code=code).first()
        return words.society_name(society) if society else code
    office = SchemeOffice.objects.filter(code=code).first()
    return words.scheme_title(office) if office else code


def _advance(code: str, one: Advance) -> dict[str, Any]:
    state = advance_state(one)
    return {
        **state, "number": one.number, "address": _address(code, one.number),
        "society_name": words.society_name(one.society),
        "scheme_title": words.scheme_title(one.release.scheme),
        "months": ", ".join(words.month(month) for month in one.release.months),
        "sum": shown(one.total), "payment_word": words.word(words.ADVANCES, state["payment"]),
        "last": page_words.day(date.fromisoformat(state["last_day"])) if state["last_day"] else "",
        "shown_places": [
            (words.word(words.PLACES_OF_ADVANCE, place["place"]), place["people"], shown(place["sum_paise"]))
            for place in state["places"]
        ],
        "late": _late(state["late"]) if state["late"] else "",
    }  # fmt: skip


def _late(late: dict[str, Any]) -> str:
    """What came back late, and its interest: by the order, or held with the order that is missing."""
    named = {"sum": shown(late["sum_paise"]), "days": late["days"], "order": late["order"]}
    if late["interest_paise"] is None:
        forms = {name: shown(late["forms_paise"][name], paise=True) for name in ("simple", "compound")}
        return _(
            "%(sum)s came back up to %(days)s days late. The interest is %(simple)s simple or %(compound)s "
            "compound. It is held: the form was not read. Missing: %(order)s."
        ) % {**named, **forms}
    interest = shown(late["interest_paise"], paise=True)
    told = _("%(sum)s came back up to %(days)s days late. The interest is %(interest)s. By: %(order)s.") % {
        **named,
        "interest": interest,
    }
    rest = shown(late["interest_rest_paise"], paise=True)
    return f"{told} " + _("Still to be paid of it: %(rest)s.") % {"rest": rest}


def _line(code: str, one: Leg, authority: Authority, *, is_entered: bool) -> dict[str, Any]:
    state = "entered" if is_entered and one.state == Leg.State.LISTED else one.state
    is_open = state == Leg.State.LISTED and authority.role == AGENT
    number = one.advance.number if one.advance else ""
    return {
        "reference": one.reference, "ward": one.of_award.ward, "sum": shown(one.amount),
        "state": (_LOOKS.get(state, "open"), words.word(words.LINES, state)), "on": one.paid_on,
        "why": words.word(words.OUTCOMES, one.why) if one.why in words.OUTCOMES else "",
        "deliver": reverse(
            "benefits:deliver", kwargs={"code": code, "number": number, "line": one.reference}
        ) if is_open else "",
    }  # fmt: skip


def _waiting(rows: Iterable[Delivery]) -> Iterable[dict[str, Any]]:
    for one in rows:
        yield {
            "entry": one.pk, "reference": one.leg.reference, "sum": shown(one.leg.amount), "on": one.on,
            "outcome": words.word(words.OUTCOMES, one.outcome), "proof": words.word(words.PROOFS, one.proof),
            "about": one.reference if one.proof != Delivery.Proof.CODE else "",
        }  # fmt: skip


def _returns(code: str, found: Advance, authority: Authority) -> Iterable[dict[str, Any]]:
    for one in returns_with_states(found):
        is_open = authority.role == SCHEME and one["state"] == "waits"
        place = {"code": code, "number": found.number, "entry": one["entry"]}
        yield {
            **one, "on": page_words.day(date.fromisoformat(one["on"])), "sum": shown(one["sum_paise"]),
            "state": words.state_words(one["state"]),
            "confirm": reverse("benefits:confirm_return", kwargs=place) if is_open else "",
        }  # fmt: skip


def _fault(fault: Fault) -> dict[str, str]:
    return {"where": fault.record, "column": fault.field, "says": str(said(fault))}
