"""Queue jobs for deliveries: a job tries the due deliveries of one webhook and queues a job for later ones.

A queue lock cannot be used: a job scheduled for tomorrow would hold up all later jobs of its webhook.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from vethanam.journal.business_time import business_now
from vethanam.webhooks.collector import collect_events
from vethanam.webhooks.deliveries import deliver_due, overdue

QUEUE = "webhooks"
#: age after which an overdue delivery is queued again, in case its job was lost
_LOST_AFTER = timedelta(minutes=2)
_ONE_AT_A_TIME = 0x686F6F6B


@app.task(name="webhooks.deliver", queue=QUEUE)
def deliver_in_background(webhook: int) -> None:
    """Try the due deliveries of one webhook. A second job for the same webhook does nothing."""
    with _alone(webhook) as is_alone:
        next_at = deliver_due(webhook, is_sample=business_now()[1]) if is_alone else None
    if next_at is not None:
        queue_deliveries([webhook], at=next_at)


@contextlib.contextmanager
def _alone(webhook: int) -> Iterator[bool]:
    """True if no other job holds this webhook; PostgreSQL releases the lock when the process ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_ONE_AT_A_TIME, webhook])
        (is_ours,) = cursor.fetchone() or (False,)
    try:
        yield bool(is_ours)
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_ONE_AT_A_TIME, webhook])


def queue_deliveries(webhooks: Collection[int], at: datetime | None = None) -> None:
    """Queue a try of these webhooks, now or at an instant, unless an earlier one is queued."""
    for webhook in sorted(webhooks):
        queued = ProcrastinateJob.objects.filter(
            task_name=deliver_in_background.name, status="todo", args__webhook=webhook
        )
        if at is not None and queued.filter(scheduled_at__lte=at).exists():
            continue
        if at is None and queued.filter(scheduled_at__isnull=True).exists():
            continue
        deliver_in_background.configure(schedule_at=at).defer(webhook=webhook)


def tell_webhooks() -> None:
    """Create and queue the deliveries of new events; queue overdue ones again."""
    with transaction.atomic():
        queue_deliveries(collect_events(is_sample=business_now()[1]))
    left = overdue(timezone.now() - _LOST_AFTER)
    if left:
        running = ProcrastinateJob.objects.filter(task_name=deliver_in_background.name, status="doing")
        queue_deliveries(left - set(running.values_list("args__webhook", flat=True)))
