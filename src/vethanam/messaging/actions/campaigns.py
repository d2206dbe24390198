"""A message to many people, composed from an order and approved
(:mod:`.audience_counts` before, :mod:`.campaign_queue` after).

It begins at an order so that the lawful form is the shortest: people, text, sender and time follow from the
order unless the office says otherwise. There is no upload and no list.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from vethanam.benefits.queries.registers import scheme_registers_in
from vethanam.errors import Broken, Fault, Refused, Unsound, UnsoundInput, typed
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.signatures import Signature
from vethanam.messaging.actions.campaign_queue import check_open
from vethanam.messaging.campaigns import (
    approvable,
    cohort_root,
    commitment_of,
    content_of,
    program_in_log,
    request_of,
    restraints_over,
)
from vethanam.messaging.cohorts import (
    BODY,
    BY_ORDER,
    CASE,
    ELIGIBILITY,
    EVENT,
    ORDER,
    ROLL,
    Rule,
    classes_of,
    members,
    order_value,
    read_rule,
)
from vethanam.messaging.draft_restraints import Stopping, restraints_on
from vethanam.messaging.models import Campaign, CampaignUse, MessageText
from vethanam.messaging.repeated_messages import repeated, waiting_for_same_people
from vethanam.messaging.templates import Text, text_of, texts
from vethanam.messaging.wording import ROLL_TEXT, content_of_words, neutral_text, values_of
from vethanam.orders.models import Order
from vethanam.people.models import Program
from vethanam.privacy.actions import Answered, approve, request_use
from vethanam.privacy.actions.uses import as_signed_in, left_out_of
from vethanam.privacy.approval_proofs import Approvable
from vethanam.privacy.counts import counted
from vethanam.privacy.current_world import world_at
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Approval, Duty, EventDeclaration
from vethanam.privacy.permit import Approval as Asked
from vethanam.privacy.permit import Decision, World, permit
from vethanam.privacy.permit.approvals import LAPSES_AFTER, NEVER, roles_needed
from vethanam.privacy.permit.reason_order import HOLDING
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries.duties import case_of

TERMS = "SVC-TERMS"
EMERGENCY = "EMERG"
CHANNELS = ("email", "portal")
#: the channels of purposes that do not go by e-mail
_OTHER_CHANNELS: Mapping[str, Sequence[str]] = {
    "EMERG": ("sms",),
    "HLTH-INS": ("sms", "portal"),
    "PUBLICITY": ("email",),
    "SCHEME-ELIG": ("sms",),
}
#: default time limit for sending a composed message: the lifetime of an approval
LASTS = LAPSES_AFTER


@dataclass(frozen=True, slots=True)
class Composed:
    """The result of composing: a campaign waiting for approvals, or a recorded refusal.

    ``stopping`` are the restraints over it; ``text_hash`` is that of the words, which a clearance names.
    """

    decision: Decision
    campaign: Campaign | None = None
    refused: Answered | None = None
    stopping: Stopping = field(default_factory=Stopping)
    text_hash: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The program of another body, and the people it means by the numbers of its register."""

    program: Program
    persons: Sequence[int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to many people as an office drafts it. Fields left out follow from the order.

    ``source`` is the register of people and contacts; left out, the purpose's own. ``rule`` names attributes
    and values; ``words`` are a subject and a body in each language, or the code of a text of the purpose;
    ``sanction`` is the order and head of account of a purpose that spends; ``again`` is the reason to send
    the same text to some of the same people once more; ``event`` is the declared emergency of a safety
    message; ``named`` is the request of another body's program, in place of a rule.
    """

    order: Order | None
    purpose: str = TERMS
    rule: Any = None
    words: Mapping[str, Mapping[str, str]] | str | None = None
    sender: str | None = None
    channels: Sequence[str] = CHANNELS
    sanction: Mapping[str, Any] | None = None
    send_from: datetime | None = None
    send_until: datetime | None = None
    source: str | None = None
    again: str | None = None
    event: EventDeclaration | None = None
    named: Named | None = None


@transaction.atomic
def compose(authority: Authority, draft: Draft) -> Composed:
    """Compose a message from an order, and check whether approvals are all it lacks.

    A refusal is recorded as a use with all its subjects. Otherwise it becomes a campaign: published at once
    with its rule, count and text, for its approvers to sign.

    Raises
    ------
    Unsound
        The rule, the text or the order cannot be used; every fault at once. Or some of these people were told
        the same in the last 30 days, and no reason to tell them again is given.
    Refused
        The account belongs to no person.
    """
    purpose = purpose_on(draft.purpose, authority.at)
    content: Mapping[str, Any] = content_of_words(purpose.code, draft.order, draft.words)
    case, roll = _case_or_roll(purpose, draft.rule)
    if roll:
        content = _content_of_roll(content, purpose, roll, authority.at)
    campaign = _campaign(authority, draft, purpose, content, case, roll)
    world = world_at(authority.at)
    request = as_signed_in(request_of(campaign, campaign.members, authority.at), authority)
    approved = permit(
        replace(request, approvals=_as_if(purpose, world)), authority.at, world, catalogue=catalogue_now()
    )
    stopping = restraints_on(request, world, authority.at)
    if not {approved.reason, *approved.also} - {None} <= HOLDING:
        refused = request_use(authority, request, world=world, refused=approved)
        return Composed(approved, refused=refused, stopping=stopping, text_hash=request.template.hash)
    decision = permit(request, authority.at, world, catalogue=catalogue_now())
    campaign.left_out = left_out_of(approved)
    _compare(campaign, content, draft.again)
    kept = _kept(authority, campaign, content, decision)
    return Composed(decision, campaign=kept, stopping=stopping)


def _compare(campaign: Campaign, content: Mapping[str, Any], again: str | None) -> None:
    """Note an earlier message with the same text to some of these people; UnsoundInput without a reason."""
    earlier = repeated(campaign, content)
    if campaign.purpose == ELIGIBILITY and (waiting := waiting_for_same_people(campaign)) is not None:
        raise Refused("eligible_told_before", reference=waiting.reference)
    if earlier is None:
        return
    if purpose_tells_once(campaign.purpose):
        raise Refused("told_once", reference=earlier.reference)
    if not again:
        facts = {"reference": earlier.reference, "day": earlier.at.astimezone(IST).date()}
        fault = Fault(f"Message {earlier.reference}", "again", "told_before", facts)
        raise UnsoundInput("message_repeats", [fault])
    campaign.repeats, campaign.repeats_because = earlier, again


def channels_of(purpose: str) -> Sequence[str]:
    """The channels of a message, where its draft names none."""
    return _OTHER_CHANNELS.get(purpose, CHANNELS)


def purpose_tells_once(purpose: str) -> bool:
    """Whether a second message of the purpose about the same order is publicity: a receipt is given once."""
    return purpose == "DON-RECEIPT"


def _as_if(purpose: Purpose, world: World) -> tuple[Asked, ...]:
    """An approval for every role, to find the remaining objections; never stored or sent with."""
    roles = roles_needed(purpose, is_caution=world.is_caution)
    return tuple(Asked(by=f"whoever is {role}", role=role) for role in roles if role != NEVER)


@transaction.atomic
def approve_campaign(
    authority: Authority, campaign: Campaign, key: SigningKey, signature: Signature
) -> Approval:
    """Record one person's signature for this purpose, text, people, sender, channels and time.

    Raises
    ------
    Refused
        See :func:`vethanam.privacy.actions.approvals.approve`; or it was sent or declined, its time is past,
        or a restraint stops it.
    """
    return approve(authority, asked_to_sign(campaign, authority.at), key, signature)


def asked_to_sign(campaign: Campaign, at: datetime) -> Approvable:
    """The approval request, while the message can still be sent and no restraint stops it.

    Raises
    ------
    Refused
        It was allowed or declined, its time is past, or a restraint stops it as it stands: nobody signs it.
    """
    check_open(campaign, at)
    if stopped := restraints_over(campaign, at).whole:
        raise Refused("message_restrained", restraints=[*stopped])
    return asked_of(campaign, at)


def asked_of(campaign: Campaign, at: datetime) -> Approvable:
    """The approval request at an instant; a caution window needs more approvers."""
    return approvable(campaign, purpose_on(campaign.purpose, at), is_caution=world_at(at).is_caution)


def purpose_on(code: str, at: datetime) -> Purpose:
    """The version of a purpose on the day of an instant.

    Raises
    ------
    Unsound
        The code is unknown on that day.
    """
    purpose = catalogue_now().on(code, at.astimezone(IST).date())
    if purpose is None:
        raise Unsound("no_such_purpose", code=typed(code, 24))
    return purpose


def source_of(purpose: Purpose, named: str | None) -> str:
    """The register named by an office, or the purpose's own.

    Raises
    ------
    Unsound
        The register is unknown or holds no contacts.
    """
    catalogue = catalogue_now()
    if named and scheme_registers_in([named]) and purpose.controllers == ("WPC",):
        return named
    if named and named not in catalogue.registers:
        raise Unsound("no_such_register", register=typed(named, 24), registers=[*catalogue.registers])
    return named or catalogue.register_for(purpose)


def default_rule(purpose: Purpose, source: str = SERVICE_BOOK) -> Rule:
    """The default rule for a change of pay terms: everybody on a scale of pay; for an opt-in
    list, all of it.
    """
    if source != SERVICE_BOOK:
        return Rule(source=source)
    return Rule.of({"pay_basis": ["scale"]}) if "pay_basis" in purpose.cohort_attributes else Rule()


def _rule_of(draft: Draft, purpose: Purpose, source: str) -> Rule:
    """The rule of a draft: its own, or the one that follows from the purpose, the order or the event.

    Raises
    ------
    Unsound
        The purpose needs an order or an event, and the draft names none.
    """
    if draft.named is not None:
        return Rule.of({BODY: [draft.named.program.scope]}, source)
    is_given = draft.rule not in (None, "")
    if is_given or purpose.code == ELIGIBILITY:
        return read_rule(draft.rule if is_given else {}, purpose, source)
    if purpose.code == EMERGENCY:
        if draft.event is None:
            raise Unsound("event_needed")
        return Rule.of({EVENT: [draft.event.code]})
    if purpose.code in BY_ORDER:
        if draft.order is None:
            raise Unsound("order_needed", purpose=purpose.code)
        return Rule.of({ORDER: [order_value(draft.order)]})
    return default_rule(purpose, source)


def _case_or_roll(purpose: Purpose, rule: Any) -> tuple[Duty | None, str]:
    """The breach case of a message, or its roll, for a purpose that informs about one of them."""
    if not {CASE, ROLL} & {*purpose.cohort_attributes}:
        return None, ""
    read = read_rule({} if rule in (None, "") else rule, purpose)
    if len(read.cases) + len(read.rolls) != 1:
        raise Unsound("one_case")
    return (None, read.rolls[0]) if read.rolls else (case_of(read.cases[0]), "")


def _content_of_roll(content: Mapping[str, Any], purpose: Purpose, roll: str, at: datetime) -> dict[str, Any]:
    """The text for the people on a roll, who are told once: the office's own words, else the registered text.

    Raises
    ------
    Refused
        A message to them went, or waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('messaging_roll', 0))")
    allowed = CampaignUse.objects.filter(campaign=OuterRef("pk"), is_allowed=True)
    before = Campaign.objects.filter(
        Exists(allowed) | Q(send_until__gt=at), rule__roll__contains=[roll], decline__isnull=True
    )
    if (earlier := before.defer("secret").first()) is not None:
        raise Refused("roll_told_before", roll=roll, reference=earlier.reference)
    is_default = content["code"] == neutral_text(purpose.code).code
    return dict(texts()[ROLL_TEXT].content if is_default else content)


def _campaign(
    authority: Authority,
    draft: Draft,
    purpose: Purpose,
    content: Mapping[str, Any],
    case: Duty | None,
    roll: str,
) -> Campaign:
    """The campaign as an unsaved row."""
    named = draft.named
    if authority.person is None and named is None:
        raise Refused("message_without_person")
    source = source_of(purpose, draft.source)
    rule = _rule_of(draft, purpose, source)
    values = values_of(draft.order, content, case, draft.event, roll)
    persons = sorted(named.persons) if named else members(rule, authority.at)
    if not persons:
        raise Unsound("nobody_meant", rule=rule.words)
    starts = draft.send_from or authority.at
    ends = draft.send_until or starts + LASTS
    if ends <= max(starts, authority.at):
        raise Unsound("no_time")
    reference, secret = secrets.token_hex(16), secrets.token_bytes(32)
    text = MessageText(
        code=content["code"], version=content["version"], purpose=purpose.code, content=dict(content)
    )
    return Campaign(
        reference=reference, purpose=purpose.code, purpose_hash=bytes.fromhex(purpose.hash),
        order=draft.order, text=text, values=values, office=authority.office,
        sender=draft.sender or authority.office, channels=list(draft.channels), source=source,
        rule=rule.as_json(), cohort=rule.words, members=persons,
        secret=secret,
        root=cohort_root(reference, secret, persons),
        classes=dict(Counter(of[0] for of in classes_of(persons, [source]).values())),
        sanction=_sanction_of(draft.sanction),
        send_from=starts, send_until=ends, asked_by_id=authority.account, asking_person=authority.person,
        program=named.program if named else None,
        for_person=authority.on_behalf_of, role=authority.role, commitment=b"", at=authority.at,
        recorded_at=timezone.now(), is_sample=authority.is_sample,
    )  # fmt: skip


def _kept(authority: Authority, draft: Campaign, content: Mapping[str, Any], decision: Decision) -> Campaign:
    try:
        text = text_of(content)
    except Broken as broken:
        raise Unsound("text_to_be_changed", why=broken.sentence) from None
    draft.text = _registered(text, authority)
    public = content_of(draft, text)
    draft.commitment = commitment_of(public)
    draft.leaf = append(
        "campaign.composed",
        public={
            **public, "source": draft.source, "commitment": draft.commitment.hex(), "role": authority.role,
            "asked_by": _asked_by(draft),
            "people": counted(len(draft.members)),
            "classes": {name: counted(count) for name, count in sorted(draft.classes.items())},
            "left_out": [
                {"why": code, "people": counted(count)} for code, count in sorted(draft.left_out.items())
            ],
            "repeats": draft.repeats.reference if draft.repeats else None,
            "approvals": list(asked_of(draft, authority.at).roles), "outcome": decision.outcome,
            "reason": decision.reason,
        },
        private={
            "account": authority.account, "person": draft.asking_person, "for_person": draft.for_person,
            "people": len(draft.members), "repeats_because": draft.repeats_because or None,
            **({"program": draft.program.code} if draft.program else {}),
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    draft.save()
    return draft


def _asked_by(campaign: Campaign) -> list[str]:
    """Who asked for a message, as its leaf says it: the marks of people, or the program of another body."""
    if campaign.program is not None:
        return [program_in_log(campaign.program.code)]
    return sorted(mark_of(person) for person in campaign.asked_by_persons)


def _registered(text: Text, authority: Authority) -> MessageText:
    """The row of a text; registers an office's own text now, with its leaf."""
    found = MessageText.objects.filter(code=text.code, version=text.version).first()
    if found is not None:
        if bytes(found.hash).hex() != text.hash:
            raise Broken("text_changed", text=text.name)
        return found
    leaf = append(
        "text.registered",
        public={"text": text.name, "hash": text.hash, "purpose": text.purpose, "class": text.kind,
            "closed": False},
        private=None, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return MessageText.objects.create(
        code=text.code, version=text.version, purpose=text.purpose, content=dict(text.content),
        hash=bytes.fromhex(text.hash), leaf=leaf, registered_at=authority.at,
    )  # fmt: skip


def _sanction_of(given: Mapping[str, Any] | None) -> dict[str, Json] | None:
    """The named sanction, dated by its recorded order."""
    if not given:
        return None
    order = (
        Order.objects.filter(number=str(given.get("order", "")), kind=Order.Kind.SANCTION)
        .order_by("dated")
        .first()
    )
    return {
        "order": order.number if order else None,
        "head": str(given["head"]) if given.get("head") else None,
        "dated": order.dated.isoformat() if order else None,
    }
