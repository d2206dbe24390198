"""The approvals of a message with person, key and place in the log: for officers, never the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vethanam.journal.queries import positions_of
from vethanam.messaging.models import Campaign
from vethanam.people.models import Person
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.models import Approval


@dataclass(frozen=True, slots=True)
class GivenApproval:
    """One proven approval; ``place`` is its place in the log, None while the entry waits for it."""

    role: str
    name: str
    name_ml: str
    key: str
    at: datetime
    place: int | None


def approvals_given(campaign: Campaign) -> list[GivenApproval]:
    """The approvals with a leaf, key and signature that fit the message, in the order of the log."""
    proven = {
        one.place: one
        for one in proven_approvals("campaign", campaign.reference, campaign.asked_by_persons)
        if one.commitment == bytes(campaign.commitment).hex()
    }
    rows = Approval.objects.filter(leaf__in=[leaf for leaf in proven if leaf is not None])
    people = {one.pk: one for one in Person.objects.filter(pk__in=rows.values("person"))}
    places = positions_of(row.leaf for row in rows)
    return [
        GivenApproval(
            row.role,
            people[row.person].name if row.person in people else "",
            people[row.person].name_ml if row.person in people else "",
            row.key.reference,
            row.at,
            places.get(row.leaf),
        )
        for row in rows.select_related("key").order_by("leaf")
    ]
