"""Orders not in force: people and first day, as known at an instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q

from vethanam.orders.models import OrderEffect

#: states of an order that is not in force
DOES_NOT_HOLD = {OrderEffect.State.STAYED, OrderEffect.State.SET_ASIDE, OrderEffect.State.SUPERSEDED}

#: first day, order, employment or None for everybody, state
type Effect = tuple[date, int, int | None, str]


def orders_not_in_force(day: date, known_at: datetime) -> frozenset[tuple[int, int | None]]:
    """Pairs (order id, employment id or None for everybody) suspended on ``day`` by
    the latest known effect.
    """
    return suspended_on(day, effects_known(known_at))


def not_in_force_since(day: date, known_at: datetime) -> dict[tuple[int, int | None], date]:
    """The pairs of :func:`orders_not_in_force`, each with the first day of its suspension."""
    since: dict[tuple[int, int | None], date] = {}
    for valid_from, order, employment, state in without_vacated(effects_known(known_at)):
        if valid_from <= day and state not in DOES_NOT_HOLD:
            since.pop((order, employment), None)
        elif valid_from <= day:
            since.setdefault((order, employment), valid_from)
    return since


def set_aside_by(day: date, known_at: datetime) -> dict[tuple[int, int | None], int]:
    """The pairs set aside on a day, as known at an instant, each with the order that did it; itself
    if none is named.
    """
    rows = OrderEffect.objects.filter(recorded_at__lte=known_at, valid_from__lte=day)
    found: dict[tuple[int, int | None], int] = {}
    for order, employment, state, by in rows.order_by("valid_from", "recorded_at", "id").values_list(
        "order_id", "employment", "state", "by_order_id"
    ):
        found.pop((order, employment), None)
        if state == OrderEffect.State.SET_ASIDE:
            found[order, employment] = by or order
    return found


def effects_known(known_at: datetime) -> list[Effect]:
    """The effects known at an instant; the later row of one day holds."""
    rows = OrderEffect.objects.filter(recorded_at__lte=known_at).order_by("valid_from", "recorded_at", "id")
    return list(rows.values_list("valid_from", "order_id", "employment", "state"))


def became_of(orders: Collection[int], employment: int) -> dict[int, OrderEffect]:
    """The last effect on each of these orders, for an employment or for everybody; orders without
    one are left out.
    """
    return {order: row for (order, _), row in became_of_each(orders, [employment]).items()}


def became_of_each(
    orders: Collection[int], employments: Collection[int]
) -> dict[tuple[int, int], OrderEffect]:
    """The last effect on each of these orders for each employment, by order and employment."""
    rows = OrderEffect.objects.filter(order__in=list(orders))
    rows = rows.filter(Q(employment__in=list(employments)) | Q(employment__isnull=True))
    return {
        (row.order_id, whom): row
        for row in rows.order_by("recorded_at", "id")
        for whom in (employments if row.employment is None else [row.employment])
    }


def without_vacated(effects: Iterable[Effect]) -> list[Effect]:
    """Effects in order, without vacated stays: their orders were in force throughout.

    A stay suspends an order while it lasts and does not undo it: once vacated, nobody keeps a benefit from it
    (Kanoria Chemicals v. U.P. State Electricity Board, (1997) 5 SCC 772, not re-read). An order that a court
    allows from a day only is ``in_force`` from that day.
    """
    kept: list[Effect] = []
    stays: dict[tuple[int, int | None], list[Effect]] = {}
    gone: list[Effect] = []
    for effect in effects:
        _, order, employment, state = effect
        if state == OrderEffect.State.VACATED:
            gone += stays.pop((order, employment), [])
        elif state == OrderEffect.State.STAYED:
            stays.setdefault((order, employment), []).append(effect)
        elif state in DOES_NOT_HOLD:
            stays.pop((order, employment), None)
        kept.append(effect)
    if not gone:
        return kept
    vacated = {id(one) for one in gone}
    return [one for one in kept if id(one) not in vacated]


def suspended_on(
    day: date, effects: Iterable[Effect], *, as_of_then: bool = False
) -> frozenset[tuple[int, int | None]]:
    """The orders not in force on a day, each with its employment or None, from effects already read.
    ``as_of_then`` counts a stay while it lasted, even if it was vacated later.
    """
    latest: dict[tuple[int, int | None], str] = {}
    for valid_from, order, employment, state in effects if as_of_then else without_vacated(effects):
        if valid_from <= day:
            latest[order, employment] = state
    return frozenset(key for key, state in latest.items() if state in DOES_NOT_HOLD)
