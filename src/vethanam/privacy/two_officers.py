"""What an administrator and the data protection officer do together: one proposes, the other agrees.

Each acts in person and in her own name.
"""

from __future__ import annotations

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.ledger.policies import OFFICER
from vethanam.ledger.signers import ADMINISTRATOR
from vethanam.privacy.models.signed_steps import OfficersProposal

#: role → the role of the other officer
OTHERS = {ADMINISTRATOR: OFFICER, OFFICER: ADMINISTRATOR}


def require_officer(authority: Authority, refusal: str) -> None:
    """Refuse an actor who is none of the two officers, or acts in another's name."""
    if authority.role not in OTHERS or authority.delegation is not None or authority.person is None:
        raise Refused(refusal)


def may_agree(authority: Authority, proposal: OfficersProposal) -> bool:
    """Whether the actor is the other officer of a proposal, and another person."""
    is_other = authority.role == OTHERS.get(proposal.role) and authority.person != proposal.person
    return is_other and authority.delegation is None
