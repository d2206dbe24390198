"""Record an order, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import Event, append, append_many
from vethanam.ledger.leaves import refuse_contacts
from vethanam.orders.models import Order, OrderEffect

NUMBER_AT_MOST = 120
#: orders that are asked for by number; of more all of their years are read
FEW = 5000


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
        raise Unsound(
            "order_without_number",
            "An order needs its number. Enter it as printed, such as G.O.(P) No.1/2026/Fin.",
        )
    if len(number) > NUMBER_AT_MOST:
        raise Unsound(
            "order_number_too_long",
            f"The number of an order has at most {NUMBER_AT_MOST} characters. Enter it as printed.",
        )
    refuse_contacts(number_of_an_order=number)
    if dated > authority.at.date():
        raise Unsound(
            "order_from_future", f"Order {number} is dated {dated}, after today. Check the date of the order."
        )
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
def record_orders(authority: Authority, orders: Iterable[tuple[str, date]], *, kind: str) -> dict[tuple[str, date], int]:
    """The ids of many orders by number and date, each recorded once; numbers and dates were checked by the caller."""
    wanted = list(dict.fromkeys(orders))
    if not wanted:
        return {}
    among = Order.objects.filter(dated__range=(min(d for _, d in wanted), max(d for _, d in wanted)))
    if len(wanted) < FEW:
        among = among.filter(number__in={number for number, _ in wanted})
    known = {(number, dated): pk for number, dated, pk in among.values_list("number", "dated", "pk")}
    fresh = [pair for pair in wanted if pair not in known]
    rows = Order.objects.bulk_create(
        [Order(number=number, dated=dated, kind=kind, recorded_at=authority.at) for number, dated in fresh],
        batch_size=5000,
    )
    append_many(
        [
            Event(
                "order_recorded",
                {"order": order.number, "dated": order.dated.isoformat(), "kind": order.kind},
                None,
                authority.at,
                authority.is_sample,
            )
            for order in rows
        ]
    )
    known |= {(order.number, order.dated): order.pk for order in rows}
    return {pair: known[pair] for pair in wanted}


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
        raise Unsound(
            "unknown_effect",
            f"“{typed(state)}” is not an effect of an order. Use one of: {', '.join(OrderEffect.State.values)}.",
        )
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
