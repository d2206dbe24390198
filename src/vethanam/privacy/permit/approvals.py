"""Count approvals against what a purpose needs. An approval binds a content and lapses after 72 hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product

from vethanam.privacy.permit.request import Approval, Request
from vethanam.privacy.purposes import Purpose

LAPSES_AFTER = timedelta(hours=72)
ANY_ROLE = "*"
NEVER = "nobody may approve this"

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "rule_driven": (),
    "post_review_24h": (),
    "unit_head": (ANY_ROLE,),
    "dpo": ("dpo",),
    "two_person": ("purpose_owner", "dpo"),
    "three_person": ("purpose_owner", "dpo", "law_officer"),
    "none_possible": (NEVER,),
}


def roles_needed(purpose: Purpose, *, is_caution: bool) -> tuple[str, ...]:
    """The roles that must approve.

    In a caution window two become three; otherwise the data protection office joins.
    """
    roles = _NEEDED[purpose.approvals]
    if not (is_caution and purpose.caution_window == "extra_approval"):
        return roles
    if purpose.approvals == "two_person":
        return _NEEDED["three_person"]
    return roles if "dpo" in roles else (*roles, "dpo")


def tally(request: Request, purpose: Purpose | None, *, is_caution: bool, at: datetime) -> dict[str, int]:
    """Counts of needed roles: unfilled, filled by the requester or by one person twice, and stale."""
    if purpose is None:
        return {"roles_missing": 0, "roles_self": 0, "roles_stale": 0}
    known = [approval for approval in request.approvals if approval.at is None or approval.at <= at]
    chosen = _chosen(roles_needed(purpose, is_caution=is_caution), known, request, at)
    roles_self, roles_stale = _faults(chosen, request, at)
    return {
        "roles_missing": sum(approval is None for approval in chosen),
        "roles_self": roles_self,
        "roles_stale": roles_stale,
    }


type _Chosen = Sequence[Approval | None]


def _chosen(roles: Sequence[str], approvals: Sequence[Approval], request: Request, at: datetime) -> _Chosen:
    """Choose an approval for each role with the fewest faults; a surplus approval does no harm."""
    fitting = [_fitting(role, len(roles), approvals, request, at) for role in roles]
    return min(product(*fitting), key=lambda chosen: _faults(chosen, request, at))


def _fitting(
    role: str, most: int, approvals: Sequence[Approval], request: Request, at: datetime
) -> Sequence[Approval | None]:
    """The best approval of each person for a role; one per role is enough to keep every choice."""
    given = [approval for approval in approvals if role in (ANY_ROLE, approval.role)]
    given.sort(key=lambda a: (a.by == request.actor, _is_stale(a, request, at)))
    best: dict[str, Approval] = {}
    for approval in given:
        best.setdefault(approval.by, approval)
    return list(best.values())[:most] or [None]


def _faults(chosen: _Chosen, request: Request, at: datetime) -> tuple[int, int]:
    """How many are by the requester or by one person twice, and how many are stale."""
    given = [approval for approval in chosen if approval is not None]
    people = Counter(approval.by for approval in given)
    return (
        sum(approval.by == request.actor or people[approval.by] > 1 for approval in given),
        sum(_is_stale(approval, request, at) for approval in given),
    )


def _is_stale(approval: Approval, request: Request, at: datetime) -> bool:
    if approval.commitment is not None and approval.commitment != request.commitment:
        return True
    return approval.at is not None and at - approval.at > LAPSES_AFTER
