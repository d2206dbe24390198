"""Enter a recipient of feeds or print jobs, have a second person confirm it, and end it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.signatures import Signature
from vethanam.messaging.models import Recipient, RecipientEnd
from vethanam.messaging.recipients import (
    CONFIRMS,
    approvable_recipient,
    commitment_of_recipient,
    content_of_recipient,
    is_confirmed,
)
from vethanam.orders.models import Order
from vethanam.privacy.actions import approve
from vethanam.privacy.models import Approval
from vethanam.privacy.purposes.registry import catalogue_now

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewRecipient:
    """A new recipient, as entered by an officer."""

    code: str
    name: str
    name_ml: str
    kind: str
    receives_as: str
    public_key: bytes
    order: Order | None = None


@transaction.atomic
def propose_recipient(authority: Authority, new: NewRecipient) -> Recipient:
    """Enter a recipient. It receives nothing until a second person has signed for it.

    Raises
    ------
    Refused
        The account belongs to no person, or the recipient may never receive a contact.
    Unsound
        The key is no X25519 key.
    """
    if authority.person is None:
        raise Refused("asker_is_no_person")
    if new.receives_as in catalogue_now().never_recipients:
        raise Refused("recipient_never", recipient=new.receives_as)
    if len(new.public_key) != KEY_BYTES:
        raise Unsound("recipient_key_unreadable")
    X25519PublicKey.from_public_bytes(new.public_key)
    recipient = Recipient(
        reference=secrets.token_hex(16), code=new.code, name=new.name, name_ml=new.name_ml, kind=new.kind,
        receives_as=new.receives_as, public_key=new.public_key, order=new.order, office=authority.office,
        entered_by_id=authority.account, asking_person=authority.person, for_person=authority.on_behalf_of, at=authority.at,
        recorded_at=timezone.now(),
    )  # fmt: skip
    recipient.commitment = commitment_of_recipient(recipient)
    recipient.leaf = append(
        "recipient.proposed",
        public={
            **content_of_recipient(recipient), "commitment": recipient.commitment.hex(), "role": authority.role,
            "approvals": list(CONFIRMS), "asked_by": sorted(mark_of(one) for one in recipient.asked_by_persons),
        },
        private={
            "account": authority.account, "person": recipient.asking_person, "for_person": recipient.for_person,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    recipient.save()
    return recipient


@transaction.atomic
def confirm_recipient(
    authority: Authority, recipient: Recipient, key: SigningKey, signature: Signature
) -> Approval:
    """Record a second person's signature for exactly this recipient and key.

    Raises
    ------
    Refused
        It has ended or is confirmed, or see :func:`vethanam.privacy.actions.approvals.approve`.
    """
    if hasattr(recipient, "end"):
        raise Refused("recipient_ended", recipient=recipient.code)
    if is_confirmed(recipient):
        raise Refused("recipient_confirmed_already", recipient=recipient.code)
    return approve(authority, approvable_recipient(recipient), key, signature)


@transaction.atomic
def end_recipient(authority: Authority, recipient: Recipient, reason: str) -> RecipientEnd:
    """End a recipient: nothing is handed over to it from now on.

    Raises
    ------
    Refused
        It has ended already.
    """
    if hasattr(recipient, "end"):
        raise Refused("recipient_ended", recipient=recipient.code)
    leaf = append(
        "recipient.ended",
        public={"recipient": recipient.reference, "code": recipient.code, "role": authority.role},
        private={"account": authority.account, "person": authority.person, "reason": reason},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return RecipientEnd.objects.create(
        recipient=recipient, ended_by_id=authority.account, reason=reason, at=authority.at, recorded_at=timezone.now(),
        leaf=leaf,
    )  # fmt: skip
