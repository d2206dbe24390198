"""Queries on webhooks and deliveries for views, pages and the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from vethanam.errors import Unsound, typed
from vethanam.webhooks.models import Delivery, Webhook, WebhookMark, WebhookSecret

#: overlap in which a replaced secret still signs
OVERLAP = timedelta(hours=24)
_READABLE = ("id", "webhook_id", "ends_others", "at", "made_at")


@dataclass(frozen=True, slots=True)
class WebhookShown:
    """A webhook with its state: ``unready`` (no secret), ``running``, ``gone`` (410) or ``ended``."""

    webhook: Webhook
    state: str
    since: datetime | None
    secret_made_at: datetime | None
    counts: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """The JSON form for a view."""
        return {
            "webhook": self.webhook.code,
            "name": self.webhook.name,
            "url": self.webhook.url,
            "events": list(self.webhook.events),
            "within": self.webhook.within,
            "scope": self.webhook.scope or None,
            "state": self.state,
            "since": self.since.isoformat(timespec="seconds") if self.since else None,
            "secret_made": self.secret_made_at.isoformat(timespec="seconds") if self.secret_made_at else None,
            "deliveries": dict(self.counts),
        }


def webhook_of(code: str) -> Webhook:
    """The webhook with a code.

    Raises
    ------
    Unsound
        No webhook has this code.
    """
    found = Webhook.objects.filter(code=code).first()
    if found is None:
        raise Unsound("no_such_webhook", webhook=typed(code, 24))
    return found


def delivery_of(webhook: Webhook, reference: str) -> Delivery:
    """A delivery of a webhook by its reference.

    Raises
    ------
    Unsound
        The webhook has no such delivery.
    """
    found = Delivery.objects.filter(webhook=webhook, reference=reference).first()
    if found is None:
        raise Unsound("no_such_delivery", delivery=typed(reference, 40))
    return found


def unheard_webhooks() -> QuerySet[Webhook]:
    """The webhooks with deliveries that failed for good: how many in ``failed``, ``since`` when."""
    failed = Q(deliveries__state=Delivery.State.FAILED)
    ended = WebhookMark.objects.filter(webhook=OuterRef("pk"), kind=WebhookMark.Kind.ENDED)
    rows = Webhook.objects.filter(~Exists(ended)).annotate(
        failed=Count("deliveries", filter=failed), since=Min("deliveries__made_at", filter=failed)
    )
    return rows.filter(failed__gt=0)


def webhooks_shown(webhooks: Iterable[Webhook] | None = None) -> list[WebhookShown]:
    """Webhooks by code: the given ones, or all."""
    rows = list(Webhook.objects.order_by("code") if webhooks is None else webhooks)
    ids = [row.pk for row in rows]
    secrets: dict[int, list[WebhookSecret]] = {}
    for secret in WebhookSecret.objects.only(*_READABLE).filter(webhook__in=ids).order_by("pk"):
        secrets.setdefault(secret.webhook_id, []).append(secret)
    marks = _latest_marks(ids)
    counts: dict[int, dict[str, int]] = {}
    grouped = Delivery.objects.filter(webhook__in=ids).order_by().values_list("webhook", "state")
    for webhook, state, count in grouped.annotate(count=Count("pk")):
        counts.setdefault(webhook, {})[state] = count
    return [
        WebhookShown(
            row,
            _state(marks.get(row.pk), has_secret=bool(found)),
            found[0].at if found else None,
            found[-1].made_at if found else None,
            {str(state): counts.get(row.pk, {}).get(state, 0) for state in Delivery.State.values},
        )
        for row in rows
        for found in [secrets.get(row.pk, [])]
    ]


def state_of(webhook: Webhook) -> str:
    """The state of a webhook, as in :class:`WebhookShown`."""
    has_secret = WebhookSecret.objects.filter(webhook=webhook).exists()
    return _state(_latest_marks([webhook.pk]).get(webhook.pk), has_secret=has_secret)


def _latest_marks(ids: Iterable[int]) -> dict[int, str]:
    rows = WebhookMark.objects.filter(webhook__in=list(ids)).order_by("pk")
    return dict(rows.values_list("webhook", "kind"))


def _state(mark: str | None, *, has_secret: bool) -> str:
    if mark in (WebhookMark.Kind.ENDED, WebhookMark.Kind.GONE):
        return str(mark)
    return "running" if has_secret else "unready"


def secrets_in_force(webhook: Webhook, now: datetime) -> list[bytes]:
    """The secrets that sign now, newest first, with replaced ones for one more day.

    Only the worker may call this; no other process can read a secret.
    """
    found: list[bytes] = []
    replaced_at: datetime | None = None
    for one in WebhookSecret.objects.filter(webhook=webhook).order_by("-pk"):
        if replaced_at is not None and now - replaced_at > OVERLAP:
            break
        found.append(bytes(one.secret))
        if one.ends_others:
            break
        replaced_at = one.made_at
    return found


def delivery_as_json(row: Delivery) -> dict[str, Any]:
    """A delivery with its tries, for a view."""
    return {
        "delivery": row.reference,
        "event": row.event,
        "state": row.state,
        "made": row.made_at.isoformat(timespec="seconds"),
        "delivered": row.delivered_at.isoformat(timespec="seconds") if row.delivered_at else None,
        "next_try": row.next_at.isoformat(timespec="seconds") if row.next_at else None,
        "tries": list(row.tries),
    }
