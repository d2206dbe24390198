"""The worker's part of messages for registers: queue those allowed, and report outcomes that changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from vethanam.messaging.actions.campaign_queue import queue_use
from vethanam.messaging.models import FactNotice
from vethanam.messaging.registers.models import RegisterMessage, RegisterRecipient, RegisterReport
from vethanam.messaging.registers.outcomes import ACCEPTED, counts_of, outcomes_of

#: the kind of the notices of these messages
KIND = "register"
#: a message without a final outcome after these days is reported no more; its view still answers
REPORTED_FOR = timedelta(days=10)
MOST = 100


@transaction.atomic
def queue_register_messages() -> int:
    """Queue the messages of every allowed request without any; returns how many.

    Each person's values become her notice, which the dispatcher compares with her commitment.
    """
    begun = FactNotice.objects.filter(kind=KIND, source=OuterRef("pk"))
    meant = RegisterRecipient.objects.filter(message=OuterRef("pk"), person__isnull=False)
    rows = RegisterMessage.objects.filter(~Exists(begun), Exists(meant), is_allowed=True, use__isnull=False)
    return sum(_queue(row) for row in rows.select_related("use").order_by("pk")[:MOST])


def _queue(message: RegisterMessage) -> int:
    use = message.use
    if use is None:
        return 0
    people = RegisterRecipient.objects.filter(message=message, person__isnull=False).order_by("pk")
    FactNotice.objects.bulk_create(
        [
            FactNotice(
                use=use, person_id=row.person or 0, text_id=message.text_id, values=row.values,
                code=row.code, kind=KIND, source=message.pk, recorded_at=message.at,
            )
            for row in people
        ]
    )  # fmt: skip
    return queue_use(use, message.not_before)


@transaction.atomic
def report_register_messages(at: datetime) -> int:
    """Report the outcomes that changed since the last report, for webhooks; returns how many."""
    closed = RegisterReport.objects.filter(message=OuterRef("pk"), is_final=True)
    rows = RegisterMessage.objects.filter(
        ~Exists(closed), is_allowed=True, recorded_at__gt=timezone.now() - REPORTED_FOR
    )
    return sum(_report(row, at) for row in rows.order_by("pk"))


def _report(message: RegisterMessage, at: datetime) -> bool:
    counts = counts_of(outcomes_of(message))
    last = message.reports.order_by("-pk").first()
    is_final = not counts[ACCEPTED]
    if (last is not None and last.counts == counts) or (last is None and not is_final and _is_only(counts)):
        return False
    RegisterReport.objects.create(
        message=message, counts=counts, is_final=is_final, at=at, recorded_at=timezone.now()
    )
    return True


def _is_only(counts: dict[str, int]) -> bool:
    """Whether nothing was delivered or failed yet: the answer of the request said as much."""
    return not counts["delivered"] and not counts["failed"]
