"""Record the yearly increments granted by one order."""

from __future__ import annotations

from collections.abc import Collection

from vethanam.errors import Refused, typed
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.payroll.powers import OFFICE, PREPARE, act, require
from vethanam.payroll.runs.increments import Due, due_of
from vethanam.periods import Month
from vethanam.service_book.actions import record
from vethanam.service_book.models import Pay


@act
def grant_increments(
    authority: Authority, drawing_code: str, month: Month, numbers: Collection[str], order: Order
) -> list[str]:
    """Record each employee's increment to the next stage, from the first of its month. Returns the numbers.

    Raises
    ------
    Refused
        No employee is named, an employee has no increment due, or one needs an entry of its own.
    """
    require(authority, roles=OFFICE, scope=drawing_code, power=PREPARE, doing="Granting increments")
    if not numbers:
        raise Refused("no_increment_chosen")
    due = {one.number: one for one in due_of(drawing_code, month)}
    for number in dict.fromkeys(numbers):
        _record(authority, number, due.get(number), order)
    return list(dict.fromkeys(numbers))


def _record(authority: Authority, number: str, one: Due | None, order: Order) -> None:
    if one is None:
        raise Refused("no_increment_due", number=typed(number, 20))
    if one.alone or one.then is None:
        raise Refused("increment_entered_alone", number=typed(number, 20))
    record(
        authority,
        "pay",
        one.pay.employment,
        valid_from=one.since.first,
        order=order,
        basis=one.pay.basis,
        revision=one.pay.revision,
        scale=one.pay.scale,
        basic_pay=one.then,
        reason=Pay.Reason.INCREMENT,
        increment_month=one.since.number,
    )
