"""Views of money of benefits paid too much: months to demand, demands, and the place of each rupee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _

from vethanam.acts.benefit_cycle_views import PageOfScheme, scheme_code
from vethanam.acts.benefit_fields import OFFICE, OFFICERS, SCHEME, scheme_of
from vethanam.acts.declaration import view
from vethanam.acts.demands import OfDemand, demand_of
from vethanam.acts.lists import Page
from vethanam.benefits.demand_rules import HeldInterest, held_interest, interests_of
from vethanam.benefits.models import Award, Demand, DemandAnswer, DemandEvent, SchemeOffice
from vethanam.benefits.queries.checks import decided
from vethanam.benefits.queries.demands import (
    agreed_or_stay,
    demands_of,
    kept_for,
    lines_of_demand,
    overpaid_of,
    settled_of,
    state_of,
)
from vethanam.benefits.queries.reach import require_reach_of_award
from vethanam.identity.authority import Authority
from vethanam.periods import Month

#: months of cycles in which the list of overpaid months looks
LOOKED_BACK = 12


@view("overpaid_months", title=_("Paid too much"), roles=(SCHEME,), scope=OFFICE, rows="months")
def overpaid_months(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """Months paid above their due that nobody has demanded, as the cycles of the last year found them."""
    found = overpaid_rows(authority, scheme_of(scheme_code(authority, given.scheme)))
    return given.read_list("months", found, lambda one: f"{one['award']}-{one['month']}", lambda one: one)


@view("demands", title=_("Demands"), roles=OFFICERS, scope=OFFICE, rows="demands")
def demands(authority: Authority, given: Page) -> Mapping[str, Any]:
    """The demands of a scheme or local body, the latest first, each with what remains."""
    found = list(demands_of(authority))
    return given.read_list("demands", found, lambda one: one.number, demand_state)


@view("demand_shown", title=_("A demand"), roles=OFFICERS, scope=OFFICE)
def demand_shown(authority: Authority, given: OfDemand) -> Mapping[str, Any]:
    """One demand: months, answers, decision, changes, instalments, and the place of every rupee.

    ``settled`` splits everything that came back or was waived: principal first, then interest, in the order
    in which it counted. ``interest_held`` is interest without a form at the decision, with the order that it
    waits for.
    """
    row = demand_of(given.demand)
    require_reach_of_award(authority, row.award, *OFFICERS)
    return whole_demand(row)


def overpaid_rows(authority: Authority, scheme: SchemeOffice) -> list[dict[str, Any]]:
    """The months that can be demanded, by award."""
    found = overpaid_of(scheme, int(Month.of(localdate(authority.at)).plus(-LOOKED_BACK)))
    rows = Award.objects.select_related("beneficiary__person").in_bulk([one.award for one in found])
    return [
        {
            "award": rows[one.award].number, "beneficiary": rows[one.award].beneficiary.number,
            "name": rows[one.award].beneficiary.person.name,
            "name_ml": rows[one.award].beneficiary.person.name_ml,
            "month": str(Month.from_key(one.month)), "too_much_paise": one.open,
        }
        for one in found
    ]  # fmt: skip


def demand_state(row: Demand) -> dict[str, Any]:
    """A demand with its sums."""
    state = state_of(row)
    return {
        "demand": row.number, "award": row.award.number, "beneficiary": row.award.beneficiary.number,
        "scheme": row.award.scheme.code, "cause": row.cause, "of": row.addressee,
        "notice_on": row.notice_on.isoformat(), "answer_by": row.answer_by.isoformat(),
        "state": state.word, "principal_paise": state.principal, "interest_paise": state.interest,
        "remaining_paise": state.remaining,
    }  # fmt: skip


def whole_demand(row: Demand) -> dict[str, Any]:
    """A demand with all that belongs to it."""
    state, lines = state_of(row), lines_of_demand(row)
    events = list(DemandEvent.objects.filter(demand=row).select_related("order").order_by("pk"))
    checks = decided("demand", [one.pk for one in events])
    whole = state.principal + state.interest
    return {
        **demand_state(row),
        "months": [
            {
                "month": str(Month.from_key(one.for_month)), "amount_paise": one.amount,
                "paid_on": one.paid_on.isoformat() if one.paid_on else None,
            }
            for one in lines
        ],
        "interest_by_form_paise": interests_of(row, lines),
        "interest_held": _held(held_interest(row, lines, state)),
        "answers": [
            {"on": one.received_on.isoformat(), "heard": one.is_heard, "words": one.words}
            for one in DemandAnswer.objects.filter(demand=row).order_by("pk")
        ],
        "decision": _decision(row),
        "changes": [
            {
                "entry": one.pk, "change": one.kind, "by": one.by or None, "on": one.on.isoformat(),
                "amount_paise": one.amount, "reference": one.reference,
                "order": str(one.order) if one.order else None, "agreed": agreed_or_stay(one, checks),
            }
            for one in events
        ],
        "kept_back": [
            {
                "release": one.release, "award": one.award, "month": str(Month.from_key(one.month)),
                "amount_paise": one.amount,
            }
            for one in kept_for(row)
        ],
        "settled": [
            {
                "how": one.how, "reference": one.reference, "amount_paise": one.amount,
                "principal_paise": one.principal, "interest_paise": one.interest,
            }
            for one in settled_of(row)
        ],
        "places": [{"place": name, "sum_paise": amount} for name, amount in state.places],
        "is_whole": sum(amount for _name, amount in state.places) == whole,
    }  # fmt: skip


def _held(held: HeldInterest | None) -> dict[str, Any] | None:
    """Interest that waits for an order of its form, or, once its sum is known, for an officer to enter it."""
    return None if held is None else {"sum_paise": held.sum, "form": held.form or None, "order": held.order}


def _decision(row: Demand) -> dict[str, Any] | None:
    one = getattr(row, "decision", None)
    if one is None:
        return None
    return {
        "outcome": one.outcome, "order": str(one.order), "words": one.words, "words_ml": one.words_ml,
        "form": one.form or None, "source": one.source.number if one.source else None,
        "from": str(Month.from_key(one.from_month)) if one.from_month else None,
        "instalment_paise": one.instalment, "most_of_month": one.most_rate,
    }  # fmt: skip
