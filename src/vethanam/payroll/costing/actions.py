"""Cost a proposed order, and keep the result for its author to compare."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound, UnsoundInput, VethanamError, as_json
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payroll.costing.order_cost import people_for, told
from vethanam.payroll.models import Costing, Scenario
from vethanam.payroll.powers import PREPARE, act, require
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.rules.costing import cost_of
from vethanam.rules.proposed_orders import read_proposal
from vethanam.rules.rulebook import Rulebook

#: longest span of a costing, in months
MOST_MONTHS = 48


def ask_cost(text: str, last: Month, authority: Authority, *, pressed: str) -> tuple[Costing, bool]:
    """Save a request to cost a proposed order until the end of a month; :func:`complete_cost` computes it.

    ``pressed`` identifies one press of the form. A repeated press returns the first costing and False.

    Raises
    ------
    Refused
        The authority is no finance officer.
    UnsoundInput
        The proposed order is unsound; lists every fault.
    Unsound
        The last month is before the effect of the order, or too far from it.
    """
    require(
        authority, roles=(Role.FINANCE_OFFICER,), scope="", power=PREPARE, doing="Costing a proposed order"
    )
    proposal = read_proposal(text, rulebook_in_use())
    first = Month.of(proposal.with_effect_from)
    months_asked(first, last)
    press = sha256(f"{authority.account} {pressed} {last}\n{text}".encode()).hexdigest()
    return Costing.objects.get_or_create(
        pressed=press,
        defaults={
            "title": proposal.title,
            "text": text,
            "first": int(first),
            "last": int(last),
            "known_at": authority.at,
            "account_id": authority.account,
            "person_id": authority.person,
            "is_sample": authority.is_sample,
        },
    )


def complete_cost(costing_id: int) -> Costing:
    """Cost the request as known when it was made, and save the result in one transaction.

    Rules in force do not change.

    Safe to retry after a crash: a saved result is returned unchanged.

    Raises
    ------
    VethanamError
        The order cannot be costed. The costing's state becomes ``stopped``, with the reason.
    """
    asked = Costing.objects.get(pk=costing_id)
    if asked.scenario_id is not None:
        return asked
    try:
        _progress(asked, state=Costing.State.COMPUTING, done=0, reasons=[])
        rulebook = rulebook_in_use(asked.known_at)
        proposal = read_proposal(asked.text, rulebook)
        people = people_for(
            Month.from_key(asked.first),
            Month.from_key(asked.last),
            asked.known_at,
            rulebook,
            report=lambda done, of: _progress(asked, done=done, total=of),
        )
        return _kept(asked, told(cost_of(proposal, people.baseline(rulebook)), people), rulebook)
    except VethanamError as stopped:
        _progress(asked, state=Costing.State.STOPPED, reasons=_reasons(stopped))
        raise


@act
def _kept(asked: Costing, found: dict[str, Any], rulebook: Rulebook) -> Costing:
    """The costing with its result; if another process saved it meanwhile, that one."""
    now = Costing.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if now.scenario_id is not None:
        return now
    now.scenario = Scenario.objects.create(
        title=asked.title,
        text=asked.text,
        first=asked.first,
        last=asked.last,
        known_at=asked.known_at,
        rulebook_hash=bytes.fromhex(rulebook.hash),
        told=found,
        account_id=asked.account_id,
        person_id=asked.person_id,
    )
    now.state = Costing.State.COSTED
    now.save(update_fields=["scenario", "state"])
    append(
        "scenario_kept",
        public={"until": str(Month.from_key(asked.last))},
        private={"title": asked.title, "cost": found["cost_paise"], "by": asked.account_id},
        at=asked.known_at,
        is_sample=asked.is_sample,
    )
    return now


def _progress(asked: Costing, **columns: object) -> None:
    """Update the progress of a costing, visible while it computes."""
    Costing.objects.filter(pk=asked.pk, scenario__isnull=True).update(**columns)


def _reasons(error: VethanamError) -> list[Any]:
    """Code and facts of a refusal, or of each fault of an unsound order."""
    sentences = (
        [fault.sentence for fault in error.faults] if isinstance(error, UnsoundInput) else [error.sentence]
    )
    return [as_json(one) for one in sentences]


def months_asked(first: Month, last: Month) -> None:
    """Refuse a span in the wrong order or too long."""
    if last < first:
        raise Unsound("cost_ends_before", last=last, first=first)
    if last > first.plus(MOST_MONTHS - 1):
        raise Unsound("too_many_months", first=first, last=last, most=MOST_MONTHS)
