"""The incentive of a delivery list: claimed by the society, ordered by the scheme and by finance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.benefit_fields import SCHEME
from vethanam.acts.incentives import incentive_state
from vethanam.benefits.models import Advance, IncentiveBill
from vethanam.benefits.order_proofs import counting_incentive_orders
from vethanam.benefits.powers import SOCIETY_SECRETARY
from vethanam.benefits.queries.deliveries import advances_of, money_of_advance
from vethanam.benefits.queries.incentives import incentive_rate, incentives_of, to_order, with_states
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.people.models import Role
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views_months import act_page
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.names import said


@officer(SOCIETY_SECRETARY, scope="code")
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """Claim the incentive of a list."""
    row = theirs(advances_of(authority).filter(number=number).first())
    form = BenefitForm("claim_incentive", fields=(), fixed={"office": code, "advance": number})
    back = reverse("benefits:advance", kwargs={"code": code, "number": number})
    return act_page(request, form, _("Claim the incentive"), _("Claim"), number, back, _claimed_sum(row))


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, authority: Authority, code: str, bill: str) -> HttpResponse:
    """Order the payment of an incentive for the scheme, by one's own key."""
    row = theirs(incentives_of(authority).filter(number=bill).first())
    return _order(request, row, {"office": code}, reverse("benefits:payments", kwargs={"code": code}))


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def finance_order(request: HttpRequest, authority: Authority, scheme: str, bill: str) -> HttpResponse:
    """Order the payment of an incentive for finance, by one's own key."""
    rows = incentives_of(authority).filter(advance__release__scheme__code=scheme)
    row = theirs(rows.filter(number=bill).first())
    return _order(request, row, {}, reverse("finance:payments", kwargs={"scheme": scheme}))


def incentive_of(advance: Advance) -> dict[str, Any] | None:
    """The incentive bill of a list for its page; None before it is claimed."""
    row = with_states(IncentiveBill.objects.filter(advance=advance)).first()
    return None if row is None else _shown(row)


def incentives_to_order(authority: Authority, scheme: str, face: str) -> list[dict[str, Any]]:
    """The bills of a scheme that wait for the order of this officer, with their pages."""
    rows = list(with_states(to_order(authority).filter(advance__release__scheme__code=scheme)))
    counting = counting_incentive_orders({order for one in rows for order in one.ordered})
    name = "code" if face == "benefits" else "scheme"
    return [
        {
            **_shown(one),
            "address": reverse(f"{face}:order_incentive", kwargs={name: scheme, "bill": one.number}),
        }
        for one in rows
        if not counting.intersection(one.ordered)
    ]


def _shown(row: Any) -> dict[str, Any]:
    state = incentive_state(row)
    told = {
        "bill": row.number, "society": words.society_name(row.advance.society), "count": row.deliveries,
        "agent": shown(row.agent), "own": shown(row.own),
        "each": shown(row.agent + row.own), "sum": shown(row.total),
    }  # fmt: skip
    says = _(
        "Bill %(bill)s: %(count)s deliveries, %(agent)s to the agent and %(own)s to the society for each: "
        "%(sum)s."
    )
    return {
        "says": says % told,
        "says_to_order": _("%(bill)s, %(society)s: %(count)s deliveries at %(each)s, %(sum)s.") % told,
        "state": words.word(words.INCENTIVES, state["state"]), "number": row.number,
        "difference": shown(state["difference_paise"]) if state["difference_paise"] else "",
    }  # fmt: skip


def _claimed_sum(advance: Advance) -> str:
    """What the society would claim, before it does; in general words where no rate is known."""
    money = money_of_advance(advance)
    rate = incentive_rate(money.paid_on) if money.paid_on else None
    if rate is None:
        return _(
            "The sum is the deliveries times the rate in force. The scheme and finance order it before "
            "payment."
        )
    told = {
        "count": money.delivered_people, "each": shown(rate.both),
        "sum": shown(rate.both * money.delivered_people),
    }  # fmt: skip
    return (
        _("%(count)s deliveries at %(each)s are %(sum)s. The scheme and finance order it before payment.")
        % told
    )


def _order(request: HttpRequest, row: IncentiveBill, fixed: dict[str, Any], back: str) -> HttpResponse:
    form = BenefitForm("order_incentive", fields=(), fixed={"bill": row.number, **fixed})
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        return redirect(back)
    about = f"{words.society_name(row.advance.society)} · {row.number} · {shown(row.total)}"
    page = {
        "question": _("Order the payment of an incentive"), "stays": about, "form": form,
        "verb": _("Sign the order"), "is_filled": True, "back": back, "back_word": _("Payments"),
    }  # fmt: skip
    return render(request, "parts/act.html", page)
