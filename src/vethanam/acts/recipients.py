"""Acts on recipients of feeds and print jobs: one person enters, a second signs, either can end it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Given, Text, Words, at_most, one_of
from vethanam.acts.key_signatures import SignedGiven, given_back, prepared
from vethanam.acts.orders import OrderGiven, entered
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.recipients import (
    NewRecipient,
    confirm_recipient,
    end_recipient,
    propose_recipient,
)
from vethanam.messaging.models import Recipient
from vethanam.messaging.recipients import approvable_recipient, content_of_recipient, is_confirmed
from vethanam.people.models import Role
from vethanam.privacy.actions.approvals import role_of

ENTERS = (Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER)
CONFIRMS = (Role.DATA_PROTECTION_OFFICER,)
READS = (*ENTERS, Role.LAW_OFFICER, Role.COMMUNICATING_OFFICER)
_CODE = 24


class RecipientGiven(Given):
    """A recipient and its key."""

    code: at_most(_CODE) = Field(  # type: ignore[valid-type]
        title=_("Code"), description=_("Small letters and hyphens. It names the recipient's folder.")
    )
    name: at_most(120) = Field(title=_("Name in English"))  # type: ignore[valid-type]
    name_ml: at_most(120) = Field(title=_("Name in Malayalam"))  # type: ignore[valid-type]
    kind: one_of(*Recipient.Kind.values) = Field(title=_("It receives"))  # type: ignore[valid-type]
    receives_as: Code = Field(title=_("Recipient in the purposes"), description=_("Such as CEO_DEO."))
    public_key: Text = Field(
        title=_("Public key"),
        description=_("X25519, 64 hexadecimal digits. Compare it with the recipient by telephone."),
    )
    order: OrderGiven | None = Field(None, title=_("Order"))


class RecipientNamed(Given):
    """A recipient by its reference or code."""

    recipient: Text = Field(title=_("Recipient"))


class ConfirmRecipientGiven(RecipientNamed, SignedGiven):
    """The recipient, and its signature."""


class EndRecipientGiven(RecipientNamed):
    """A recipient to end, and the reason."""

    reason: Words = Field(title=_("Reason"))


class RecipientsAsked(Given):
    """No fields."""


@act("propose_recipient", title=_("Enter a recipient"), roles=ENTERS)
def propose(authority: Authority, given: RecipientGiven) -> Answer:
    """Propose a recipient of feeds or print jobs with its public key.

    It receives nothing until a second person signs.
    """
    code = given.code.lower()
    if not code.replace("-", "").isalnum() or not code.isascii():
        raise Unsound("recipient_code_unreadable")
    try:
        key = bytes.fromhex(given.public_key)
    except ValueError:
        raise Unsound("recipient_key_unreadable") from None
    order = entered(authority, given.order) if given.order else None
    new = NewRecipient(code, given.name, given.name_ml, given.kind, given.receives_as, key, order)
    recipient = propose_recipient(authority, new)
    return Answer.of("recipient_proposed", state_of_recipient(recipient), recipient=recipient.code)


def _prepare(authority: Authority, given: ConfirmRecipientGiven) -> Prepared:
    recipient = recipient_of(given.recipient)
    role = role_of(authority, wanted := approvable_recipient(recipient))
    return prepared(wanted.commitment, role, content_of_recipient(recipient))


@act(
    "confirm_recipient",
    title=_("Confirm a recipient"),
    roles=CONFIRMS,
    signs="key",
    prepares=_prepare,
    keeps=False,
)
def confirm(authority: Authority, given: ConfirmRecipientGiven) -> Answer:
    """Confirm exactly this recipient and its public key with a second person's own key."""
    recipient = recipient_of(given.recipient)
    key, signature = given_back(authority, given.assertion)
    confirm_recipient(authority, recipient, key, signature)
    return Answer.of("recipient_confirmed", state_of_recipient(recipient), recipient=recipient.code)


@act("end_recipient", title=_("End a recipient"), roles=ENTERS)
def end(authority: Authority, given: EndRecipientGiven) -> Answer:
    """End a recipient. It receives nothing from now on."""
    recipient = recipient_of(given.recipient)
    end_recipient(authority, recipient, given.reason)
    return Answer.of("recipient_is_over", {"recipient": recipient.reference}, recipient=recipient.code)


@view("recipients", title=_("Recipients"), roles=READS, rows="recipients")
def recipients(_authority: Authority, given: RecipientsAsked) -> dict[str, Any]:
    """The recipients of feeds and print jobs, with their keys and whether a second person has signed."""
    del given
    rows = Recipient.objects.select_related("order", "end").order_by("code", "-pk")
    return {"recipients": [state_of_recipient(row) for row in rows]}


def recipient_of(name: str) -> Recipient:
    """The recipient with a reference, or the latest with a code; Unsound if there is none."""
    rows = Recipient.objects.select_related("order").order_by("-pk")
    found = rows.filter(reference=name).first() or rows.filter(code=name.lower()).first()
    if found is None:
        raise Unsound("no_such_recipient", name=typed(name, 40))
    return found


def state_of_recipient(recipient: Recipient) -> dict[str, Any]:
    """A recipient in its API form."""
    return {
        **content_of_recipient(recipient),
        "name_ml": recipient.name_ml,
        "is_confirmed": is_confirmed(recipient),
        "is_over": hasattr(recipient, "end"),
    }
