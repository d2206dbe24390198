"""Send an approved campaign, and queue the allowed messages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.messaging.campaigns import request_of
from vethanam.messaging.cohorts import Rule
from vethanam.messaging.guardian_delivery import contacts_to_use
from vethanam.messaging.models import Campaign, CampaignDecline, CampaignUse
from vethanam.messaging.outbox import queue
from vethanam.messaging.significance import is_significant
from vethanam.messaging.templates import values_hash
from vethanam.privacy.actions import Answered, request_use, take_step
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.counts import counted
from vethanam.privacy.law.windows import IST
from vethanam.privacy.law_records import CURRENT, assessment_of
from vethanam.privacy.models import Outbox, Use, UseSubject
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import MASS, UseShown, use_shown
from vethanam.privacy.queries.duties import case_of


@transaction.atomic
def send(authority: Authority, campaign: Campaign) -> Answered:
    """Request to send a campaign under its approvals; every answer is recorded.

    If allowed, :func:`queue_allowed` queues its messages; the permit checks each again before it goes.

    Raises
    ------
    Refused
        It was allowed already (and is going, went or was cancelled), an officer has declined it, its time has
        not come or is past, or another office asks.
    """
    check_sendable(authority, campaign)
    approvals = proven_approvals("campaign", campaign.reference, campaign.asked_by_persons)
    said = values_hash(campaign.values)
    answered = request_use(
        authority,
        request_of(campaign, campaign.members, authority.at, approvals),
        records={"values": [said] * len(campaign.members)},
        send_until=timezone.now() + (campaign.send_until - authority.at),
    )
    CampaignUse.objects.create(
        campaign=campaign, use_id=answered.use, is_allowed=answered.decision.is_allowed
    )
    if answered.decision.is_allowed:
        _tell_of_case(authority, campaign, answered)
    return answered


def _tell_of_case(authority: Authority, campaign: Campaign, answered: Answered) -> None:
    """Record the first message to the people of a breach case as a step of that case."""
    for case in filter(None, map(case_of, Rule.of(campaign.rule).cases)):
        if not case.steps.filter(kind__in=("told_people", "closed")).exists():
            people = counted(answered.decision.allowed)
            says = f"Message {campaign.reference}: allowed for {people} people."
            take_step(authority, case, "told_people", says, naming=campaign.reference)


def check_sendable(authority: Authority, campaign: Campaign) -> None:
    """Refuse a campaign that this officer cannot send now, even if the permit allows it.

    Raises
    ------
    Refused
        It was allowed already, an officer has declined it, its time has not come or is past, another office
        asks, or the impact assessment of its purpose lacks.
    """
    if authority.office != campaign.office:
        raise Refused("message_of_another")
    check_open(campaign, authority.at)
    if lacks_assessment(campaign, authority.at):
        raise Refused("assessment_lacks", purpose=campaign.purpose)
    if authority.at < campaign.send_from:
        raise Refused("too_early", at=campaign.send_from.astimezone(IST))


def lacks_assessment(campaign: Campaign, at: datetime) -> bool:
    """Whether a message to many people waits, as a significant fiduciary has not assessed its purpose."""
    if len(campaign.members) <= MASS or not is_significant():
        return False
    day = at.astimezone(IST).date()
    purpose = catalogue_now().on(campaign.purpose, day)
    return purpose is None or assessment_of(purpose, day).state != CURRENT


def check_open(campaign: Campaign, at: datetime) -> None:
    """Refuse a campaign that can no longer be approved or sent.

    Raises
    ------
    Refused
        It was allowed already, an officer has declined it, or its time is past.
    """
    if (allowed := campaign.uses.filter(is_allowed=True).select_related("use").first()) is not None:
        raise _gone_out(use_shown(allowed.use.reference))
    if CampaignDecline.objects.filter(campaign=campaign).exists():
        raise Refused("message_declined")
    if at >= campaign.send_until:
        raise Refused("time_past", at=campaign.send_until.astimezone(IST))


def _gone_out(use: UseShown | None) -> Refused:
    """The refusal for a message allowed before: it is going, it went, or it was cancelled."""
    if use is None or use.state == "sending" or not use.messages:
        return Refused("already_sent")
    if use.messages.get(Outbox.State.CANCELLED):
        return Refused("message_ended")
    return Refused("sent_before")


@transaction.atomic
def queue_allowed() -> int:
    """Queue the messages of every allowed campaign without any; returns how many."""
    rows = CampaignUse.objects.filter(is_allowed=True).exclude(use__in=Outbox.objects.values("use"))
    return sum(queue_use(row.use) for row in rows.select_related("use").order_by("id"))


def queue_use(use: Use, not_before: datetime | None = None) -> int:
    """Queue one message per person told outside the portal, to her contact in use; for
    a child her guardian's. Returns how many.
    """
    queued = 0
    for channel in (channel for channel in use.channels if channel != "portal"):
        told = list(
            UseSubject.objects.filter(use=use, outcome="allow", channel=channel)
            .order_by("id")
            .values_list("person", flat=True)
        )
        chosen = contacts_to_use(told, channel, use.purpose_code, use.at, use.request["sources"])
        queue(use.pk, channel, chosen, not_before)
        queued += len(told)
    return queued
