"""The scans of orders that a person may read of her own service book."""

from __future__ import annotations

from vethanam.orders.models import Order, OrderScan
from vethanam.orders.scan_withdrawals import withdrawn_scans
from vethanam.service_book.models import FACTS
from vethanam.service_book.queries.current_entries import counting


def own_scans(employment: int) -> dict[int, list[OrderScan]]:
    """By order the scans of verified entries of an employment.

    An order that is also about others is left out, because its paper shows them; one of the Government is
    published.
    """
    mine = {
        order
        for model in FACTS.values()
        for order in counting(model)
        .filter(employment=employment, order__in=OrderScan.objects.values("order"))
        .values_list("order_id", flat=True)
    }
    if not mine:
        return {}
    shared = {
        order
        for model in FACTS.values()
        for order in model.rows()
        .filter(order__in=mine)
        .exclude(employment=employment)
        .values_list("order_id", flat=True)
        .distinct()
    }
    published = Order.objects.filter(pk__in=shared, kind=Order.Kind.GOVERNMENT).values_list("pk", flat=True)
    read = mine - shared | set(published)
    found: dict[int, list[OrderScan]] = {}
    scans = OrderScan.objects.filter(order__in=read).exclude(pk__in=withdrawn_scans().values("pk"))
    for scan in scans.select_related("order").order_by("pk"):
        found.setdefault(scan.order_id, []).append(scan)
    return found
