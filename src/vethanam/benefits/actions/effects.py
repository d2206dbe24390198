"""The effects of another person's decision on an entry."""

from __future__ import annotations

from vethanam.benefits.actions.deaths import end_by_death
from vethanam.benefits.entering import stage
from vethanam.benefits.models import Check, Death, Entry, StandingEvent
from vethanam.benefits.queries.checks import waiting
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting


def after_check(authority: Authority, row: Entry, *, is_agreed: bool) -> None:
    """End the awards of a confirmed death; decide the refutation of one with the restoration that names it.

    Raises
    ------
    Refused
        A report of a death is declined: the restoration of the award says that she lives.
    """
    if isinstance(row, Death):
        if row.refutes_id is not None or not is_agreed:
            raise Refused("refuted_by_restoration")
        end_by_death(authority, row)
    elif isinstance(row, StandingEvent) and row.cause == StandingEvent.Cause.ALIVE:
        _decide_refutation(authority, row, is_agreed=is_agreed)


def _decide_refutation(authority: Authority, row: StandingEvent, *, is_agreed: bool) -> None:
    """The same two persons refute the report; without agreement the report stands."""
    refuting = Death.objects.filter(beneficiary=row.award.beneficiary, refutes__isnull=False)
    found = waiting(refuting, Check.Kind.DEATH).order_by("-pk").first()
    if found is None:
        return
    stage(authority, "death.confirmed", {"agreed": is_agreed, "refuted": is_agreed}, {"entry": found.pk})
    Check.objects.create(
        kind=Check.Kind.DEATH, entry=found.pk, is_agreed=is_agreed, reason="" if is_agreed else "-",
        recorded_at=authority.at, checked_by_id=authority.account, person_id=person_acting(authority),
    )  # fmt: skip
