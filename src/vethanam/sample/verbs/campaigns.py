"""Acts on messages to many people and on purposes: count, compose, approve, send; propose, publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaigning import (
    CHANNELS,
    TERMS,
    Composed,
    Draft,
    approve_campaign,
    asked_of,
    compose,
)
from vethanam.messaging.actions.counting import count_people
from vethanam.messaging.actions.sending import queue_allowed, send
from vethanam.messaging.models import Campaign
from vethanam.orders.models import Order
from vethanam.privacy.actions import approve_purpose, propose_purpose, publish_purpose
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.actions.proposing import asked_of_proposal
from vethanam.privacy.counts import FEW, FEWER, counted
from vethanam.privacy.models import PurposeProposal
from vethanam.sample.acts import Act, Answer, day, instant
from vethanam.sample.officer_keys import key_of, signed

_COMPOSED = (
    "order",
    "purpose",
    "source",
    "cohort",
    "text",
    "sender",
    "channel",
    "sanction",
    "send_from",
    "send_until",
)


def count(authority: Authority, act: Act) -> Answer:
    """``{purpose, cohort}``: how many a rule of attributes means, in a ``source``; of few only that they are few."""
    act.only("purpose", "source", "cohort")
    found = count_people(authority, str(act.get("purpose", TERMS)), act.get("cohort", {}), _source(act))
    return Answer(
        f"{found.rule.words}: {found.people}.",
        {"source": found.rule.source, "cohort": found.rule.words, "people": found.people},
    )


def compose_message(authority: Authority, act: Act) -> Answer:
    """``{order: {number, dated}}``: everything else follows from the order unless it is given."""
    act.only(*_COMPOSED)
    channels = act.get("channel", CHANNELS)
    draft = Draft(
        order=_order(act.get("order")),
        purpose=str(act.get("purpose", TERMS)),
        source=_source(act),
        rule=act.get("cohort"),
        words=_words(act) if act.get("text") else None,
        sender=str(act["sender"]) if act.get("sender") else None,
        channels=tuple(channels) if isinstance(channels, list | tuple) else (str(channels),),
        sanction=act.get("sanction"),
        send_from=instant(act["send_from"]) if act.get("send_from") else None,
        send_until=instant(act["send_until"]) if act.get("send_until") else None,
    )
    done = compose(authority, draft)
    return Answer(done.decision.says, _state(authority, done))


def _source(act: Act) -> str | None:
    """The register that people and contacts come from; left out, the purpose's own."""
    return str(act["source"]) if act.get("source") else None


def _words(act: Act) -> Mapping[str, Mapping[str, str]]:
    """The office's own text, by language and part."""
    words = act.mapping("text")
    if not all(isinstance(parts, Mapping) for parts in words.values()):
        raise Unsound("text_of_a_message_form")
    return words


def approve(authority: Authority, act: Act) -> Answer:
    """``{campaign}`` or ``{purpose}``: the officer's own key signs for exactly what was composed or proposed."""
    act.only("campaign", "purpose")
    if act.get("purpose"):
        return _approve_purpose(authority, act)
    campaign = campaign_of(act.get("campaign"))
    role = role_of(authority, asked := asked_of(campaign, authority.at))
    key, private = key_of(authority, act.by)
    given = approve_campaign(authority, campaign, key, signed(private, asked.commitment, role))
    return Answer(
        f"Approved as {role.replace('_', ' ')}.",
        {
            "campaign": campaign.reference,
            "as": given.role,
            "commitment": bytes(given.commitment).hex(),
            "key": key.reference,
        },
    )


def propose(authority: Authority, act: Act) -> Answer:
    """Every field of the registration form: an office proposes a purpose, in public from then on."""
    proposal = propose_purpose(authority, act.given)
    return Answer(
        f"{proposal.code} version {proposal.version} is proposed. It waits for two approvals.",
        {
            "purpose": proposal.code, "version": proposal.version, "proposal": proposal.reference,
            "commitment": bytes(proposal.commitment).hex(), "approvals": list(asked_of_proposal(proposal).roles),
        },
    )  # fmt: skip


def publish(authority: Authority, act: Act) -> Answer:
    """``{purpose}``: approved by two other persons, the proposal becomes a version of the register."""
    act.only("purpose")
    row = publish_purpose(authority, _proposal_of(act["purpose"]))
    return Answer(
        f"{row.code} version {row.version} is published, in force from {row.content['valid_from']}.",
        {"purpose": row.code, "version": row.version, "in_force_from": row.content["valid_from"]},
    )


def _approve_purpose(authority: Authority, act: Act) -> Answer:
    proposal = _proposal_of(act["purpose"])
    role = role_of(authority, asked := asked_of_proposal(proposal))
    key, private = key_of(authority, act.by)
    given = approve_purpose(authority, proposal, key, signed(private, asked.commitment, role))
    return Answer(
        f"Approved as {role.replace('_', ' ')}.",
        {
            "purpose": proposal.code,
            "as": given.role,
            "commitment": bytes(given.commitment).hex(),
            "key": key.reference,
        },
    )


def _proposal_of(code: Any) -> PurposeProposal:
    found = PurposeProposal.objects.filter(code=str(code)).order_by("pk").last()
    if found is None:
        raise Unsound("no_such_proposal", code=typed(code, 24))
    return found


def dispatch(authority: Authority, act: Act) -> Answer:
    """``{campaign}``: ask to send it under its approvals; allowed, its messages are queued for the dispatcher."""
    act.only("campaign")
    campaign = campaign_of(act.get("campaign"))
    answered = send(authority, campaign)
    decision = answered.decision
    queued = queue_allowed() if decision.is_allowed else 0
    few = "Allowed, and queued for the dispatcher: " + FEWER + " people."
    return Answer(
        few if decision.is_allowed and len(decision.per_subject) < FEW else decision.says,
        {
            "campaign": campaign.reference, "use": answered.reference, "outcome": decision.outcome,
            "reason": decision.reason, "also": list(decision.also), "allowed": counted(decision.allowed),
            "queued": counted(queued), "left_out": {code: counted(count) for code, count in decision.left_out.items()},
        },
    )  # fmt: skip


def campaign_of(reference: Any) -> Campaign:
    """The message of a reference; without one, the last that was composed."""
    rows = Campaign.objects.select_related("text", "order").order_by("pk")
    found = rows.filter(reference=str(reference)).first() if reference else rows.last()
    if found is None:
        raise Unsound("no_such_message")
    return found


def _order(written: Any) -> Order | None:
    if written is None:
        return None
    number = written.get("number") if isinstance(written, Mapping) else written
    rows = Order.objects.filter(number=" ".join(str(number).split()))
    if isinstance(written, Mapping) and written.get("dated"):
        rows = rows.filter(dated=day(written["dated"]))
    if (found := rows.order_by("dated").last()) is None:
        raise Unsound("no_such_order", number=typed(number, 60))
    return found


def _state(authority: Authority, done: Composed) -> dict[str, Any]:
    decision = done.decision
    state: dict[str, Any] = {
        "outcome": decision.outcome, "reason": decision.reason, "also": list(decision.also),
    }  # fmt: skip
    if done.campaign is None:
        return {**state, "use": done.refused.reference if done.refused else None}
    return {
        **state,
        "campaign": done.campaign.reference,
        "source": done.campaign.source,
        "cohort": done.campaign.cohort,
        "people": counted(len(done.campaign.members)),
        "text": done.campaign.text.code,
        "approvals": list(asked_of(done.campaign, authority.at).roles),
        "commitment": bytes(done.campaign.commitment).hex(),
    }
