"""Approvals in a verified file: signer, role and subject, from the leaves alone. No database, no network.

Each ``approval.given`` is checked with its signer's key and role (:mod:`vethanam.ledger.signers`), its
subject against its own leaf (:data:`COMMITTED`), with a recomputed commitment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from vethanam.ledger.canonical import canonical
from vethanam.ledger.signers import UNREAD, Signers

#: the role that only the officer of the subject's own office fills
OWNER = "purpose_owner"

CAMPAIGN, PURPOSE = b"vethanam/campaign/1\n", b"vethanam/purpose/1\n"
ASKED, RECIPIENT = b"vethanam/asked-use/1\n", b"vethanam/recipient/1\n"
POSITION, TEXT_CLASS = b"vethanam/position/1\n", b"vethanam/text-class/1\n"
#: member of a proposed purpose that its commitment binds if the leaf has it: its approvals
LEVEL = "level"
#: kind of leaf → label of its commitment, member that names it, members that the commitment binds
COMMITTED: Mapping[str, tuple[bytes, str, tuple[str, ...]]] = {
    "campaign.composed": (
        CAMPAIGN, "campaign",
        (
            "campaign", "purpose", "purpose_hash", "office", "order", "order_dated", "template",
            "template_hash", "values", "cohort", "persons", "sender", "channels", "sanction", "send_from",
            "send_until",
        ),
    ),
    "purpose.proposed": (
        PURPOSE, "proposal", ("proposal", "purpose", "version", "hash", "office", "in_force_from"),
    ),
    "use.asked": (
        ASKED, "asked",
        (
            "asked", "purpose", "purpose_hash", "office", "mode", "fields", "cohort", "persons", "channels",
            "recipient",
            "recipient_key", "request",
        ),
    ),
    "recipient.proposed": (
        RECIPIENT, "recipient",
        ("recipient", "code", "title", "kind", "office", "receives_as", "public_key", "order"),
    ),
    "restraint.position_proposed": (
        POSITION, "position", ("position", "restraint", "state", "until", "leave", "dated", "document_hash"),
    ),
    "text.class_proposed": (
        TEXT_CLASS, "classification",
        ("classification", "template", "template_hash", "values", "class", "office"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Approving:
    """One approval from its leaves, with its time as far as stamps let it count
    (:meth:`~vethanam.ledger.signers.Signers.bounded`). ``says`` is ``signed``, or the fault.
    """

    of: str
    reference: str
    role: str
    key: str
    at: str
    approves: str
    says: str

    @property
    def holds(self) -> bool:
        """Whether key, signature and commitment fit."""
        return self.says == "signed"

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "holds": self.holds}


def approvals_in(leaves: Iterable[tuple[int, Mapping[str, Any]]], signers: Signers) -> list[Approving]:
    """Every approval among leaves, in order; the caller verifies the leaves themselves.

    ``signers`` were told from the same leaves (:func:`~vethanam.ledger.signers.signers_in`).
    """
    committed: dict[str, tuple[str, Any]] = {}
    given = []
    for index, leaf in leaves:
        if leaf["kind"] in COMMITTED:
            public = leaf["public"]
            subject = commitment_to(leaf), public.get("office")
            committed[str(public.get(COMMITTED[leaf["kind"]][1]))] = subject
        elif leaf["kind"] == "approval.given":
            given.append((index, leaf))
    return [_approving(index, leaf, signers, committed) for index, leaf in given]


def commitment_to(leaf: Mapping[str, Any]) -> str:
    """The commitment that approvers of a leaf sign, in hexadecimal, recomputed from its members."""
    label, _, members = COMMITTED[leaf["kind"]]
    also = [LEVEL] if leaf["kind"] == "purpose.proposed" and LEVEL in leaf["public"] else []
    said = {name: leaf["public"].get(name) for name in (*members, *also)}
    return sha256(label + canonical(said)).hexdigest()


def _approving(
    index: int, leaf: Mapping[str, Any], signers: Signers, committed: Mapping[str, tuple[str, Any]]
) -> Approving:
    public = leaf["public"]
    reference, role = str(public.get("reference")), str(public.get("as"))
    signer, subject = signers.signer(index, leaf), committed.get(reference)
    if isinstance(signer, str) and signer not in UNREAD:
        says = signer
    elif subject is None:
        says = "the file does not hold what it approves"
    elif public.get("approves") != subject[0]:
        says = "it approves something else than what stands there"
    elif isinstance(signer, str):
        says = signer
    elif role == OWNER and not signer.holds(OWNER, str(subject[1])):
        says = "its signer is the purpose owner of another office"
    else:
        says = "signed"
    return Approving(
        str(public.get("of")), reference, role, str(public.get("key")),
        signers.bounded(index, str(leaf["at"])),
        str(public.get("approves")), says,
    )  # fmt: skip
