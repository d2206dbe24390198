"""Acts on messages to many people: count, compose, approve, dispatch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import (
    Anything,
    Code,
    Given,
    Instant,
    Text,
    Texts,
    mapping_in,
    one_of,
    parse_day,
    prose,
)
from vethanam.acts.key_signatures import SignedGiven, given_back, prepared
from vethanam.acts.restraints import restraint_state
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.audience_counts import count_people
from vethanam.messaging.actions.campaign_declines import decline_campaign
from vethanam.messaging.actions.campaign_queue import check_sendable, queue_allowed, send
from vethanam.messaging.actions.campaigns import (
    TERMS,
    Composed,
    Draft,
    approve_campaign,
    asked_of,
    asked_to_sign,
    channels_of,
    compose,
)
from vethanam.messaging.draft_restraints import Stopping
from vethanam.messaging.models import Campaign
from vethanam.messaging.text_reading import read_text
from vethanam.orders.models import Order
from vethanam.people.models import Role
from vethanam.privacy.actions import (
    approve_purpose,
    proposal_of_position,
    propose_text_class,
    sign_position,
    sign_text_class,
    text_class_of,
)
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.counts import FEW, FEWER, counted, counted_part
from vethanam.privacy.current_restraints import asked_of_position, restraint_shown
from vethanam.privacy.models import EventDeclaration, PurposeProposal, TextClassProposal
from vethanam.privacy.text_classes import SIGNERS, asked_of_class

#: roles that compose and send messages for an office, and roles that approve them
WRITES = (Role.COMMUNICATING_OFFICER, Role.PURPOSE_OWNER)
#: letters of a reason
REASON = 300
APPROVES = (Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)


class CountGiven(Given):
    """A rule of attributes that selects people."""

    purpose: Code = Field(TERMS, title=_("Purpose"))
    source: Code | None = Field(None, title=_("Register"))
    cohort: Anything = Field(None, title=_("People"), description=_("Attributes that the purpose allows."))


class OrderNamed(Given):
    """A recorded order, by its number."""

    number: Text = Field(title=_("Number of the order"))
    dated: Anything = Field(None, title=_("Dated"))


class ComposeGiven(Given):
    """A message about an order; other fields default from the order."""

    order: OrderNamed | Text | None = Field(None, title=_("Order"))
    purpose: Code = Field(TERMS, title=_("Purpose"))
    source: Code | None = Field(None, title=_("Register"))
    cohort: Anything = Field(None, title=_("People"))
    text: Anything = Field(
        None,
        title=_("Text"),
        description=_("en and ml, each with subject and body; or the code of a text of the purpose."),
    )
    event: Code | None = Field(
        None, title=_("Event"), description=_("Code of a declared event, for a safety message.")
    )
    sender: Code | None = Field(None, title=_("Sender"))
    channel: Texts | None = Field(None, title=_("Ways to be told"))
    sanction: Anything = Field(None, title=_("Sanction"))
    send_from: Instant | None = Field(None, title=_("To be sent from"))
    send_until: Instant | None = Field(None, title=_("To be sent until"))
    again: prose(REASON) | None = Field(  # type: ignore[valid-type]
        None,
        title=_("Send again because"),
        description=_("Needed if some of these people were told the same in the last 30 days."),
    )


class CampaignNamed(Given):
    """A message by its reference; by default the last one composed."""

    campaign: Code | None = Field(None, title=_("Message"))


class ApproveGiven(CampaignNamed, SignedGiven):
    """The approved message or purpose, and the signature."""

    purpose: Code | None = Field(None, title=_("Purpose that was proposed"))
    position: Code | None = Field(None, title=_("Position of a court that was proposed"))
    text_class: Code | None = Field(None, title=_("Class of a text that was proposed"))


class DeclineGiven(CampaignNamed):
    """The message that is declined, and why."""

    reason: prose(REASON) = Field(  # type: ignore[valid-type]
        title=_("Reason"), description=_("The office that composed it reads this.")
    )


class ClassifyGiven(Given):
    """A text under a restraint: the words and the order as they will be composed, or the code of a
    text of this version.
    """

    kind: one_of(*TextClassProposal.Kind.values) = Field(  # type: ignore[valid-type]
        TextClassProposal.Kind.NEUTRAL.value, title=_("Class of the text")
    )
    purpose: Code = Field(TERMS, title=_("Purpose"))
    order: Code | None = Field(None, title=_("Order"))
    text: Anything = Field(None, title=_("Text"), description=_("en and ml, each with subject and body."))
    code: Code | None = Field(None, title=_("A text of this version"))


@act("count", title=_("Count people"), roles=WRITES)
def count(authority: Authority, given: CountGiven) -> Answer:
    """Count the people selected by a rule; below 20 only “few”. Each count is an entry in the log."""
    found = count_people(authority, given.purpose, given.cohort or {}, given.source)
    state = {"source": found.rule.source, "cohort": found.rule.words, "people": found.people}
    return Answer.of("people_counted", state, rule=found.rule.words, people=found.people)


@act("compose", title=_("Compose a message"), roles=WRITES)
def compose_message(authority: Authority, given: ComposeGiven) -> Answer:
    """Compose a message to many people from a recorded order. It waits for its approvals.

    A message that no approval could allow is refused, and recorded as a use. ``restraints`` in the answer are
    those in force over it, with case and scope. The same text of the same order to some of the same people
    within 30 days needs a reason (``again``). ``text_hash`` of a refused message is what a clearance of the
    election authority names.
    """
    draft = Draft(
        order=_order(given.order),
        purpose=given.purpose,
        source=given.source,
        rule=given.cohort,
        words=_words(given.text),
        sender=given.sender,
        channels=given.channel or channels_of(given.purpose),
        sanction=mapping_in(given.sanction) if given.sanction is not None else None,
        send_from=given.send_from,
        send_until=given.send_until,
        again=given.again,
        event=event_of(given.event),
    )
    done = compose(authority, draft)
    return Answer(done.decision.says, _state(authority, done))


@act("classify_text", title=_("Propose the class of a text"), roles=WRITES)
def classify_text(authority: Authority, given: ClassifyGiven) -> Answer:
    """Propose the class of a text while a restraint on kinds of message is in force.

    The text may be composed once a law officer and the data protection officer have approved the
    class with ``approve``.
    """
    read = read_text(given.purpose, _order(given.order), _words(given.text), given.code)
    row = propose_text_class(
        authority,
        name=read.name,
        text_hash=read.hash,
        values_hash=read.values_hash,
        kind=given.kind,
        content=read.rendered,
    )
    state = {"text_class": row.reference, "text": row.template, "class": row.kind, "approvals": [*SIGNERS]}
    return Answer.of("text_class_waits", state, text=row.template)


def _prepare(authority: Authority, given: ApproveGiven) -> Prepared:
    if given.position:
        position = proposal_of_position(given.position)
        role = role_of(authority, asked := asked_of_position(position))
        return prepared(
            asked.commitment, role, {"restraint": position.restraint.reference, "state": position.state}
        )
    if given.text_class:
        row = text_class_of(given.text_class)
        role = role_of(authority, asked := asked_of_class(row))
        return prepared(
            asked.commitment, role, {"text": row.template, "class": row.kind, "words": row.content}
        )
    if given.purpose:
        proposal = proposal_of(given.purpose)
        role = role_of(authority, asked := asked_of_proposal(proposal))
        return prepared(asked.commitment, role, {"purpose": proposal.code, "version": proposal.version})
    campaign = campaign_of(given.campaign)
    role = role_of(authority, asked := asked_to_sign(campaign, authority.at))
    summary = {
        "campaign": campaign.reference,
        "purpose": campaign.purpose,
        "cohort": campaign.cohort,
        "people": counted(len(campaign.members)),
        "sender": campaign.sender,
        "text": campaign.text.code,
    }
    return prepared(asked.commitment, role, summary)


@act(
    "approve",
    title=_("Approve a message, a purpose, a class or a position"),
    roles=APPROVES,
    signs="approval",
    prepares=_prepare,
    keeps=False,
)
def approve(authority: Authority, given: ApproveGiven) -> Answer:
    """The officer's own key signs exactly one thing.

    A composed message (``campaign``), a proposed ``purpose``, a proposed ``position`` of a court on a
    restraint, or a proposed ``text_class``.
    """
    if given.position:
        return _approve_position(authority, given)
    if given.text_class:
        return _approve_text_class(authority, given)
    if given.purpose:
        return _approve_purpose(authority, given)
    campaign = campaign_of(given.campaign)
    role = role_of(authority, asked_of(campaign, authority.at))
    key, signature = given_back(authority, given.assertion)
    signed = approve_campaign(authority, campaign, key, signature)
    state = {
        "campaign": campaign.reference,
        "as": signed.role,
        "commitment": bytes(signed.commitment).hex(),
        "key": key.reference,
    }
    return Answer.of("approved", state, role=role.replace("_", " "))


def _approve_purpose(authority: Authority, given: ApproveGiven) -> Answer:
    proposal = proposal_of(given.purpose or "")
    role = role_of(authority, asked_of_proposal(proposal))
    key, signature = given_back(authority, given.assertion)
    signed = approve_purpose(authority, proposal, key, signature)
    state = {
        "purpose": proposal.code,
        "as": signed.role,
        "commitment": bytes(signed.commitment).hex(),
        "key": key.reference,
    }
    return Answer.of("approved", state, role=role.replace("_", " "))


def _approve_position(authority: Authority, given: ApproveGiven) -> Answer:
    proposal = proposal_of_position(given.position or "")
    key, signature = given_back(authority, given.assertion)
    signed, effect = sign_position(authority, proposal, key, signature)
    state = {
        "restraint": proposal.restraint.reference,
        "position": proposal.reference,
        "state": proposal.state,
        "as": signed.role,
        "commitment": bytes(signed.commitment).hex(),
        "key": key.reference,
        "in_effect": effect is not None,
    }
    if effect is None:
        return Answer.of("approved", state, role=signed.role.replace("_", " "))
    return Answer.of("restraint_is", state, restraint=proposal.restraint.reference, state=proposal.state)


def _approve_text_class(authority: Authority, given: ApproveGiven) -> Answer:
    row = text_class_of(given.text_class or "")
    key, signature = given_back(authority, given.assertion)
    signed = sign_text_class(authority, row, key, signature)
    state = {
        "text_class": row.reference,
        "text": row.template,
        "class": row.kind,
        "as": signed.role,
        "commitment": bytes(signed.commitment).hex(),
        "key": key.reference,
    }
    return Answer.of("approved", state, role=signed.role.replace("_", " "))


@act("decline_message", title=_("Decline a message"), roles=APPROVES)
def decline(authority: Authority, given: DeclineGiven) -> Answer:
    """Decline a composed message with a reason, instead of approving it. No key is needed.

    It is never sent. The office that composed it reads who declined it, when and why, and may compose it
    anew. Nobody declines a message that she asked for.
    """
    campaign = campaign_of(given.campaign)
    declined = decline_campaign(authority, campaign, given.reason)
    state = {"campaign": campaign.reference, "as": declined.role, "at": declined.at.isoformat()}
    return Answer.of("message_is_declined", state)


@act(
    "dispatch",
    title=_("Send a message"),
    roles=WRITES,
    final=_("A message that was handed over cannot be called back."),
    tries=lambda authority, given: check_sendable(authority, campaign_of(given.campaign)),
)
def dispatch(authority: Authority, given: CampaignNamed) -> Answer:
    """Ask to send an approved message; if allowed, its messages are queued for the dispatcher."""
    campaign = campaign_of(given.campaign)
    answered = send(authority, campaign)
    decision = answered.decision
    people = len(decision.per_subject)
    queued = queue_allowed() if decision.is_allowed and is_worker() else 0
    is_few = decision.is_allowed and people < FEW
    says: Sentence | str = Sentence("sent_to_few", {"people": FEWER}) if is_few else decision.says
    return Answer(
        says,
        {
            "campaign": campaign.reference, "use": answered.reference, "outcome": decision.outcome,
            "reason": decision.reason, "also": list(decision.also),
            "allowed": counted_part(decision.allowed, people),
            "queued": counted_part(queued, people),
            "left_out": {code: counted(count) for code, count in decision.left_out.items()},
        },
    )  # fmt: skip


def event_of(code: str | None) -> EventDeclaration | None:
    """The declared event of a code."""
    if not code:
        return None
    found = EventDeclaration.objects.filter(code=code).select_related("closing").first()
    if found is None:
        raise Unsound("no_such_event", event=typed(code, 24))
    return found


def campaign_of(reference: str | None) -> Campaign:
    """The message with a reference; without one, the last composed."""
    rows = Campaign.objects.select_related("text", "order").order_by("pk")
    found = rows.filter(reference=reference).first() if reference else rows.last()
    if found is None:
        raise Unsound("no_such_message")
    return found


def proposal_of(code: str) -> PurposeProposal:
    """The proposal with a reference, or the last proposal of a purpose."""
    rows = PurposeProposal.objects.order_by("pk")
    found = rows.filter(reference=code).first() or rows.filter(code=code).last()
    if found is None:
        raise Unsound("no_such_proposal", purpose=typed(code, 24))
    return found


def _order(named: OrderNamed | str | None) -> Order | None:
    if named is None:
        return None
    number = named.number if isinstance(named, OrderNamed) else named
    rows = Order.objects.filter(number=" ".join(number.split()))
    if isinstance(named, OrderNamed) and named.dated:
        rows = rows.filter(dated=parse_day(named.dated))
    if (found := rows.order_by("dated").last()) is None:
        raise Unsound("no_such_order", order=typed(number, 60))
    return found


def _words(text: Any) -> Any:
    """The office's own text, by language and part, or the code of a text."""
    if text is None or isinstance(text, str):
        return text
    if not isinstance(text, dict) or not all(isinstance(parts, dict) for parts in text.values()):
        raise Unsound("text_needs_languages")
    return text


def _state(authority: Authority, done: Composed) -> dict[str, Any]:
    decision = done.decision
    state: dict[str, Any] = {
        "outcome": decision.outcome, "reason": decision.reason, "also": list(decision.also),
        "restraints": list(_restraints(done.stopping, authority.at)),
    }  # fmt: skip
    if done.campaign is None:
        return {**state, "use": done.refused.reference if done.refused else None, "text_hash": done.text_hash}
    return {
        **state,
        "campaign": done.campaign.reference,
        "source": done.campaign.source,
        "cohort": done.campaign.cohort,
        "people": counted(len(done.campaign.members)),
        "text": done.campaign.text.code,
        "approvals": list(asked_of(done.campaign, authority.at).roles),
        "commitment": bytes(done.campaign.commitment).hex(),
        "repeats": done.campaign.repeats.reference if done.campaign.repeats else None,
    }


def _restraints(stopping: Stopping, at: datetime) -> Iterator[dict[str, Any]]:
    """The restraints over a message: ``stops`` says whether all of it, or a part."""
    for stops, references in (("all", stopping.whole), ("part", stopping.part)):
        shown = (restraint_shown(reference, at) for reference in references)
        yield from ({**restraint_state(one), "stops": stops} for one in shown if one is not None)
