"""The changes of pay by an order: verified entries of the people with their book at an office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.service_book.models import Pay, Posting
from vethanam.service_book.queries.book_office import holders_of
from vethanam.service_book.queries.current_entries import counting


@dataclass(frozen=True, slots=True)
class PayChange:
    """A verified entry of pay, and the pay before it; None if it is the first."""

    number: str
    pay: Pay
    before: Pay | None


def pay_changes(order: int, code: str, at: datetime) -> list[PayChange]:
    """The changes of pay by an order under a drawing code, in the order of days and employee numbers.

    People for whom the order is not in force are left out: nothing is granted to them.
    """
    posted = set(counting(Posting).filter(drawing_code__code=code).values_list("employment", flat=True))
    rows = list(counting(Pay).filter(order=order, employment__in=posted).select_related("employment"))
    holders = holders_of({row.employment_id for row in rows}, at)
    suspended = orders_not_in_force(localdate(at), at)
    kept = [
        row
        for row in rows
        if code in holders.get(row.employment_id, ())
        and not {(order, None), (order, row.employment_id)} & suspended
    ]
    earlier = _pays_of(row.employment_id for row in kept)
    found = [PayChange(row.employment.number, row, _before(row, earlier[row.employment_id])) for row in kept]
    return sorted(found, key=lambda one: (one.pay.valid_from, one.number))


def _pays_of(employments: Iterable[int]) -> dict[int, list[Pay]]:
    found: dict[int, list[Pay]] = defaultdict(list)
    rows = counting(Pay).filter(employment__in=set(employments))
    for row in rows.order_by("valid_from", "recorded_at", "pk"):
        found[row.employment_id].append(row)
    return found


def _before(pay: Pay, pays: Iterable[Pay]) -> Pay | None:
    """The last pay that began earlier."""
    return next((one for one in reversed(list(pays)) if one.valid_from < pay.valid_from), None)
