"""A proposal of one of two officers, as ``parts/proposals.html`` shows it to the other."""

from __future__ import annotations

from typing import Any

from vethanam.identity.authority import Authority
from vethanam.privacy.models.signed_steps import OfficersProposal
from vethanam.privacy.two_officers import may_agree
from vethanam.web.administration.words import role_words


def proposal_shown(proposal: OfficersProposal, authority: Authority, **words: str) -> dict[str, Any]:
    """A row; the caller gives ``title``, ``under``, ``says``, ``agree`` (address) and perhaps ``text``."""
    by = f"{proposal.proposed_by.username} ({role_words(proposal.role, '')})"
    return {"by": by, "may_agree": may_agree(authority, proposal), **words}
