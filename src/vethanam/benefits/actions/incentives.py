"""A society claims the incentive of a delivered list; officers of the scheme and of finance order it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.actions.applications import next_number
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Advance, IncentiveBill, IncentiveOrder, Leg
from vethanam.benefits.order_proofs import one_order_at_a_time, orders_of_incentive
from vethanam.benefits.payment_statements import incentive_statement
from vethanam.benefits.powers import SCHEME, SOCIETY_SECRETARY, require_scheme, society_of
from vethanam.benefits.queries.deliveries import money_of_advance
from vethanam.benefits.queries.incentives import ORDERING, incentive_rate
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting


@transaction.atomic
def claim_incentive(authority: Authority, advance: Advance) -> IncentiveBill:
    """Claim the incentive of a list that is delivered to the end: its deliveries times the rate.

    The rate is the one in force on the day on which the society got the money, as known now. A payment of
    several months to one person is one delivery.

    Raises
    ------
    Refused
        She is not the secretary of this society, lines are open, nothing was delivered, or it is claimed.
    Unsound
        No order with the rate of that day was read.
    """
    if society_of(authority, SOCIETY_SECRETARY).pk != advance.society_id:
        raise Refused("benefit_of_another_office")
    money = money_of_advance(advance)
    if money.payment != Leg.State.CREDITED or money.paid_on is None:
        raise Refused("advance_not_credited", list=advance.number)
    if money.listed_people:
        raise Refused("incentive_before_end", list=advance.number, count=money.listed_people)
    if not money.delivered_people:
        raise Refused("incentive_without_delivery", list=advance.number)
    before = IncentiveBill.objects.filter(advance=advance).first()
    if before is not None:
        raise Refused("incentive_claimed_before", list=advance.number, bill=before.number)
    rate = incentive_rate(money.paid_on)
    if rate is None:
        raise Unsound("incentive_rate_not_read", day=money.paid_on)
    number = next_number("I", localdate(authority.at).year, IncentiveBill)
    facts: dict[str, Any] = {
        "deliveries": money.delivered_people, "agent": rate.agent, "own": rate.own,
        "total": rate.both * money.delivered_people, "figure": rate.figure,
    }  # fmt: skip
    leaf = stage(
        authority, "incentive.claimed",
        {"bill": number, "list": advance.number, "society": advance.society.code}, facts,
    )  # fmt: skip
    return IncentiveBill.objects.create(
        number=number, advance=advance, leaf=leaf, **facts, **entered(authority)
    )


def require_order(authority: Authority, bill: IncentiveBill) -> None:
    """Refuse everybody who may not order the payment of an incentive now.

    Raises
    ------
    Refused
        The officer is of another scheme or role, claimed the bill, or she or her role ordered it before.
    """
    if authority.role not in ORDERING:
        raise Refused("benefit_of_another_office")
    if authority.role == SCHEME:
        require_scheme(authority, bill.advance.release.scheme)
    person = person_acting(authority)
    orders = orders_of_incentive(bill.pk)
    if any(row.role == authority.role for row in orders):
        raise Refused("incentive_ordered_before", bill=bill.number)
    if any(person == row.person_id or authority.account == row.entered_by_id for row in (bill, *orders)):
        raise Refused("payment_ordered_by_oneself")


@transaction.atomic
def order_incentive(authority: Authority, bill: IncentiveBill) -> IncentiveOrder:
    """Order the payment of an incentive. With the second order the worker writes it into a bank file.

    Raises
    ------
    Refused
        The officer may not order it (:func:`require_order`).
    """
    one_order_at_a_time(bill.number)
    require_order(authority, bill)
    leaf = stage(
        authority, "incentive.ordered", {"bill": bill.number, "role": authority.role},
        incentive_statement(bill),
    )  # fmt: skip
    return IncentiveOrder.objects.create(
        bill=bill, role=authority.role, leaf=leaf,
        signed_id=authority.signed.record if authority.signed else None, **entered(authority),
    )  # fmt: skip
