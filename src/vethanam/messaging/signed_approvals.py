"""What one officer approved or declined, so that she finds it again: an index, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vethanam.messaging.models import CampaignDecline
from vethanam.privacy.models import Approval

DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Signed:
    """One approval or decline: kind and reference of its subject, the officer's role, and when."""

    of: str
    reference: str
    role: str
    at: datetime
    is_declined: bool = False


def signed_by(person: int | None) -> list[Signed]:
    """The approvals and declines of an officer, under any of her accounts, newest first."""
    if person is None:
        return []
    given = [
        Signed(row.of, row.reference, row.role, row.at) for row in Approval.objects.filter(person=person)
    ]
    declines = CampaignDecline.objects.select_related("campaign").filter(person=person)
    declined = [
        Signed(Approval.Of.CAMPAIGN, row.campaign.reference, row.role, row.at, is_declined=True)
        for row in declines
    ]
    return sorted([*given, *declined], key=lambda one: (one.at, one.reference), reverse=True)
