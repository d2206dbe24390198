"""The worker's part of messages for registers: queue those allowed, and report outcomes that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaign_queue import lacks_assessment, queue_use, send
from vethanam.messaging.campaign_views import needed_of
from vethanam.messaging.models import CampaignUse, FactNotice
from vethanam.messaging.registers.models import RegisterMessage, RegisterRecipient, RegisterReport
from vethanam.messaging.registers.outcomes import (
    ACCEPTED,
    REFUSED,
    WAITS,
    counts_of,
    outcomes_of,
    standing_of,
)

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


def send_approved_requests(authority: Authority) -> int:
    """Ask to send each request of a program, once its approvals are complete; returns how many were allowed.

    It is asked once. After a refusal an officer of its office may send it; nothing resumes by itself.
    """
    at = authority.at
    asked = CampaignUse.objects.filter(campaign=OuterRef("campaign"))
    rows = RegisterMessage.objects.filter(
        ~Exists(asked), campaign__send_from__lte=at, campaign__send_until__gt=at,
        campaign__decline__isnull=True,
    )  # fmt: skip
    return sum(_send(row, authority) for row in rows.select_related("campaign").order_by("pk")[:MOST])


def _send(message: RegisterMessage, authority: Authority) -> bool:
    campaign = message.campaign
    if campaign is None or lacks_assessment(campaign, authority.at):
        return False
    if any(one.given_at is None for one in needed_of(campaign, authority.at)):
        return False
    asking = replace(authority, account=campaign.asked_by_id, office=campaign.office, role=campaign.role)
    return send(asking, campaign).decision.is_allowed


@transaction.atomic
def report_register_messages(at: datetime) -> int:
    """Report the outcomes that changed since the last report, for webhooks; returns how many."""
    closed = RegisterReport.objects.filter(message=OuterRef("pk"), is_final=True)
    rows = RegisterMessage.objects.filter(
        ~Exists(closed), is_allowed=True, recorded_at__gt=timezone.now() - REPORTED_FOR
    )
    return sum(_report(row, at) for row in rows.order_by("pk"))


def _report(message: RegisterMessage, at: datetime) -> bool:
    counts, standing = counts_of(outcomes_of(message, at)), standing_of(message, at)
    state = standing.state if standing else ""
    last = message.reports.order_by("-pk").first()
    is_final = not counts[ACCEPTED] and state != REFUSED
    said = (last.counts, last.state) if last else (counts, WAITS if standing else "")
    if said == (counts, state) and (last is not None or (not is_final and _is_only(counts))):
        return False
    RegisterReport.objects.create(
        message=message, counts=counts, state=state, is_final=is_final, at=at, recorded_at=timezone.now()
    )
    return True


def _is_only(counts: dict[str, int]) -> bool:
    """Whether nothing was delivered or failed yet: the answer of the request said as much."""
    return not counts["delivered"] and not counts["failed"]
