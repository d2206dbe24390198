"""Record orders and their effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from vethanam.bulk import array_of, array_of_texts, copy_rows, read
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import refuse_contacts
from vethanam.orders.models import Order, OrderEffect, OrderScan
from vethanam.orders.scan_files import keep_scan, lock_scans
from vethanam.orders.scan_types import type_of
from vethanam.orders.scan_withdrawals import withdrawn_scans

NUMBER_AT_MOST = 120
#: below this number of new orders each has its own leaf
FEW = 100


@transaction.atomic
def record_order(authority: Authority, *, number: str, dated: date, **fields: Any) -> Order:
    """The order with this number and date, recorded once; a repeated call returns the same row.

    Raises
    ------
    Unsound
        The number is empty, too long, or looks like a contact; or the order is dated after its recording.
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
def record_orders(
    authority: Authority, orders: Iterable[tuple[str, date]], *, kind: str
) -> dict[tuple[str, date], int]:
    """The ids of many orders by number and date, each recorded once; the caller has
    checked numbers and dates.

    One leaf commits to all new ones; a few have their own leaves, as in :func:`record_order`.
    """
    wanted = list(dict.fromkeys(orders))
    known = _known_orders(wanted)
    if all(pair in known for pair in wanted):
        return known
    with connection.cursor() as cursor:
        # two sheets taken at a time name the same new orders: the second waits, and finds them
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('orders_order'))")
    known |= _known_orders(wanted)
    fresh = [pair for pair in wanted if pair not in known]
    if not fresh:
        return known
    if len(fresh) < FEW:
        found = {pair: record_order(authority, number=pair[0], dated=pair[1], kind=kind).pk for pair in fresh}
        return known | found
    rows = pl.DataFrame(fresh, schema={"number": pl.String, "dated": pl.Date}, orient="row")
    blank = {
        str(field.column): pl.lit(field.get_default() or "")
        for field in Order._meta.concrete_fields
        if not field.primary_key
        and not field.null
        and field.name not in ("number", "dated", "kind", "recorded_at")
    }
    copy_rows(
        Order._meta.db_table,
        rows.with_columns(kind=pl.lit(kind), recorded_at=pl.lit(authority.at.isoformat()), **blank),
    )
    listed: list[Json] = [[number, dated.isoformat()] for number, dated in fresh]
    append(
        "orders_recorded",
        public={"count": len(fresh), "kind": kind},
        private={"orders": listed},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return known | _known_orders(fresh)


def _known_orders(orders: Sequence[tuple[str, date]]) -> dict[tuple[str, date], int]:
    """The ids of the orders on record."""
    numbers, dates = [number for number, _ in orders], [dated for _, dated in orders]
    rows = read(
        "SELECT o.number, o.dated, o.id FROM orders_order o"
        " JOIN unnest(%s::text[], %s::date[]) w(number, dated) ON (w.number, w.dated) = (o.number, o.dated)",
        [array_of_texts(numbers), array_of(dates)],
        {"number": pl.String, "dated": pl.Date, "id": pl.Int64},
    )
    return {(number, dated): pk for number, dated, pk in rows.iter_rows()}


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
    """Record an effect: a stay, its vacation, a setting aside or a supersession.

    Facts are read through it from now on.
    """
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


@transaction.atomic
def attach_scan(
    authority: Authority, order: Order, content: bytes, drawing_code: str = ""
) -> tuple[OrderScan, bool]:
    """Attach a scan to an order, and whether it is new; the same scan again is the same row, until it was
    taken off.

    Its file is on disk before the row commits. The hash is in the private part of the entry: the public
    part would prove a guess at the paper.

    Raises
    ------
    Unsound
        The content is no scan (:func:`~vethanam.orders.scan_types.type_of`), or cannot be written.
    """
    kind = type_of(content)
    lock_scans()
    sha256 = keep_scan(content)
    scan, is_new = OrderScan.objects.get_or_create(
        order=order,
        sha256=sha256,
        times_attached=1 + withdrawn_scans().filter(order=order, sha256=sha256).count(),
        defaults={
            "size": len(content), "media": kind.media, "attached_by_id": authority.account,
            "role": authority.role, "drawing_code": drawing_code, "recorded_at": authority.at,
        },
    )  # fmt: skip
    if is_new:
        append(
            "scan_attached",
            public={"order": order.number, "dated": order.dated.isoformat(), "media": kind.media},
            private={"sha256": sha256.hex(), "size": len(content), "account": authority.account},
            at=authority.at,
            is_sample=authority.is_sample,
        )
    return scan, is_new
