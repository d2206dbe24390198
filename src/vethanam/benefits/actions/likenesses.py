"""Two beneficiaries who look like one person: an officer settles it, another agrees. Nothing is merged."""

from __future__ import annotations

from django.db import transaction

from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Beneficiary, Likeness
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.checks import waiting
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority


@transaction.atomic
def settle_likeness(
    authority: Authority, one: Beneficiary, other: Beneficiary, reason: str, *, is_one_person: bool
) -> Likeness:
    """Say whether two beneficiaries are one person, with the reason; another officer agrees.

    Raises
    ------
    Refused
        The officer reaches neither of them, or an answer waits for another officer.
    Unsound
        Both are the same record, or the reason is empty or holds a contact.
    """
    if one.pk == other.pk:
        raise Unsound("likeness_of_oneself")
    if not reason.strip() or holds_contact(reason):
        raise Unsound("likeness_needs_reason")
    lower, higher = sorted((one, other), key=lambda found: found.pk)
    _require_reach(authority, lower, higher)
    if waiting(Likeness.objects.filter(lower=lower, higher=higher), "likeness").exists():
        raise Refused("likeness_waits")
    stage(
        authority, "likeness.settled", {"one_person": is_one_person},
        {"lower": lower.number, "higher": higher.number, "reason": reason},
    )  # fmt: skip
    return Likeness.objects.create(
        lower=lower, higher=higher, is_one_person=is_one_person, reason=reason.strip(), **entered(authority)
    )


def _require_reach(authority: Authority, *people: Beneficiary) -> None:
    """Refuse an officer who reaches none of the people."""
    for place, person in enumerate(people, start=1):
        try:
            require_reach_of(authority, person, *OFFICERS)
        except Refused:
            if place == len(people):
                raise
        else:
            return
