"""Payments of releases: where every rupee is, the order of a payment, its legs, accounts to sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import OFFICERS, SCHEME
from vethanam.acts.benefit_payment_views import money_state
from vethanam.benefits.models import Leg, Release, SchemeOffice
from vethanam.benefits.order_proofs import lines_to_order, orders_of_release
from vethanam.benefits.queries.payments import legs_of, lifted_deaths, unsigned_routes
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.benefit_compensation import OpenLine, to_release
from vethanam.payroll.models import Compensation
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views import place_of
from vethanam.web.benefits.views_incentives import incentives_to_order
from vethanam.web.benefits.views_months import act_page
from vethanam.web.parts.access import officer
from vethanam.web.parts.names import said
from vethanam.web.parts.paging import page_of

PLACES: dict[str, str] = {
    "not_ordered": gettext_noop("Payment not ordered yet"),
    "elsewhere": gettext_noop("Paid by another payer"),
    "no_route": gettext_noop("No checked account or society"),
    "no_account": gettext_noop("Paid at home: waits for an account"),
    "unsigned": gettext_noop("Account or society not signed"),
    "to_order_again": gettext_noop("Not delivered: to be ordered once more"),
    "stopped": gettext_noop("Death reported: not paid"),
    "withheld": gettext_noop("Not proven: withheld"),
    "to_write": gettext_noop("To be written into a file"),
    "written": gettext_noop("Written, not sent yet"),
    "with_bank": gettext_noop("Sent to the bank, no answer yet"),
    "credited": gettext_noop("Credited"),
    "rejected": gettext_noop("Rejected by the bank: the account needs a correction"),
    "returned": gettext_noop("Came back: the account needs a correction"),
    "waiting": gettext_noop("Home delivery: waits for a list"),
    "listed": gettext_noop("On a delivery list"),
    "delivered": gettext_noop("Delivered at home"),
    "undelivered": gettext_noop("Not delivered: came back"),
    "kept_back": gettext_noop("Kept back for a demand"),
}
LEG_STATES: dict[str, str] = {
    "instructed": gettext_noop("Sent to the bank, no answer yet"),
    "reissued": gettext_noop("Paid again by another payment"),
    **{name: PLACES[name] for name in (
        "withheld", "credited", "rejected", "returned", "waiting", "listed", "delivered", "undelivered",
    )},
}  # fmt: skip
#: our reasons for a withheld payment; the bank's codes are shown as they are
WHY: dict[str, str] = {
    "payment_not_ordered": gettext_noop("The two signed orders were not found in the log."),
    "account_unsigned": gettext_noop("No valid signature covers this account."),
    "society_route_unsigned": gettext_noop("Nobody signed that this society brings the money."),
    "not_ordered_again": gettext_noop("A society has had this money, and nobody ordered it once more."),
    "account_not_in_force": gettext_noop("Another account is in force by now."),
    "paid_before": gettext_noop("This award is paid by another payment."),
    "amount_not_signed": gettext_noop("The sum is not the one that was ordered."),
    "benefit_compensation_unsigned": gettext_noop(
        "The signatures of a law officer and of finance do not cover this line."
    ),
    "award_stopped": gettext_noop("A death is reported."),
    "payee_unwritable": gettext_noop("The name on the account cannot be written into a bank file."),
}
_LOOKS = {"credited": "done", "delivered": "done", "instructed": "look", "waiting": "look", "listed": "look"}
_A_PAGE = 100


@officer(SCHEME, scope="code")
@require_GET
def payments(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The releases of a scheme: people and sum of each place, and the order that this officer may give."""
    return _payments(request, authority, _office(code), "benefits")


@officer(Role.FINANCE_OFFICER)
@require_GET
def finance_payments(request: HttpRequest, authority: Authority, scheme: str) -> HttpResponse:
    """The same page for finance."""
    return _payments(request, authority, _office(scheme), "finance")


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Order the payment of a release for the scheme, by one's own key."""
    row = _release(code, number)
    return _order(request, row, {"office": code}, reverse("benefits:payments", kwargs={"code": code}))


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def finance_order(request: HttpRequest, authority: Authority, scheme: str, number: str) -> HttpResponse:
    """Order the payment of a release for finance, by one's own key."""
    row = _release(scheme, number)
    return _order(request, row, {}, reverse("finance:payments", kwargs={"scheme": scheme}))


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, authority: Authority, code: str, reference: str) -> HttpResponse:
    """Release compensation to the scheme's beneficiaries who have claimed."""
    form = BenefitForm("release_compensation", fields=(), fixed={"office": code, "compensation": reference})
    back = reverse("benefits:payments", kwargs={"code": code})
    about = f"{place_of(authority, code)} · {reference}"
    return act_page(request, form, _("Release compensation"), _("Release"), about, back)


@officer(SCHEME, scope="code")
@require_GET
def legs(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The payments of a release, or those in one state."""
    row = _release(code, number)
    found = legs_of(row)
    if (state := request.GET.get("state", "")) in LEG_STATES:
        found = found.filter(state=state)
    at, pages = page_of(request, found.count(), _A_PAGE)
    page = {
        "place": words.scheme_title(row.scheme), "code": code, "number": number, "pages": pages,
        "rows": [_leg(code, one) for one in found[(at - 1) * _A_PAGE : at * _A_PAGE]],
    }  # fmt: skip
    return render(request, "benefits/legs.html", page)


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Checked accounts that wait for the signature of this officer, all signed with one press."""
    rows = unsigned_routes(authority)
    lifted = lifted_deaths(rows)
    fixed = {"office": code, "accounts": [str(one.pk) for one in rows]}
    form = BenefitForm("sign_benefit_accounts", fields=(), fixed=fixed)
    back = reverse("benefits:accounts", kwargs={"code": code})
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(back)
    page = {
        "place": place_of(authority, code), "code": code, "form": form,
        "rows": [
            {
                "name": words.name(one.application.beneficiary), "number": one.application.beneficiary.number,
                "branch": one.branch, "tail": one.tail, "society": words.society_name(one.society)
                if one.society else "", "lives": one.application_id in lifted,
                "month": words.month(one.from_month) if one.from_month else "",
            }
            for one in rows
        ],
    }  # fmt: skip
    return render(request, "benefits/accounts.html", page)


def _payments(request: HttpRequest, authority: Authority, office: SchemeOffice, face: str) -> HttpResponse:
    month = Month.of(localdate(authority.at))
    rows = Release.objects.filter(scheme=office).select_related("order", "scheme").order_by("-pk")[:24]
    found = [_row(face, authority, one, month) for one in rows]
    page = {
        "place": words.scheme_title(office), "rows": found, "code": office.code, "face": face,
        "incentives": incentives_to_order(authority, office.code, face),
        "compensations": [_to_release(one, lines) for one, lines in to_release(office)]
        if face == "benefits" else [],
    }  # fmt: skip
    return render(request, "benefits/payments.html", page)


def _row(face: str, authority: Authority, row: Release, month: Month) -> dict[str, Any]:
    facts = money_state(row, month)
    is_open = row.payer == "state" and _is_to_order(authority, row, facts)
    given = {"code": row.scheme.code} if face == "benefits" else {"scheme": row.scheme.code}
    return {
        "number": row.number, "order": str(row.order), "is_whole": facts["is_whole"],
        "months": words.release_said(row), "drawn": shown(facts["drawn_paise"] + facts["kept_back_paise"]),
        "is_to_order": is_open, "waits": not is_open and len(facts["ordered_by"]) == 1,
        "address": reverse(f"{face}:order_payment", kwargs={**given, "number": row.number}),
        "legs": reverse("benefits:legs", kwargs={**given, "number": row.number})
        if face == "benefits" else "",
        "places": [
            (_(PLACES[one["place"]]), one["people"], shown(one["sum_paise"])) for one in facts["places"]
        ],
    }  # fmt: skip


def _is_to_order(authority: Authority, row: Release, facts: dict[str, Any]) -> bool:
    """Whether the officer's role has not ordered a release, or not a line of it that was not delivered."""
    if authority.role not in facts["ordered_by"]:
        return True
    places = {one["place"] for one in facts["places"]}
    if not places & {"to_order_again", "to_write", "withheld"}:
        return False
    return bool(lines_to_order(row, orders_of_release(row), authority))


def _to_release(one: Compensation, lines: Sequence[OpenLine]) -> dict[str, Any]:
    return {
        "compensation": one.reference, "order": str(one.order), "people": len(lines),
        "sum": shown(sum(line.amount for line in lines)),
    }  # fmt: skip


def _order(request: HttpRequest, row: Release, fixed: dict[str, Any], back: str) -> HttpResponse:
    form = BenefitForm("order_benefit_payment", fields=(), fixed={"release": row.number, **fixed})
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(back)
    about = f"{words.scheme_title(row.scheme)} · {row.number}"
    page = {
        "question": _("Order the payment"), "stays": about, "form": form, "verb": _("Sign the order"),
        "is_filled": True, "back": back, "back_word": _("Payments"),
    }  # fmt: skip
    return render(request, "parts/act.html", page)


def _leg(code: str, one: Leg) -> dict[str, Any]:
    beneficiary = one.of_award.beneficiary
    return {
        "name": words.name(beneficiary), "number": one.of_award.number, "reference": one.reference,
        "address": reverse("benefits:person", kwargs={"code": code, "number": beneficiary.number}),
        "kind": words.word(words.ROUTES, one.kind), "sum": shown(one.amount), "on": one.paid_on,
        "why": _(WHY[one.why]) if one.why in WHY else one.why,
        "state": (_LOOKS.get(one.state, "open"), _(LEG_STATES[one.state])),
    }  # fmt: skip


def _office(code: str) -> SchemeOffice:
    row = SchemeOffice.objects.filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _release(code: str, number: str) -> Release:
    rows = Release.objects.select_related("scheme", "order")
    row = rows.filter(number=number, scheme__code=code).first()
    if row is None:
        raise Http404
    return row
