"""Record an order, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.leaves import refuse_contacts
from vethanam.orders.models import Order, OrderEffect

NUMBER_AT_MOST = 120


@transaction.atomic
def record_order(authority: Authority, *, number: str, dated: date, **fields: Any) -> Order:
    """The order with this number and date, recorded once; asking again gives the same row.

    Raises
    ------
    Unsound
        The number is empty, longer than an order has, or looks like a contact; or the order is dated after it is recorded.
    """
    number = " ".join(number.split())
    if not number:
        raise Unsound("order_without_number")
    if len(number) > NUMBER_AT_MOST:
        raise Unsound("order_number_too_long", most=NUMBER_AT_MOST)
    refuse_contacts(number_of_an_order=number)
    if dated > authority.at.date():
        raise Unsound("order_from_future", order=number, day=dated)
    known = Order.objects.filter(number=number, dated=dated).first()
    if known:
        return known
    order = Order.objects.create(number=number, dated=dated, recorded_at=authority.at, **fields)
    append(
        "order_recorded",
        public={"order": number, "dated": dated.isoformat(), "kind": order.kind},
        private=None,
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return order


@transaction.atomic
def record_order_effect(
    authority: Authority,
    order: Order,
    *,
    state: str,
    valid_from: date,
    employment: int | None = None,
    case_number: str = "",
    by_order: Order | None = None,
) -> OrderEffect:
    """A stay, its vacation, a setting aside or a supersession takes effect. Facts are read through it from now on."""
    if state not in OrderEffect.State.values:
        raise Unsound("unknown_effect", state=typed(state), states=[*OrderEffect.State.values])
    refuse_contacts(case_number=case_number)
    effect = OrderEffect.objects.create(
        order=order,
        state=state,
        employment=employment,
        valid_from=valid_from,
        recorded_at=authority.at,
        case_number=case_number,
        by_order=by_order,
    )
    append(
        "order_effect",
        public={
            "order": order.number,
            "dated": order.dated.isoformat(),
            "state": state,
            "from": valid_from.isoformat(),
        },
        private={"employment": employment},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return effect
