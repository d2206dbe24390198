"""An approver declines a message to many people, with her reason. Her role is enough; no key signs it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.messaging.actions.campaign_queue import check_open
from vethanam.messaging.actions.campaigns import asked_of
from vethanam.messaging.models import Campaign, CampaignDecline
from vethanam.privacy.actions.approvals import approver_role


def declining_role(authority: Authority, campaign: Campaign) -> str:
    """The role in which this authority may decline the message now.

    Raises
    ------
    Refused
        As :func:`decline_campaign`.
    """
    check_open(campaign, authority.at)
    return approver_role(authority, asked_of(campaign, authority.at))


@transaction.atomic
def decline_campaign(authority: Authority, campaign: Campaign, reason: str) -> CampaignDecline:
    """Decline a message for good. An office that still wants to send it composes it anew.

    An officer who has approved may still decline, until the message is allowed. The reason is in the private
    part of the entry: it is free text.

    Raises
    ------
    Refused
        The authority does not approve this message or asked for it, or it was allowed or declined before, or
        its time is past.
    """
    role = declining_role(authority, campaign)
    leaf = append(
        "campaign.declined",
        public={
            "campaign": campaign.reference, "declines": bytes(campaign.commitment).hex(), "as": role,
            "office": authority.office,
        },
        private={"account": authority.account, "person": authority.person, "reason": reason},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return CampaignDecline.objects.create(
        campaign=campaign, role=role, declined_by_id=authority.account, person=authority.person or 0,
        reason=reason, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
