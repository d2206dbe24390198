"""Acts and the view of incentives of societies: claimed by the society, ordered by scheme and finance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_cycles import FINANCE
from vethanam.acts.benefit_fields import OFFICE, SCHEME
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code
from vethanam.acts.home_deliveries import OfAdvance, advance_of
from vethanam.acts.home_delivery_views import PageOfAdvances
from vethanam.acts.key_signatures import SignedGiven, prepared_alone, seed_of
from vethanam.benefits.actions.incentives import claim_incentive, order_incentive, require_order
from vethanam.benefits.models import IncentiveBill
from vethanam.benefits.payment_statements import incentive_statement
from vethanam.benefits.powers import OF_SOCIETY, SOCIETY_SECRETARY
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.benefits.queries.incentives import difference_of, incentives_of, state_of, with_states
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import shown


class OrderIncentiveGiven(SignedGiven):
    """An incentive bill, for its scheme where an officer has several."""

    office: Code | None = Field(
        None,
        title=_("Society or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )
    bill: Code = Field(title=_("Incentive bill"), description=_("Its number, such as I2600000001."))


@act(
    "claim_incentive", title=_("Claim the incentive"), roles=(SOCIETY_SECRETARY,), scope=OFFICE,
    power="present",
)  # fmt: skip
def claim(authority: Authority, given: OfAdvance) -> Answer:
    """Claim the incentive of a list that is delivered to the end: its deliveries times the rate in force.

    A list has one bill. It is paid into the society's verified account once an officer of the scheme and one
    of finance have ordered it.
    """
    bill = claim_incentive(authority, advance_of(authority, given.advance))
    state = incentive_state(with_states(IncentiveBill.objects.filter(pk=bill.pk)).get())
    return Answer.of(
        "incentive_claimed", state, bill=bill.number, count=bill.deliveries, sum=shown(bill.total)
    )


def _prepare(authority: Authority, given: OrderIncentiveGiven) -> Prepared:
    bill = bill_of(authority, given.bill)
    require_order(authority, bill)
    says = incentive_statement(bill)
    summary = {
        **{name: says[name] for name in ("incentive", "list", "society", "scheme", "deliveries", "figure")},
        "agent": shown(bill.agent, paise=True), "own": shown(bill.own, paise=True),
        "sum": shown(bill.total, paise=True),
    }  # fmt: skip
    return prepared_alone(authority, "order_incentive", bill.number, says, summary, seed_of(given))


@act(
    "order_incentive", title=_("Order the payment of an incentive"), roles=(SCHEME, FINANCE), scope=OFFICE,
    power="present", signs="benefit", prepares=_prepare,
)  # fmt: skip
def order(authority: Authority, given: OrderIncentiveGiven) -> Answer:
    """Order by your own key that the incentive of a society is paid.

    An officer of the scheme and another of finance order it. Nothing is paid without both.
    """
    bill = bill_of(authority, given.bill)
    order_incentive(authority, bill)
    row = with_states(IncentiveBill.objects.filter(pk=bill.pk)).get()
    code = "incentive_ordered_by_two" if row.count == len((SCHEME, FINANCE)) else "incentive_ordered"
    return Answer.of(code, incentive_state(row), bill=bill.number, sum=shown(bill.total))


@view(
    "incentives", title=_("Incentives of societies"), roles=(*OF_SOCIETY, SCHEME, FINANCE), scope=OFFICE,
    rows="incentives",
)  # fmt: skip
def incentives(authority: Authority, given: PageOfAdvances) -> Mapping[str, Any]:
    """The incentive bills of a society or scheme, for finance of all, the latest first.

    ``difference_paise`` is the sum that the figure known today would add: below zero, a later order has
    lowered it. It is told, and nothing is deducted.
    """
    rows = list(with_states(incentives_of(authority)))
    return given.read_list("incentives", rows, lambda one: one.number, incentive_state)


def bill_of(authority: Authority, number: str) -> IncentiveBill:
    """The incentive bill of a number that the officer's office has; Unsound without one."""
    found = incentives_of(authority).filter(number=number).first()
    if found is None:
        raise Unsound("incentive_unknown", bill=typed(number, 16))
    return found


def incentive_state(one: Any) -> dict[str, Any]:
    """A bill with its state."""
    advance, credited = one.advance, money_of_advance(one.advance).paid_on
    return {
        "bill": one.number, "list": advance.number, "society": advance.society.code,
        "scheme": advance.release.scheme.code, "deliveries": one.deliveries, "agent_paise": one.agent,
        "own_paise": one.own, "sum_paise": one.total, "figure": one.figure, "state": state_of(one),
        "paid_on": one.paid_on.isoformat() if one.paid_on else None,
        "difference_paise": difference_of(one, credited) if credited else None,
    }  # fmt: skip
