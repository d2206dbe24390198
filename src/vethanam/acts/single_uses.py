"""Acts of an office that requests one person's contact, or a feed: request, approve, carry out, view."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Given, Text, Texts, Words, at_most
from vethanam.acts.key_signatures import SignedGiven, from_base64, given_back, prepared, to_base64
from vethanam.acts.messages import APPROVES
from vethanam.acts.recipients import recipient_of
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.single_uses import (
    Asked,
    approve_asked,
    ask_feed,
    ask_reveal,
    asked_for,
    hand_over_feed,
    queue_asked,
    show_contact,
)
from vethanam.messaging.models import AskedUse, AskedUseAnswer, SealedAnswer
from vethanam.messaging.single_uses import shown_request
from vethanam.people.models import Role
from vethanam.privacy.actions import Answered
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.counts import counted, counted_part
from vethanam.privacy.models import Outbox, Use

#: roles that can request
ASKS = (Role.PURPOSE_OWNER, Role.COMMUNICATING_OFFICER, Role.DRAWING_OFFICER, Role.CLERK, Role.LAW_OFFICER)
#: requests listed by the view
LISTED = 50


class _AskedGiven(Given):
    """The purpose of a request, and its reason."""

    purpose: Code = Field(title=_("Purpose"))
    reason: Words = Field(title=_("Reason"), description=_("Each person reads it on her page."))
    requisition: at_most(120) | None = Field(  # type: ignore[valid-type]
        None, title=_("Number of the case or requisition")
    )
    on_behalf_of: Code | None = Field(None, title=_("For which office"))


class RevealGiven(_AskedGiven):
    """A person and the requested contacts."""

    employment: Code = Field(title=_("Employee number"))
    fields: Texts = Field(
        title=_("Contacts"), description=_("mobile, email_official, postal_address and so on.")
    )
    recipient: Code | None = Field(
        None, title=_("Who receives it"), description=_("Left out: the asking office.")
    )


class FeedGiven(_AskedGiven):
    """A registered recipient and the requested fields of everybody in service."""

    recipient: Code = Field(title=_("Recipient"), description=_("Its code."))
    fields: Texts = Field(title=_("Fields"))


class AskedNamed(Given):
    """A request by its reference."""

    asked: Text = Field(title=_("Request"))


class ApproveAskedGiven(AskedNamed, SignedGiven):
    """The request, and its signature."""


class ShowContactGiven(AskedNamed):
    """The request, and the key for sealing the contact."""

    answer_key: Text = Field(
        title=_("Key for the answer"), description=_("An uncompressed P-256 point of 65 bytes, in base64url.")
    )


class AskedOfOffice(Given):
    """One request, or the latest ones of the office."""

    asked: Text | None = Field(None, title=_("Request"))


class UseOfReference(Given):
    """A use by its reference."""

    use: Text = Field(title=_("Use"))


@act("ask_reveal", title=_("Ask to see a contact"), roles=ASKS)
def ask_to_see(authority: Authority, given: RevealGiven) -> Answer:
    """Request contacts of one person.

    The answer is immediate; if allowed, it waits for the approvals of its purpose.

    Each answer is an entry in the log and appears on her page. Nothing is opened before ``show_contact``.
    """
    person = employment_of(given.employment).person_id
    words = {**_words(given), "recipient": [given.recipient or authority.office]}
    return _answer(ask_reveal(authority, given.purpose, person, given.fields, words))


@act("ask_feed", title=_("Ask for a feed"), roles=ASKS)
def ask_for_feed(authority: Authority, given: FeedGiven) -> Answer:
    """Request a feed: fields of everybody in service for a registered recipient, sealed to its key.

    Nothing is opened yet.
    """
    recipient = recipient_of(given.recipient)
    return _answer(ask_feed(authority, given.purpose, recipient, given.fields, _words(given)))


def _prepare(authority: Authority, given: ApproveAskedGiven) -> Prepared:
    asked = asked_of_reference(given.asked)
    role = role_of(authority, wanted := asked_for(asked, authority))
    return prepared(wanted.commitment, role, {**state_of(asked), "request": dict(shown_request(asked))})


@act(
    "approve_use",
    title=_("Approve a request"),
    roles=APPROVES,
    signs="approval",
    prepares=_prepare,
    keeps=False,
)
def approve(authority: Authority, given: ApproveAskedGiven) -> Answer:
    """Approve exactly this request with the officer's own key: people, fields, reason, recipient."""
    asked = asked_of_reference(given.asked)
    role = role_of(authority, asked_for(asked, authority))
    key, signature = given_back(authority, given.assertion)
    approve_asked(authority, asked, key, signature)
    return Answer.of(
        "approved", {**state_of(asked), "as": role, "key": key.reference}, role=role.replace("_", " ")
    )


@act("show_contact", title=_("See the contact"), roles=ASKS)
def show(authority: Authority, given: ShowContactGiven) -> Answer:
    """Show a contact, if allowed: the dispatcher seals it to the given key; the view ``shown_contact``
    has the sealed bytes.

    Only the holder of the private key can read it; no answer, page or log has it in clear.
    """
    try:
        key = from_base64(given.answer_key)
    except ValueError:
        raise Unsound("answer_key_unreadable") from None
    return _carried_out(show_contact(authority, asked_of_reference(given.asked), key), "contact_under_way")


@act(
    "hand_over_feed",
    title=_("Hand a feed over"),
    roles=ASKS,
    final=_("The recipient then has the contacts of the feed. They cannot be called back."),
    tries=lambda _authority, _given: None,
)
def hand_over(authority: Authority, given: AskedNamed) -> Answer:
    """Hand a feed over, if allowed: the dispatcher writes it to the recipient's folder, sealed to
    the recipient's key. Once.
    """
    return _carried_out(hand_over_feed(authority, asked_of_reference(given.asked)), "feed_under_way")


@view(
    "asked_uses",
    title=_("Requests of the office"),
    roles=(*ASKS, Role.DATA_PROTECTION_OFFICER),
    rows="requests",
)
def asked_uses(authority: Authority, given: AskedOfOffice) -> dict[str, Any]:
    """The requests of this office for contacts and feeds, latest first; approvers see
    those of every office.
    """
    rows = requests_shown(authority)
    if given.asked is not None:
        rows = rows.filter(reference=given.asked)
    return {"requests": [state_of(row) for row in rows[:LISTED]]}


@view("shown_contact", title=_("The sealed contact"), roles=ASKS)
def shown_contact(authority: Authority, given: UseOfReference) -> dict[str, Any]:
    """The sealed contact, for the requesting officer; empty until the dispatcher has sealed it.

    HPKE base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; ``info`` is
    ``vethanam|reveal|use|field``. The text ends at the byte 0x80.
    """
    use = Use.objects.filter(reference=given.use, asked_by=authority.account, mode=Use.Mode.REVEAL).first()
    if use is None:
        raise Refused("no_such_use_of_yours")
    return sealed_state(use)


def sealed_state(use: Use) -> dict[str, Any]:
    """The progress of a reveal, and its sealed answers."""
    rows = SealedAnswer.objects.filter(use=use).order_by("pk")
    states = list(Outbox.objects.filter(use=use.pk).order_by("pk").values_list("state", "result"))
    is_queued = AskedUseAnswer.objects.filter(use=use.pk, is_queued=True).exists()
    return {
        "use": use.reference,
        "is_over": is_queued and all(state not in ("queued", "sending") for state, _ in states),
        "messages": [{"state": state, "result": result} for state, result in states],
        "answers": [{"field": row.field, "sealed": to_base64(bytes(row.sealed))} for row in rows],
    }


def requests_shown(authority: Authority) -> QuerySet[AskedUse]:
    """The requests that an officer may read: those of her office, or all for an approver."""
    rows = AskedUse.objects.select_related("recipient").order_by("-pk")
    if authority.role in (Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER):
        return rows
    return rows.filter(office__in=[authority.office, authority.department], scope=authority.scope or "")


def asked_of_reference(reference: str) -> AskedUse:
    """The request with a reference; raises Unsound if there is none."""
    found = AskedUse.objects.select_related("recipient").filter(reference=reference).first()
    if found is None:
        raise Unsound("no_such_asked_use", reference=typed(reference, 40))
    return found


def state_of(asked: AskedUse) -> dict[str, Any]:
    """A request in its API form, without contacts."""
    return {
        "asked": asked.reference,
        "mode": asked.mode,
        "purpose": asked.purpose,
        "office": asked.office,
        "fields": list(asked.fields),
        "people": counted(len(asked.members)),
        "recipient": asked.recipient.code if asked.recipient else None,
        "commitment": bytes(asked.commitment).hex(),
        "at": asked.at.isoformat(),
    }


def _words(given: _AskedGiven) -> dict[str, Any]:
    return {
        "reason_given": given.reason,
        "requisition": given.requisition,
        "on_behalf_of": given.on_behalf_of,
    }


def _answer(done: Asked) -> Answer:
    decision = done.decision
    state: dict[str, Any] = {
        "outcome": decision.outcome, "reason": decision.reason, "also": list(decision.also),
    }  # fmt: skip
    if done.asked is None:
        return Answer(decision.says, {**state, "use": done.refused.reference if done.refused else None})
    return Answer(decision.says, {**state, **state_of(done.asked)})


def _carried_out(answered: Answered, code: str) -> Answer:
    decision = answered.decision
    if decision.is_allowed and is_worker():
        queue_asked()
    state = {
        "use": answered.reference, "outcome": decision.outcome, "reason": decision.reason,
        "also": list(decision.also),
        "allowed": counted_part(decision.allowed, len(decision.per_subject)),
    }  # fmt: skip
    return Answer.of(code, state) if decision.is_allowed else Answer(decision.says, state)
