"""The order that an entry cites, as a form asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.service_book.models import Fact
from vethanam.service_book.queries import EARNS
from vethanam.web.drawing.entry_fields import Column, order_columns, read, written_one


def columns_of_order(model: type[Fact]) -> tuple[Column, ...]:
    """What a form of a kind of entry asks of its order."""
    return order_columns(is_needed=model.needs_order, has_arrears=model.kind() in EARNS)


def order_typed(
    model: type[Fact], columns: tuple[Column, ...], typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The order as it was typed, and what is wrong with it by column."""
    values, faults = read(model, columns, None, typed)
    if not faults and bool(values["order_number"]) != bool(values["order_dated"]):
        faults = {"order_dated": _("An order has its number and the day it is dated. Enter both.")}
    if not faults and not values["order_number"] and any(values.values()):
        faults = {"order_number": _("Enter the order that says so, or leave this empty.")}
    return values, faults


def cited(authority: Authority, values: Mapping[str, Any]) -> Order | None:
    """The order, recorded on its first mention; none where none was typed.

    Raises
    ------
    Unsound
        It is recorded already, and says otherwise than was typed.
    """
    if not values["order_number"]:
        return None
    stated = {
        "payment_mode": values.get("payment_mode"),
        "instalments": values.get("order_instalments"),
        "locked_until": values.get("locked_until"),
    }
    said = {name: value for name, value in stated.items() if value}
    kind = values.get("order_kind") or Order.Kind.OFFICE
    order = record_order(
        authority, number=values["order_number"], dated=values["order_dated"], kind=kind, **said
    )
    if values.get("order_kind"):
        said["kind"] = kind
    if any(getattr(order, name) != value for name, value in said.items()):
        raise Unsound("order_says_otherwise", order=str(order))
    return order


def order_of(fact: Fact) -> dict[str, str]:
    """Number and day of the order that an entry cites, as they would be typed."""
    if fact.order is None:
        return {}
    return {"order_number": fact.order.number, "order_dated": written_one(fact.order.dated, "day")}
