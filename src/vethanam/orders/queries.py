"""Which orders do not hold, for whom and from when, as known at an instant."""

from __future__ import annotations

from datetime import date, datetime

from vethanam.orders.models import OrderEffect

_DOES_NOT_HOLD = {OrderEffect.State.STAYED, OrderEffect.State.SET_ASIDE, OrderEffect.State.SUPERSEDED}


def orders_not_in_force(day: date, known_at: datetime) -> frozenset[tuple[int, int | None]]:
    """Pairs (order id, employment id or None for everybody) whose latest known effect on ``day`` suspends the order."""
    latest: dict[tuple[int, int | None], str] = {}
    rows = (
        OrderEffect.objects.filter(valid_from__lte=day, recorded_at__lte=known_at)
        .order_by("valid_from", "recorded_at", "id")
        .values_list("order_id", "employment", "state")
    )
    for order, employment, state in rows:
        latest[order, employment] = state
    return frozenset(key for key, state in latest.items() if state in _DOES_NOT_HOLD)
