"""The scanned orders behind a bill.

An order is behind a bill if it caused one of the claims, or if an entry by it holds for a person of the bill
in a month that the bill draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from vethanam.orders.models import Order, OrderScan
from vethanam.orders.scan_withdrawals import withdrawn_scans
from vethanam.payroll.models import Bill, Claim
from vethanam.periods import Month
from vethanam.service_book.models import FACTS, Fact
from vethanam.service_book.queries import counting

#: first and last day of the months that a bill draws for each employee
type Days = Mapping[int, tuple[date, date]]


@dataclass(frozen=True, slots=True)
class OrderOfBill:
    """An order behind a bill, and its scans."""

    order: Order
    scans: tuple[OrderScan, ...]


def orders_of_bill(bill: Bill) -> list[OrderOfBill]:
    """The orders behind a bill with their scans, the latest order first. Withdrawn scans are left out."""
    claims = Claim.objects.filter(lines__bill=bill).values_list("employment_id", "for_month", "cause_id")
    rows = list(claims)
    days: dict[int, tuple[date, date]] = {}
    for employment, key, _ in rows:
        month = Month.from_key(key)
        first, last = days.get(employment, (month.first, month.last))
        days[employment] = min(first, month.first), max(last, month.last)
    found = {cause for _, _, cause in rows if cause}
    for model in FACTS.values():
        found.update(_orders_of(model, days))
    scans = OrderScan.objects.filter(order__in=found).exclude(pk__in=withdrawn_scans().values("pk"))
    of_order: dict[Order, list[OrderScan]] = {}
    for scan in scans.select_related("order").order_by("-order__dated", "-order_id", "pk"):
        of_order.setdefault(scan.order, []).append(scan)
    return [OrderOfBill(order, tuple(its)) for order, its in of_order.items()]


def _orders_of(model: type[Fact], days: Days) -> Iterator[int]:
    """The ids of scanned orders of entries of one kind that hold on one of the days."""
    rows = counting(model).filter(employment__in=[*days])
    asked = rows.filter(order__in=OrderScan.objects.values("order"))
    names = ("employment_id", "order_id", "valid_from", "valid_until", *model.told_apart_by)
    found = [
        (employment, order, since, key)
        for employment, order, since, until, *key in asked.values_list(*names)
        if since <= days[employment][1] and (until is None or until >= days[employment][0])
    ]
    later = _starts(rows, model, {employment for employment, *_ in found}) if model.is_exclusive else {}
    for employment, order, since, key in found:
        starts = later.get((employment, *key), ())
        if not any(since < start <= days[employment][0] for start in starts):
            yield order


def _starts(rows: QuerySet[Any], model: type[Fact], people: set[int]) -> dict[tuple[Any, ...], list[date]]:
    """The first days of people's entries, by employment and the columns that distinguish entries."""
    starts: dict[tuple[Any, ...], list[date]] = {}
    if people:
        of = rows.filter(employment__in=people).values_list(
            "employment_id", "valid_from", *model.told_apart_by
        )
        for employment, since, *key in of:
            starts.setdefault((employment, *key), []).append(since)
    return starts
