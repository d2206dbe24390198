"""Work out what a proposed order would cost, and keep it for its author to compare."""

from __future__ import annotations

from collections.abc import Callable

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payroll.actions.signing import PREPARE, act, require
from vethanam.payroll.models import Scenario
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.whatif import people_for, told
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.rules.costing import cost_of
from vethanam.rules.proposing import read_proposal

#: the most months a proposed order is followed
MOST_MONTHS = 48


@act
def keep_scenario(
    text: str,
    last: Month,
    authority: Authority,
    *,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> Scenario:
    """Cost a proposed order until the end of a month, with what is known at ``authority.at``. What is in force stays.

    Raises
    ------
    Refused
        The authority is no finance officer.
    UnsoundInput
        The proposed order is unsound; all faults at once.
    Unsound
        The last month lies before its effect, or too far from it.
    """
    require(
        authority, roles=(Role.FINANCE_OFFICER,), scope="", power=PREPARE, doing="Costing a proposed order"
    )
    rulebook = rulebook_in_use()
    proposal = read_proposal(text, rulebook)
    first = Month.of(proposal.with_effect_from)
    months_asked(first, last)
    people = people_for(first, last, authority.at, rulebook, report=report)
    found = told(cost_of(proposal, people.baseline(rulebook)), people)
    kept = Scenario.objects.create(
        title=proposal.title,
        text=text,
        first=int(first),
        last=int(last),
        known_at=authority.at,
        rulebook_hash=bytes.fromhex(rulebook.hash),
        told=found,
        account_id=authority.account,
        person_id=authority.person,
    )
    append(
        "scenario_kept",
        public={"until": str(last)},
        private={"title": proposal.title, "cost": found["cost_paise"], "by": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return kept


def months_asked(first: Month, last: Month) -> None:
    """Refuse a span that is the wrong way round or too long, in a sentence."""
    if last < first:
        raise Unsound(
            "wrong_months",
            f"The cost ends in {last}, before the order takes effect in {first}. Enter a later month.",
        )
    if last > first.plus(MOST_MONTHS - 1):
        raise Unsound(
            "too_many_months",
            f"From {first} to {last} are more than {MOST_MONTHS} months. Enter an earlier last month.",
        )
