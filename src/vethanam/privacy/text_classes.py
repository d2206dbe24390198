"""Classes of texts that two officers signed: what lets a text pass a restraint on kinds of message."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from vethanam.ledger.approvals import TEXT_CLASS
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.approval_proofs import Approvable, signers_since
from vethanam.privacy.models import TextClassProposal
from vethanam.privacy.permit.request import SignedClass

#: the roles that sign a class
SIGNERS = ("law_officer", "dpo")


def content_of_class(row: TextClassProposal) -> dict[str, Json]:
    """The members that the commitment to a proposed class binds."""
    return {
        "classification": row.reference,
        "template": row.template,
        "template_hash": bytes(row.template_hash).hex(),
        "values": bytes(row.values_hash).hex() if row.values_hash is not None else None,
        "class": row.kind,
        "office": row.office,
    }


def commitment_of_class(row: TextClassProposal) -> bytes:
    """The 32 bytes that two officers sign, computed from the row."""
    return sha256(TEXT_CLASS + canonical(content_of_class(row))).digest()


def asked_of_class(row: TextClassProposal) -> Approvable:
    """The statement of a proposed class that two officers sign; its proposers may not."""
    return Approvable(
        "text", row.reference, commitment_of_class(row), row.office, row.asked_by_persons, SIGNERS
    )


def signed_classes(
    text: str, values: str | None, *, is_closed: bool, log_key: VerifierKey | None = None
) -> tuple[SignedClass, ...]:
    """The signed classes of a text under the values that fill it.

    Parameters
    ----------
    text, values
        SHA-256 of the text and of its values, hexadecimal; ``values`` is None where each person has her own.
    is_closed
        Whether all its variables are closed: only then may a class leave the values open.
    log_key
        With it every leaf must stand under a head that this key signed.
    """
    found = []
    for row in TextClassProposal.objects.filter(template_hash=bytes.fromhex(text)).order_by("pk"):
        of_values = bytes(row.values_hash).hex() if row.values_hash is not None else None
        if (of_values is None and not is_closed) or (of_values is not None and of_values != values):
            continue
        since = signers_since(
            "text",
            row.reference,
            commitment_of_class(row),
            SIGNERS,
            asked_by=row.asked_by_persons,
            log_key=log_key,
        )
        if since is not None:
            found.append(SignedClass(row.kind, since))
    return tuple(found)


def classes_waiting(since: datetime) -> list[TextClassProposal]:
    """Classes proposed since an instant that lack a signature; the oldest first."""
    return [
        row
        for row in TextClassProposal.objects.filter(at__gt=since).order_by("pk")
        if signers_since("text", row.reference, commitment_of_class(row), SIGNERS) is None
    ]
