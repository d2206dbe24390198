"""Actions on a webhook: a new secret, its end, a repeated delivery, and each try to deliver."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.webhooks.http_client import Outcome, Reach, networks_of, post
from vethanam.webhooks.models import Delivery, Webhook, WebhookMark, WebhookSecret
from vethanam.webhooks.queries import secrets_in_force, state_of
from vethanam.webhooks.signatures import headers_of, new_secret, secret_text

log = logging.getLogger(__name__)

#: waits between tries; after the last one the delivery has failed
WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
)
#: number of latest tries listed per delivery
_LISTED = 40
#: deliveries repeated by one act, and deliveries tried by one job
MOST_AGAIN, MOST_AT_ONCE = 1_000, 100
_CONTENT = {"Content-Type": "application/json", "User-Agent": "Vethanam webhooks/1"}


@transaction.atomic
def make_secret(authority: Authority, webhook: Webhook, *, ends_others: bool) -> str:
    """Make a new secret and return its text, shown once. Older secrets sign for one more day, or end at once.

    Raises
    ------
    Refused
        The webhook has ended.
    """
    _require_not_ended(webhook)
    secret = new_secret()
    WebhookSecret.objects.create(
        webhook=webhook,
        secret=secret,
        ends_others=ends_others,
        account_id=authority.account,
        at=authority.at,
        made_at=timezone.now(),
    )
    _log("webhook.secret_made", authority, webhook, ends_others=ends_others)
    return secret_text(secret)


@transaction.atomic
def end_webhook(authority: Authority, webhook: Webhook, reason: str) -> int:
    """End a webhook for good; returns the number of waiting deliveries that end with it.

    Raises
    ------
    Refused
        The webhook has already ended.
    """
    _require_not_ended(webhook)
    _mark(webhook, WebhookMark.Kind.ENDED, authority, reason)
    _log("webhook.ended", authority, webhook)
    waiting = Delivery.objects.filter(webhook=webhook, state=Delivery.State.WAITS)
    return waiting.update(state=Delivery.State.ENDED, next_at=None)


@transaction.atomic
def send_again(authority: Authority, webhook: Webhook, delivery: Delivery | None) -> int:
    """Restart the tries of one delivery, or of all failed ones of a webhook; returns their number.

    A webhook that the receiver reported as gone resumes.

    Raises
    ------
    Refused
        The webhook has ended, nothing failed, or the delivery already waits.
    """
    _require_not_ended(webhook)
    if state_of(webhook) == WebhookMark.Kind.GONE:
        _mark(webhook, WebhookMark.Kind.RESUMED, authority, "")
    chosen = Delivery.objects.select_for_update(of=("self",)).filter(webhook=webhook)
    if delivery is None:
        ids = list(
            chosen.filter(state=Delivery.State.FAILED)
            .order_by("pk")
            .values_list("pk", flat=True)[:MOST_AGAIN]
        )
        if not ids:
            raise Refused("nothing_to_send_again", webhook=webhook.code)
    else:
        if chosen.get(pk=delivery.pk).state == Delivery.State.WAITS:
            raise Refused("delivery_waits_already", delivery=delivery.reference)
        ids = [delivery.pk]
    _log("webhook.sent_again", authority, webhook, count=len(ids))
    rows = Delivery.objects.filter(pk__in=ids)
    return rows.update(state=Delivery.State.WAITS, next_at=timezone.now(), failures=0)


def _require_not_ended(webhook: Webhook) -> None:
    Webhook.objects.select_for_update().get(pk=webhook.pk)
    if state_of(webhook) == WebhookMark.Kind.ENDED:
        raise Refused("webhook_is_over", webhook=webhook.code)


def _mark(webhook: Webhook, kind: str, authority: Authority | None, reason: str) -> None:
    WebhookMark.objects.create(
        webhook=webhook,
        kind=kind,
        reason=reason[:300],
        account_id=authority.account if authority else None,
        at=authority.at if authority else timezone.now(),
        made_at=timezone.now(),
    )


def _log(kind: str, authority: Authority, webhook: Webhook, **said: Any) -> None:
    append(
        kind,
        public={"webhook": webhook.code, **said},
        private={"account": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )


# -- trying --------------------------------------------------------------------------------------------------


def deliver_due(number: int, *, is_sample: bool) -> datetime | None:
    """Try the due deliveries of a webhook, oldest first; returns the time of the next try, or None.

    After a failed try the rest wait a moment, so that a dead address does not block other webhooks.
    """
    pause = timedelta()
    waiting = Delivery.objects.filter(webhook=number, state=Delivery.State.WAITS).order_by("next_at", "pk")
    for _ in range(MOST_AT_ONCE):
        due = waiting.filter(next_at__lte=timezone.now()).select_related("webhook").first()
        if due is None:
            break
        if not _try(due, is_sample=is_sample).is_delivered:
            pause = WAITS[0]
            break
    next_at = waiting.values_list("next_at", flat=True).first()
    return max(next_at, timezone.now() + pause) if next_at else None


def _try(delivery: Delivery, *, is_sample: bool) -> Outcome:
    """Try one delivery.

    The result is stored after the try. A process killed in between repeats the try with the same id.
    """
    now, webhook = timezone.now(), delivery.webhook
    if (state := state_of(webhook)) != "running":
        outcome = Outcome(state)
    else:
        body, timestamp = delivery.body.encode(), int(now.timestamp())
        signed = headers_of(secrets_in_force(webhook, now), delivery.reference, timestamp, body)
        reach = Reach(networks_of(settings.VETHANAM_WEBHOOK_NETWORKS), is_sample)
        outcome = post(webhook.url, body, {**_CONTENT, **signed}, reach)
    _settle(delivery, outcome)
    return outcome


@transaction.atomic
def _settle(delivery: Delivery, outcome: Outcome) -> None:
    """Store the result of a try and the time of the next."""
    now = timezone.now()
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state == Delivery.State.WAITS:
        _move(row, outcome, now)
    tried = {"at": now.isoformat(timespec="seconds"), "status": outcome.status, "why": outcome.why or None}
    row.tries = [*row.tries, {**tried, "milliseconds": outcome.milliseconds}][-_LISTED:]
    row.save(update_fields=["state", "next_at", "failures", "tries", "delivered_at"])
    if outcome.why == "gone" and outcome.status is not None:
        _mark(delivery.webhook, WebhookMark.Kind.GONE, None, "")
    if outcome.why:
        log.warning("Webhook %s: %s was not taken: %s.", delivery.webhook.code, row.reference, outcome.why)


def _move(row: Delivery, outcome: Outcome, now: datetime) -> None:
    if outcome.is_delivered:
        row.state, row.next_at, row.delivered_at = Delivery.State.DELIVERED, None, now
        return
    row.failures += 1
    if outcome.why in ("gone", "ended") or row.failures > len(WAITS):
        row.state = Delivery.State.ENDED if outcome.why == "ended" else Delivery.State.FAILED
        row.next_at = None
        return
    row.next_at = now + max(WAITS[row.failures - 1], timedelta(seconds=outcome.wait))


def overdue(before: datetime) -> set[int]:
    """Webhooks with a delivery that was due before an instant."""
    rows = Delivery.objects.filter(state=Delivery.State.WAITS, next_at__lt=before)
    return set(rows.order_by().values_list("webhook", flat=True).distinct())
