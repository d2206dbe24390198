"""Single uses: an office asks to see one person's contact, or for a feed; others approve; the
dispatcher carries it out.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.leaves import refuse_contacts
from vethanam.ledger.signatures import Signature
from vethanam.messaging.actions.use_requests import speaking_for
from vethanam.messaging.campaigns import cohort_root
from vethanam.messaging.cohorts import ALL, people_of
from vethanam.messaging.models import AskedUse, AskedUseAnswer, Recipient
from vethanam.messaging.outbox import queue
from vethanam.messaging.recipients import is_confirmed
from vethanam.messaging.single_uses import (
    FACTS,
    FEED,
    REVEAL,
    approvable_asked,
    commitment_of_asked,
    content_of_asked,
    request_of_asked,
    told_of_asked,
)
from vethanam.messaging.templates import values_hash
from vethanam.privacy.actions import Answered, approve, request_use
from vethanam.privacy.actions.uses import as_signed_in
from vethanam.privacy.approval_proofs import Approvable, proven_approvals
from vethanam.privacy.counts import counted
from vethanam.privacy.current_world import world_at
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Approval, UseSubject
from vethanam.privacy.permit import Approval as Given
from vethanam.privacy.permit import Decision, World, permit
from vethanam.privacy.permit.approvals import NEVER, roles_needed
from vethanam.privacy.permit.reason_order import HOLDING
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries.contacts import live_contacts
from vethanam.privacy.vault.number import ContactKind

#: how long after the request a contact may be sealed to the officer's key, and a feed handed over
SHOWN_WITHIN, FED_WITHIN = timedelta(minutes=10), timedelta(hours=72)
CONTACT_FIELDS = frozenset(ContactKind)


@dataclass(frozen=True, slots=True)
class Asked:
    """The result of a request: the waiting use, or a recorded refusal."""

    decision: Decision
    asked: AskedUse | None = None
    refused: Answered | None = None


@transaction.atomic
def ask_reveal(
    authority: Authority, purpose: str, person: int, fields: Sequence[str], given: Mapping[str, Any]
) -> Asked:
    """Request to see the contacts of one person. ``given`` has the reason. Nothing is opened.

    Raises
    ------
    Refused
        The account belongs to no person.
    Unsound
        A field is no contact, or the reason is missing.
    """
    if not fields or not set(fields) <= CONTACT_FIELDS:
        raise Unsound("reveal_fields", known=sorted(CONTACT_FIELDS))
    if not str(given.get("reason_given") or "").strip():
        raise Unsound("reveal_reason")
    words = {"mode": REVEAL, "purpose": purpose, "fields": list(fields), **given}
    return _ask(authority, words, [person], "one person", None)


@transaction.atomic
def ask_feed(
    authority: Authority, purpose: str, recipient: Recipient, fields: Sequence[str], given: Mapping[str, Any]
) -> Asked:
    """Request a feed of these fields of everybody in service for a registered recipient. Nothing is opened.

    Raises
    ------
    Refused
        The account belongs to no person, or the recipient is not confirmed or has ended.
    Unsound
        A field cannot be in a feed.
    """
    if not set(fields) & CONTACT_FIELDS or not set(fields) <= CONTACT_FIELDS | set(FACTS):
        raise Unsound("feed_fields", known=sorted(CONTACT_FIELDS | set(FACTS)))
    check_recipient(recipient, Recipient.Kind.FEED)
    words = {
        "mode": FEED, "purpose": purpose, "fields": list(fields), **given,
        "recipient": [recipient.receives_as],
    }  # fmt: skip
    return _ask(authority, words, people_of(ALL), ALL, recipient)


def check_recipient(recipient: Recipient, kind: str) -> None:
    """Refuse a recipient of another kind, an unconfirmed one, and one that has ended."""
    if recipient.kind != kind:
        raise Refused("recipient_of_another_kind", recipient=recipient.code)
    if hasattr(recipient, "end"):
        raise Refused("recipient_ended", recipient=recipient.code)
    if not is_confirmed(recipient):
        raise Refused("recipient_not_confirmed", recipient=recipient.code)


def _ask(
    authority: Authority,
    words: Mapping[str, Any],
    members: Sequence[int],
    cohort: str,
    recipient: Recipient | None,
) -> Asked:
    authority = speaking_for(authority, str(words["purpose"]))
    asked = _drafted(authority, words, members, cohort, recipient)
    purpose = _purpose(authority, asked.purpose)
    world, catalogue = world_at(authority.at), catalogue_now()
    request = as_signed_in(request_of_asked(asked, authority.at), authority)
    supposed = replace(request, approvals=_as_if(purpose, world), commitment=None)
    best = permit(supposed, authority.at, world, catalogue=catalogue)
    if purpose is None or not {best.reason, *best.also} - {None} <= HOLDING:
        return Asked(best, refused=request_use(authority, request, world=world, refused=best))
    decision = permit(replace(request, commitment=None), authority.at, world, catalogue=catalogue)
    return Asked(decision, asked=_kept(authority, asked, request.channels, purpose, world, decision))


def _purpose(authority: Authority, code: str) -> Purpose | None:
    return catalogue_now().on(code, authority.at.astimezone(IST).date())


def _as_if(purpose: Purpose | None, world: World) -> tuple[Given, ...]:
    """An approval for every role, to find the remaining objections; never stored."""
    roles = roles_needed(purpose, is_caution=world.is_caution) if purpose else ()
    return tuple(Given(by=f"whoever is {role}", role=role) for role in roles if role != NEVER)


def _drafted(
    authority: Authority,
    words: Mapping[str, Any],
    members: Sequence[int],
    cohort: str,
    recipient: Recipient | None,
) -> AskedUse:
    if authority.person is None:
        raise Refused("asker_is_no_person")
    given = {"sender": None, **{name: value for name, value in words.items() if value is not None}}
    refuse_contacts(**{name: str(value) for name, value in given.items() if isinstance(value, str)})
    purpose = _purpose(authority, str(words["purpose"]))
    reference, secret = secrets.token_hex(16), secrets.token_bytes(32)
    return AskedUse(
        reference=reference, purpose=str(words["purpose"]),
        purpose_hash=bytes.fromhex(purpose.hash) if purpose else b"",
        mode=words["mode"], office=authority.office, role=authority.role, scope=authority.scope or "",
        fields=list(words["fields"]), given=given, cohort=cohort, members=list(members), secret=secret,
        root=cohort_root(reference, secret, members), recipient=recipient, asked_by_id=authority.account,
        asking_person=authority.person, for_person=authority.on_behalf_of, commitment=b"", at=authority.at,
        recorded_at=timezone.now(), is_sample=authority.is_sample,
    )  # fmt: skip


def _kept(
    authority: Authority,
    asked: AskedUse,
    channels: Sequence[str],
    purpose: Purpose,
    world: World,
    decision: Decision,
) -> AskedUse:
    asked.commitment = commitment_of_asked(asked, channels)
    asked.leaf = append(
        "use.asked",
        public={
            **content_of_asked(asked, channels), "commitment": asked.commitment.hex(), "role": authority.role,
            "asked_by": sorted(mark_of(person) for person in asked.asked_by_persons),
            "people": counted(len(asked.members)),
            "approvals": list(roles_needed(purpose, is_caution=world.is_caution)),
            "outcome": decision.outcome,
            "reason": decision.reason,
        },
        private={
            "account": authority.account, "person": asked.asking_person, "for_person": asked.for_person,
            "people": len(asked.members),
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    asked.save()
    return asked


def asked_for(asked: AskedUse, authority: Authority) -> Approvable:
    """The approval request at an instant.

    Raises
    ------
    Refused
        Its purpose is no longer registered.
    """
    purpose = _purpose(authority, asked.purpose)
    if purpose is None:
        raise Refused("asked_purpose_ended", purpose=asked.purpose)
    return approvable_asked(asked, purpose, is_caution=world_at(authority.at).is_caution)


@transaction.atomic
def approve_asked(authority: Authority, asked: AskedUse, key: SigningKey, signature: Signature) -> Approval:
    """Record one person's signature for exactly this request.

    Raises
    ------
    Refused
        See :func:`vethanam.privacy.actions.approvals.approve`.
    """
    return approve(authority, asked_for(asked, authority), key, signature)


@transaction.atomic
def show_contact(authority: Authority, asked: AskedUse, answer_key: bytes) -> Answered:
    """Request that the contact be sealed to the officer's key; every answer is logged.

    If allowed, the worker queues it (:func:`queue_asked`) and the dispatcher seals it. Web and worker
    never see it.

    Raises
    ------
    Refused
        Another person made the request.
    Unsound
        The key is no point of P-256.
    """
    if asked.mode != REVEAL:
        raise Unsound("asked_is_no_reveal")
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), answer_key)
    except ValueError:
        raise Unsound("answer_key_unreadable") from None
    if answer_key[:1] != b"\x04":
        raise Unsound("answer_key_unreadable")
    return _carried_out(authority, asked, answer_key, SHOWN_WITHIN)


@transaction.atomic
def hand_over_feed(authority: Authority, asked: AskedUse) -> Answered:
    """Request that the feed be handed over to its recipient; once.

    Raises
    ------
    Refused
        Another person made the request, it was allowed before, or its recipient has ended.
    """
    if asked.mode != FEED or asked.recipient is None:
        raise Unsound("asked_is_no_feed")
    check_recipient(asked.recipient, Recipient.Kind.FEED)
    if asked.answers.filter(is_allowed=True).exists():
        raise Refused("feed_allowed_before")
    return _carried_out(authority, asked, None, FED_WITHIN)


def _carried_out(
    authority: Authority, asked: AskedUse, answer_key: bytes | None, within: timedelta
) -> Answered:
    authority = speaking_for(authority, asked.purpose)
    if authority.person not in asked.asked_by_persons or authority.office != asked.office:
        raise Refused("asked_by_another")
    approvals = proven_approvals("asked", asked.reference, asked.asked_by_persons)
    said = values_hash(told_of_asked(asked, answer_key))
    answered = request_use(
        authority,
        request_of_asked(asked, authority.at, approvals),
        records={"values": [said] * len(asked.members)},
        send_until=timezone.now() + within,
    )
    AskedUseAnswer.objects.create(
        asked=asked, use_id=answered.use, is_allowed=answered.decision.is_allowed, answer_key=answer_key
    )
    return answered


@transaction.atomic
def queue_asked() -> int:
    """Queue every allowed single use: one message per person and contact. Returns how many."""
    rows = AskedUseAnswer.objects.filter(is_allowed=True, is_queued=False).select_related("asked", "use")
    return sum(_queued(row) for row in rows.select_for_update(of=("self",)).order_by("id"))


def _queued(answer: AskedUseAnswer) -> int:
    asked, use = answer.asked, answer.use
    allowed = list(
        UseSubject.objects.filter(use=use, outcome="allow").order_by("id").values_list("person", flat=True)
    )
    kinds = [field for field in asked.fields if field in CONTACT_FIELDS]
    contacts = live_contacts(allowed, kinds, use.request["sources"])
    count = 0
    for kind in kinds:
        # a reveal includes unconfirmed contacts; a feed has confirmed ones only
        chosen = {
            person: one.id
            for (person, of_kind), one in contacts.items()
            if of_kind == kind and (asked.mode == REVEAL or one.is_verified)
        }
        queue(use.pk, asked.mode, chosen)
        count += len(chosen)
    AskedUseAnswer.objects.filter(pk=answer.pk).update(is_queued=True)
    return count
