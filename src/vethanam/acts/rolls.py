"""Rolls of affected people: ask for one, confirm it, and claim on one's own line."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Count, Given, Text, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.record_lookup import person_of
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.evidence.rolls import (
    ROLL,
    RollCounts,
    ask_roll,
    claim_on_roll,
    confirm_roll,
    counts_of,
    named_subject,
    rolls,
    statement_to_ask,
    statement_to_confirm,
)
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.counts import counted, without_few
from vethanam.privacy.models import Roll, RollLine
from vethanam.privacy.rolls import CONFIRMS, MAKES, lines_of_person

READERS = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)


class RollAsked(SignedGiven):
    """The message, restraint or breach case that affected people."""

    of: one_of(*Roll.Of.values) = Field(title=_("People of"))  # type: ignore[valid-type]
    subject: Text = Field(title=_("Its reference"), description=_("As on its page; of a case its number."))


class RollConfirmed(SignedGiven):
    """A roll to confirm."""

    roll: Code = Field(title=_("Roll"))


class RollNamed(Given):
    """A roll, by its reference."""

    roll: Code = Field(title=_("Roll"))


class ClaimGiven(RollNamed):
    """One's own line of a roll."""

    line: Count = Field(title=_("Line"))


def _prepare_ask(authority: Authority, given: RollAsked) -> Prepared:
    says = statement_to_ask(authority, given.of, given.subject)
    return prepared_list(authority, MAKES, {ROLL: says}, summary=says)


def _prepare_confirm(authority: Authority, given: RollConfirmed) -> Prepared:
    says = statement_to_confirm(authority, given.roll)
    return prepared_list(authority, CONFIRMS, {ROLL: says}, summary=says)


@act(MAKES, title=_("Ask for a roll of affected people"), roles=(Role.LAW_OFFICER,), signs="decision",
     prepares=_prepare_ask)  # fmt: skip
def make(authority: Authority, given: RollAsked) -> Answer:
    """Ask for the roll of the people affected by a message, a restraint or a breach case.

    The roll names nobody. The data protection officer confirms it with ``confirm_roll``; both sign.
    """
    roll = ask_roll(authority, given.of, given.subject)
    return Answer.of("roll_asked", state_of(counts_of(roll)), roll=roll.reference)


@act(CONFIRMS, title=_("Confirm a roll of affected people"), roles=(Role.DATA_PROTECTION_OFFICER,),
     signs="decision", prepares=_prepare_confirm)  # fmt: skip
def confirm(authority: Authority, given: RollConfirmed) -> Answer:
    """Confirm a roll that a law officer asked for. The worker makes it once the log proves both signatures.

    It is fixed then: each person on it sees her line and may claim.
    """
    roll = confirm_roll(authority, given.roll)
    return Answer.of("roll_confirmed", state_of(counts_of(roll)), roll=roll.reference)


@view("rolls", title=_("Rolls"), roles=READERS, rows="rolls")
def all_rolls(_authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The rolls of affected people, newest first, with counts only."""
    del given
    return {"rolls": [state_of(one) for one in rolls()]}


@act("claim_on_roll", title=_("Claim on my line of a roll"), roles=HERSELF)
def claim(authority: Authority, given: ClaimGiven) -> Answer:
    """Claim on one's own line of a roll, once. The log has an entry with the line and no name."""
    line = claim_on_roll(authority, given.roll, given.line)
    state = {"roll": line.roll.reference, "line": line.number}
    return Answer.of("roll_claimed", state, **state)


@view("my_rolls", title=_("Rolls with a line of mine"), roles=HERSELF, rows="lines")
def mine(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """One's own lines on rolls, newest first: why, how often, and whether one has claimed."""
    del given
    return {"lines": [line_state(line) for line in lines_of_person(person_of(authority))]}


@view("roll_proof", title=_("Proof of my place on a roll"), roles=HERSELF)
def proof(authority: Authority, given: RollNamed) -> dict[str, Any]:
    """The proof that one is on a roll, or that one is not: write ``file`` to a file as it is, and check that.

    The proof that one is not on it holds one's own secret.
    """
    return {"file": proof_of_roll(given.roll, person_of(authority)).decode()}


def state_of(one: RollCounts) -> dict[str, Any]:
    """A roll in its API form: counts without small ones."""
    roll, made = one.roll, one.made
    return {
        "roll": roll.reference, "of": roll.of, "subject": named_subject(roll),
        "at": roll.at.isoformat(timespec="seconds"), "state": one.state,
        "lines": counted(made.lines) if made else None, "uses": counted(made.uses) if made else None,
        "messages": counted(made.messages) if made else None,
        "claimed": counted(one.claimed) if made else None,
        "drawn": counted(one.paid.drawn) if made else None,
        "paid": counted(one.paid.paid) if made else None,
        "returned": counted(one.paid.returned) if made else None,
        "told": counted(one.told) if made else None,
        "classes": without_few(made.classes) if made else {},
        "districts": without_few(made.districts) if made else {},
    }  # fmt: skip


def line_state(line: RollLine) -> dict[str, Any]:
    """A person's line in its API form."""
    claimed = getattr(line, "claim", None)
    return {
        "roll": line.roll.reference, "of": line.roll.of, "subject": named_subject(line.roll),
        "line": line.number, "class": line.class_of, "district": line.district, "uses": line.uses,
        "messages": line.messages, "first": line.first.isoformat(), "last": line.last.isoformat(),
        "claimed_at": claimed.at.isoformat(timespec="seconds") if claimed else None,
    }  # fmt: skip
