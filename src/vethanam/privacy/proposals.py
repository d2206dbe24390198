"""Proposed purposes for pages: content, signatures, and whether published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.permit.approvals import LAPSES_AFTER
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import purpose_in

#: an unapproved proposal leaves the list after this
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """One proposal; ``given`` has for each needed role the time of its valid approval."""

    row: PurposeProposal
    purpose: Purpose
    given: Mapping[str, datetime | None]
    is_published: bool

    @property
    def missing(self) -> list[str]:
        """Roles without an approval."""
        return [] if self.is_published else [role for role, at in self.given.items() if at is None]


def proposals_now(now: datetime) -> list[ProposalShown]:
    """Recent proposals that are not in force yet, newest first."""
    rows = (
        PurposeProposal.objects.filter(at__gt=now - SHOWN_FOR).select_related("publication").order_by("-pk")
    )
    shown = [proposal_shown(row, now) for row in rows]
    return [one for one in shown if not (one.is_published and one.purpose.covers(now.date()))]


def proposal_shown(row: PurposeProposal, now: datetime) -> ProposalShown:
    """One proposal with its valid signed approvals."""
    signed = {
        one.role: one.at
        for one in proven_approvals("purpose", row.reference, row.asked_by_persons)
        if one.at is not None and one.at <= now < one.at + LAPSES_AFTER
    }
    given = {role: signed.get(role) for role in asked_of_proposal(row).roles}
    purpose = purpose_in(row.content, f"{row.code} version {row.version}")
    return ProposalShown(row, purpose, given, hasattr(row, "publication"))
