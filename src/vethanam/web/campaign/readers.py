"""Who sees a composed message: officers of its office, and the legal approvers."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_views import campaign_by_reference
from vethanam.messaging.models import Campaign
from vethanam.people.models import Role

WRITE = (Role.COMMUNICATING_OFFICER, Role.PURPOSE_OWNER)
READ = (*WRITE, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)


def seen_by(authority: Authority, reference: str) -> Campaign | None:
    """The message, if it belongs to the writer's office; legal approvers see every office's."""
    found = campaign_by_reference(reference)
    if found is None or (authority.role in WRITE and found.office != authority.office):
        return None
    return found
