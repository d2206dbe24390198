"""Requests of a program under a purpose with approvals: one text and one set of values, as a campaign.

The body composes; this State's officers approve on their pages or decline. Its numbers name the people in
place of a rule, and all else is as for a message of an office.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from vethanam.errors import Fault, Refused, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaigns import Composed, Draft, compose
from vethanam.messaging.cohorts import BY_ORDER, CASE
from vethanam.messaging.templates import Text
from vethanam.messaging.wording import values_of
from vethanam.orders.models import Order
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.purposes.registry import catalogue_now

#: values that name the recorded order of a text; its other values are read from that order
OF_ORDER = ("order_number", "order_dated")


def needs_approvals(code: str, at: datetime) -> bool:
    """Whether officers approve each message of a purpose.

    Raises
    ------
    Refused
        Its people follow from an order or a breach case, so that no body names them.
    """
    purpose = catalogue_now().on(code, at.astimezone(IST).date())
    if purpose is None or not roles_needed(purpose, is_caution=False):
        return False
    if code in BY_ORDER or CASE in purpose.cohort_attributes:
        raise Refused("register_people_by_rule", purpose=code)
    return True


def shared_faults(text: Text, people: Mapping[str, Mapping[str, str]]) -> Iterator[Fault]:
    """The faults of the values of a text for everybody: unequal ones, and ones that its order has not."""
    first, *others = people.values()
    for place, values in enumerate(others, 2):
        if values != first:
            yield Fault("", f"people.{place}", "register_values_differ")
            return
    if not _named_in(text):
        return
    order = order_of(first)
    if order is None:
        yield Fault("", "people.1.order_number", "register_order_unknown")
        return
    try:
        values_of(order, text.content)
    except UnsoundInput as unsound:
        yield from unsound.faults


def values_needed(text: Text) -> dict[str, str]:
    """The values that a request gives for a text with approvals, with their forms: those of its order."""
    return {name: text.values[name] for name in _named_in(text)}


def order_of(values: Mapping[str, Any]) -> Order | None:
    """The recorded order that the values of a text name."""
    try:
        dated = date.fromisoformat(str(values.get("order_dated")))
    except ValueError:
        return None
    return Order.objects.filter(number=values.get("order_number"), dated=dated).first()


def ask_approvals(asking: Authority, draft: Draft) -> Composed | None:
    """Compose a request as a campaign that waits for its approvals, or as its recorded refusal; None where
    its numbers mean nobody.
    """
    if draft.named is None or not draft.named.persons:
        return None
    return compose(asking, draft)


def _named_in(text: Text) -> tuple[str, ...]:
    return tuple(name for name in OF_ORDER if name in text.values)
