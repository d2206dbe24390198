"""Whether an officer who saw a page about a person had her at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vethanam.people.models import Employment, Role
from vethanam.privacy.models import Look
from vethanam.service_book.queries import holders_of

_OF_A_DESK = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
#: officers of benefits reach people of their body alone, as every page of theirs checks
_OF_BENEFITS = (Role.LOCAL_BODY_CLERK, Role.LOCAL_BODY_SECRETARY, Role.SCHEME_OFFICER)


def looks_outside_desk(looks: Sequence[Look]) -> set[int]:
    """The looks among some that belong to no bill or case and were of a person not at the officer's desk."""
    doubtful = [look for look in looks if not look.reason and look.role not in _OF_BENEFITS]
    if not doubtful:
        return set()
    at = max(look.at for look in doubtful)
    desks = _desks_of({look.person for look in doubtful}, at)
    return {
        look.pk
        for look in doubtful
        if look.role not in _OF_A_DESK or not look.scope or look.scope not in desks.get(look.person, ())
    }


def _desks_of(persons: set[int], at: datetime) -> dict[int, set[str]]:
    """The drawing codes that have the service book of each person."""
    rows = Employment.objects.filter(person__in=persons).values_list("pk", "person")
    held = holders_of({pk for pk, _ in rows}, at)
    found: dict[int, set[str]] = {}
    for pk, person in rows:
        found.setdefault(person, set()).update(held.get(pk, ()))
    return found
