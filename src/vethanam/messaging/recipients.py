"""Recipients of feeds and print jobs: entered by one person, confirmed by a second, ended by either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from vethanam.errors import Broken
from vethanam.identity.queries import marks_of
from vethanam.journal.queries import is_under_head, leaf_content, opening_of
from vethanam.ledger.approvals import RECIPIENT
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.commitments import commitment
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.models import Recipient
from vethanam.privacy.approval_proofs import Approvable, name_of, proven_approvals

#: roles that confirm a recipient
CONFIRMS = ("dpo",)


@dataclass(frozen=True, slots=True)
class ProvenRecipient:
    """A recipient proven by the log: its folder and its key."""

    code: str
    public_key: X25519PublicKey


def content_of_recipient(recipient: Recipient) -> dict[str, Json]:
    """The content under the commitment, public in its leaf."""
    return {
        "recipient": recipient.reference,
        "code": recipient.code,
        "title": recipient.name,
        "kind": recipient.kind,
        "office": recipient.office,
        "receives_as": recipient.receives_as,
        "public_key": bytes(recipient.public_key).hex(),
        "order": recipient.order.number if recipient.order else None,
    }


def commitment_of_recipient(recipient: Recipient) -> bytes:
    """The 32 bytes that the second person signs."""
    return sha256(RECIPIENT + canonical(content_of_recipient(recipient))).digest()


def approvable_recipient(recipient: Recipient) -> Approvable:
    """The approval request for a new recipient."""
    return Approvable(
        "recipient", recipient.reference, bytes(recipient.commitment), recipient.office,
        recipient.asked_by_persons, CONFIRMS
    )  # fmt: skip


def is_confirmed(recipient: Recipient, *, log_key: VerifierKey | None = None) -> bool:
    """Whether a second person signed for exactly this recipient.

    With ``log_key`` the leaves must be under a signed head.
    """
    asked = {name_of(one) for one in recipient.asked_by_persons}
    wanted = bytes(recipient.commitment).hex()
    given = proven_approvals("recipient", recipient.reference, recipient.asked_by_persons, log_key=log_key)
    return any(one.role in CONFIRMS and one.by not in asked and one.commitment == wanted for one in given)


def recipients_of(kind: str, receives_as: Sequence[str] | None = None) -> list[Recipient]:
    """The confirmed recipients of a kind that have not ended, the latest of each code."""
    rows = (
        Recipient.objects.filter(kind=kind, end__isnull=True).select_related("order").order_by("code", "-pk")
    )
    if receives_as is not None:
        rows = rows.filter(receives_as__in=receives_as)
    found: dict[str, Recipient] = {}
    for row in rows:
        if row.code not in found and is_confirmed(row):
            found[row.code] = row
    return list(found.values())


def prove_recipient(recipient: Recipient, log_key: VerifierKey) -> ProvenRecipient | None:
    """The recipient, once signed heads cover its leaf and its confirmation; None until then, or
    if it has ended.

    Raises
    ------
    Broken
        Its leaf differs. Nothing is handed over.
    """
    if not is_under_head(recipient.leaf, log_key):
        return None
    leaf = leaf_content(recipient.leaf)
    said = {name: leaf["public"].get(name) for name in content_of_recipient(recipient)}
    opening = opening_of(recipient.leaf)
    if leaf["kind"] != "recipient.proposed" or said != content_of_recipient(recipient):
        raise _differs(recipient, "its leaf says something else")
    if opening is None or commitment(opening.salt, dict(opening.private)).hex() != leaf["commitment"]:
        raise _differs(recipient, "nobody can show who entered it")
    asked = {opening.private["person"], opening.private["for_person"]} - {None}
    if asked != recipient.asked_by_persons or leaf["public"].get("asked_by") != marks_of(asked):
        raise _differs(recipient, "somebody else entered it")
    if hasattr(recipient, "end") or not is_confirmed(recipient, log_key=log_key):
        return None
    return ProvenRecipient(recipient.code, X25519PublicKey.from_public_bytes(bytes(recipient.public_key)))


def _differs(recipient: Recipient, why: str) -> Broken:
    return Broken("recipient_differs", recipient=recipient.code, why=why)
