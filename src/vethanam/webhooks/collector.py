"""Finds new events and creates their deliveries.

Polling ensures that a delivery exists only for a committed act.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import batched

from django.db import connection, transaction
from django.db.models import Exists, Max, Min, OuterRef
from django.utils import timezone

from vethanam.journal.business_time import IST
from vethanam.webhooks.events import EVENTS, READY, EventKind, Occurred
from vethanam.webhooks.models import Delivery, EventCursor, Webhook, WebhookMark, WebhookSecret

ONE_COLLECTOR = 0x686F6F6B  # "hook"
#: rows of one event per read
ROWS = 500
#: delay of the cursor behind the latest row
_LAG = timedelta(hours=1)
#: retention of delivered events
KEPT_FOR = timedelta(days=90)
#: cache of this process: events that are in no webhook's scope, by row, so that they are read once
_UNWANTED: set[tuple[str, int]] = set()
_SNAPSHOT = (
    "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint "
    "FROM pg_current_snapshot() AS s"
)


@transaction.atomic
def collect_events(*, is_sample: bool) -> set[int]:
    """Create the deliveries of new events; returns the ids of their webhooks.

    A webhook with a secret that has not ended gets the events since its first secret.
    """
    webhooks = _told()
    if not webhooks:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_COLLECTOR])
    made = _ready(webhooks, is_sample=is_sample)
    for kind in EVENTS.values():
        wanting = [(webhook, since) for webhook, since in webhooks if kind.name in webhook.events]
        if wanting:
            made += _of_kind(kind, wanting, is_sample=is_sample)
    return {row.webhook_id for row in Delivery.objects.bulk_create(made)}


def _told() -> list[tuple[Webhook, datetime]]:
    """The active webhooks, each with the time of its first secret."""
    ended = WebhookMark.objects.filter(webhook=OuterRef("pk"), kind=WebhookMark.Kind.ENDED)
    rows = Webhook.objects.filter(~Exists(ended), secrets__isnull=False).annotate(since=Min("secrets__at"))
    return [(row, row.since) for row in rows.order_by("pk")]


def _ready(webhooks: Iterable[tuple[Webhook, datetime]], *, is_sample: bool) -> list[Delivery]:
    """A test delivery for each secret that has none yet."""
    by_id = {webhook.pk: webhook for webhook, _ in webhooks}
    done = Delivery.objects.filter(event=READY, source=OuterRef("pk"))
    rows = WebhookSecret.objects.filter(~Exists(done), webhook__in=by_id).order_by("pk")
    occurred = [
        (by_id[row.webhook_id], Occurred(row.pk, row.at, {"webhook": by_id[row.webhook_id].code}))
        for row in rows.only("id", "webhook_id", "at")
    ]
    return [_delivery(webhook, READY, one, is_sample=is_sample) for webhook, one in occurred]


def _of_kind(
    kind: EventKind, webhooks: Sequence[tuple[Webhook, datetime]], *, is_sample: bool
) -> list[Delivery]:
    begun = min(since for _, since in webhooks)
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)  # before the rows are read, so that every earlier transaction is among them
        oldest, next_one = cursor.fetchone() or (0, 0)
    cursor_row = _cursor_of(kind, begun, next_one)
    made = [
        _delivery(webhook, kind.name, one, is_sample=is_sample)
        for part in batched(_new_rows(kind, begun, cursor_row.floor), ROWS)
        for one in kind.said(part)
        for webhook in _wanted_by(kind, one, webhooks)
    ]
    _advance(kind, cursor_row, oldest, next_one)
    return made


def _new_rows(kind: EventKind, begun: datetime, floor: int) -> list[int]:
    """The rows after the floor without a delivery, minus those known to be in no scope."""
    done = Delivery.objects.filter(event=kind.name, source=OuterRef("pk"))
    rows = kind.model._default_manager.filter(
        ~Exists(done), kind.which, pk__gt=floor, **{f"{kind.at}__gte": begun}
    )
    return [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if (kind.name, pk) not in _UNWANTED]


def _wanted_by(kind: EventKind, one: Occurred, webhooks: Sequence[tuple[Webhook, datetime]]) -> list[Webhook]:
    found = [webhook for webhook, since in webhooks if one.at >= since and one.is_for(webhook)]
    if not found:
        _UNWANTED.add((kind.name, one.source))
    return found


def _delivery(webhook: Webhook, event: str, one: Occurred, *, is_sample: bool) -> Delivery:
    now = timezone.now()
    body = {
        "type": event,
        "timestamp": one.at.astimezone(IST).isoformat(),
        "is_sample": is_sample,
        "data": one.data,
    }
    return Delivery(
        webhook=webhook,
        reference=f"msg_{secrets.token_hex(16)}",
        event=event,
        source=one.source,
        part=one.part,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        made_at=now,
        next_at=now,
    )


def _cursor_of(kind: EventKind, begun: datetime, next_one: int) -> EventCursor:
    """The cursor of an event; a new one begins a day before the first webhook."""
    held = EventCursor.objects.filter(event=kind.name).first()
    if held is None:
        before = kind.model._default_manager.filter(**{f"{kind.at}__lt": begun - timedelta(days=1)})
        floor = before.aggregate(last=Max("pk"))["last"] or 0
        held = EventCursor(
            event=kind.name, floor=floor, ahead=floor, ahead_transaction=next_one, ahead_at=timezone.now()
        )
        held.save(force_insert=True)
    return held


def _advance(kind: EventKind, held: EventCursor, oldest: int, next_one: int) -> None:
    """Move the floor forward.

    A row can commit after rows with higher ids. So the floor stays an hour behind, and before every running
    transaction.
    """
    now = timezone.now()
    if now - held.ahead_at < _LAG or oldest < held.ahead_transaction:
        return
    held.floor = held.ahead
    held.ahead = max(held.floor, kind.model._default_manager.aggregate(last=Max("pk"))["last"] or 0)
    held.ahead_transaction, held.ahead_at = next_one, now
    held.save()
    _UNWANTED.clear()
    over = Delivery.objects.filter(state=Delivery.State.DELIVERED, made_at__lt=now - KEPT_FOR)
    over.filter(event=kind.name, source__lte=held.floor).delete()
