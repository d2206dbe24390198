"""The number of people of a rule, in the form an office may see before it writes to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.messaging.actions.campaigns import purpose_on, source_of
from vethanam.messaging.cohorts import Rule, members, read_rule
from vethanam.messaging.models import CohortCount
from vethanam.privacy.counts import FEWER, counted
from vethanam.privacy.law.windows import IST

#: counts of rules an officer may request in a day
COUNTS_A_DAY = 30


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of people of a rule, as an office may see it."""

    rule: Rule
    people: int | str
    leaf: int


@transaction.atomic
def count_people(authority: Authority, purpose_code: str, rule: Any, source: str | None = None) -> Counted:
    """Count the people of a rule over the purpose's attributes; a small count is only called small.

    Each answer is a leaf.

    Raises
    ------
    Unsound
        The rule does not fit the purpose.
    Refused
        The officer has used up the day's counts.
    """
    purpose = purpose_on(purpose_code, authority.at)
    chosen = read_rule(rule, purpose, source_of(purpose, source))
    day = authority.at.astimezone(IST).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = CohortCount.objects.filter(
        asked_by=authority.account, at__gte=day, at__lt=day + timedelta(days=1)
    )
    if earlier.count() >= COUNTS_A_DAY:
        raise Refused("counts_spent", most=COUNTS_A_DAY)
    found = members(chosen, authority.at)
    told = FEWER if _tells_apart(authority, purpose_code, chosen, found) else counted(len(found))
    leaf = append(
        "cohort.counted",
        public={
            "purpose": purpose_code,
            "office": authority.office,
            "source": chosen.source,
            "cohort": chosen.words,
            "people": told,
        },
        private={"account": authority.account, "person": authority.person, "people": len(found)},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    CohortCount.objects.create(
        asked_by_id=authority.account, purpose=purpose_code, rule=chosen.as_json(), source=chosen.source,
        count=len(found), is_told=isinstance(told, int), at=authority.at, leaf=leaf,
    )  # fmt: skip
    return Counted(chosen, told, leaf)


def _tells_apart(authority: Authority, purpose: str, rule: Rule, found: Sequence[int]) -> bool:
    """Whether this count, with an earlier one of this officer, would isolate fewer than 20 people."""
    asked = CohortCount.objects.filter(
        asked_by=authority.account, purpose=purpose, is_told=True, at__gt=authority.at - timedelta(days=30)
    )
    meant = set(found)
    for other in {Rule.of(*row) for row in asked.values_list("rule", "source")} - {rule}:
        apart = len(meant.symmetric_difference(members(other, authority.at)))
        if apart and counted(apart) == FEWER:
            return True
    return False
