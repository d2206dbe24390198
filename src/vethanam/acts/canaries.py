"""Acts on canaries: one officer proposes them for a holder, another agrees; each arrival is recorded."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Count, Day, DocumentHash, Given, Text, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_alone, seed_of
from vethanam.acts.two_officers import OFFICERS, ProposalNamed
from vethanam.errors import as_json
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.canaries import (
    CANARIES,
    Wanted,
    plant_canaries,
    propose_canaries,
    record_arrival,
    statement_to_agree,
    statement_to_propose,
)
from vethanam.messaging.canaries import (
    CanaryCounts,
    arrivals,
    canary_counts,
    holders_on,
    proposal_numbered,
    proposals,
)
from vethanam.messaging.canary_models import CanaryProposal, CanaryReached


class CanariesGiven(SignedGiven):
    """The holder, the number of canaries, and where their addresses receive mail."""

    kind: one_of(*CanaryProposal.HolderKind.values) = Field(  # type: ignore[valid-type]
        title=_("Kind of holder"),
    )
    holder: Code = Field(title=_("Code of the holder"), description=_("As in the register of its kind."))
    people: Count = Field(title=_("Number of canaries"), description=_("500 at most."))
    domain: Text = Field(
        title=_("Mail domain"),
        description=_("One that receives mail to every name and serves nothing else, such as post.example."),
    )

    def wanted(self) -> Wanted:
        """The canaries to plant."""
        return Wanted(self.kind, self.holder, self.people, self.domain.lower())


class ArrivalGiven(Given):
    """A message that reached a canary. The address itself is not entered."""

    code: Text = Field(
        title=_("Code of the canary"),
        description=_("The 12 letters of its address between the last full stop and the at sign."),
    )
    day: Day = Field(title=_("Day on which it came"))
    channel: one_of(*CanaryReached.Channel.values) = Field(title=_("Way"))  # type: ignore[valid-type]
    words: DocumentHash = Field(title=_("Its words"), description=_("The SHA-256 of the message as it came."))


def _prepare(authority: Authority, given: CanariesGiven) -> Prepared:
    says = statement_to_propose(authority, given.wanted())
    return prepared_alone(authority, "plant_canaries", CANARIES, says, says, seed_of(given))


@act("plant_canaries", title=_("Propose canaries"), roles=OFFICERS, signs="rights", prepares=_prepare)
def plant(authority: Authority, given: CanariesGiven) -> Answer:
    """Propose made-up contacts for a holder of contacts, as administrator or as data protection officer.

    They are planted once the other officer agrees. No message reaches them; one that does comes from a copy.
    """
    proposal = propose_canaries(authority, given.wanted())
    return Answer.of("canaries_proposed", state_of(proposal), count=proposal.people, holder=proposal.holder)


def _prepare_agreement(authority: Authority, given: ProposalNamed) -> Prepared:
    says = statement_to_agree(authority, proposal_numbered(given.proposal))
    return prepared_alone(authority, "agree_canaries", CANARIES, says, says, seed_of(given))


@act(
    "agree_canaries", title=_("Agree to canaries"), roles=OFFICERS, signs="rights",
    prepares=_prepare_agreement,
)  # fmt: skip
def agree(authority: Authority, given: ProposalNamed) -> Answer:
    """Agree to the canaries that the other officer proposed. They are made; nobody sees an address."""
    planted = plant_canaries(authority, proposal_numbered(given.proposal)).proposal
    return Answer.of("canaries_are_planted", state_of(planted), count=planted.people, mark=planted.mark)


@act("open_canary", title=_("Record what reached a canary"), roles=OFFICERS)
def open_one(authority: Authority, given: ArrivalGiven) -> Answer:
    """Record a message that reached a canary: code of the address, day, way, hash of the words.

    A case opens for the mark of its holder, unless one is open.
    """
    made = record_arrival(authority, given.code, given.day, given.channel, given.words)
    state = arrival_state(made)
    return Answer.of("canary_arrival_recorded", state, case=state["case"], mark=state["mark"])


@view("canaries", title=_("Canaries"), roles=OFFICERS, rows="canaries")
def canaries(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The canaries of each holder, proposed and planted, newest first; what reached one; the holders of
    today's registers by kind; and the public figures.
    """
    del given
    return {
        "canaries": [state_of(one) for one in proposals()],
        "arrivals": [arrival_state(one) for one in arrivals()],
        "holders": {kind: dict(found) for kind, found in holders_on(authority.at).items()},
        "figures": figures_state(canary_counts()),
    }


def state_of(one: CanaryProposal) -> dict[str, Any]:
    """Canaries of a holder in their API form."""
    planting = getattr(one, "planting", None)
    return {
        "proposal": one.pk, "mark": one.mark, "kind": one.holder_kind, "holder": one.holder,
        "count": one.people, "domain": one.domain,
        "state": "planted" if planting else "proposed",
        "planted_at": planting.at.isoformat(timespec="seconds") if planting else None,
    }  # fmt: skip


def arrival_state(one: CanaryReached) -> dict[str, Any]:
    """An arrival at a canary, in its API form."""
    return {
        "mark": one.canary.planting.proposal.mark, "day": one.day.isoformat(), "channel": one.channel,
        "words": bytes(one.words).hex(), "case": one.case.number,
    }  # fmt: skip


def figures_state(found: CanaryCounts) -> dict[str, Any]:
    """The public figures, as the view and ``vethanam evidence canaries`` answer them.

    ``chances``: of each share of all contacts in thousandths the chance, in thousandths too, that such a leak
    holds a canary. A guessed address hits a canary less often than once in 10 to the power of ``odds``.
    """
    chances = [{"share": share, "chance": chance} for share, chance in found.chances.items()]
    return {**as_json(asdict(found)), "chances": chances}
