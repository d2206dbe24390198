"""Approvals in a verified file: signer, role and subject, from the leaves alone. No database, no network.

Each ``approval.given`` is checked with the key of its ``key.enrolled`` leaf, which must count by then and
not be ended by a ``key.revoked`` leaf. Its subject is checked against its own leaf (:data:`COMMITTED`), with
a recomputed commitment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical
from vethanam.ledger.leaves import instant
from vethanam.ledger.signatures import Signature, challenge_of, is_signed

CAMPAIGN, PURPOSE = b"vethanam/campaign/1\n", b"vethanam/purpose/1\n"
ASKED, RECIPIENT = b"vethanam/asked-use/1\n", b"vethanam/recipient/1\n"
POSITION, TEXT_CLASS = b"vethanam/position/1\n", b"vethanam/text-class/1\n"
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
    """One approval from its leaves. ``says`` is ``signed``, or the fault."""

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


def approvals_in(leaves: Iterable[Mapping[str, Any]]) -> list[Approving]:
    """Every approval among leaves, in order; the caller verifies the leaves themselves."""
    keys: dict[str, Mapping[str, Any]] = {}
    ended: dict[str, str] = {}
    committed: dict[str, str] = {}
    given = []
    for leaf in leaves:
        public = leaf["public"]
        if leaf["kind"] == "key.enrolled":
            keys.setdefault(str(public.get("key")), {**public, "at": leaf["at"]})
        elif leaf["kind"] == "key.revoked":
            ended.setdefault(str(public.get("key")), str(leaf["at"]))
        elif leaf["kind"] in COMMITTED:
            committed[str(public.get(COMMITTED[leaf["kind"]][1]))] = commitment_to(leaf)
        elif leaf["kind"] == "approval.given":
            given.append(leaf)
    return [_approving(leaf, keys, ended, committed) for leaf in given]


def commitment_to(leaf: Mapping[str, Any]) -> str:
    """The commitment that approvers of a leaf sign, in hexadecimal, recomputed from its members."""
    label, _, members = COMMITTED[leaf["kind"]]
    return sha256(label + canonical({name: leaf["public"].get(name) for name in members})).hexdigest()


def _approving(
    leaf: Mapping[str, Any],
    keys: Mapping[str, Mapping[str, Any]],
    ended: Mapping[str, str],
    committed: Mapping[str, str],
) -> Approving:
    public = leaf["public"]
    reference, name = str(public.get("reference")), str(public.get("key"))
    key, says = keys.get(name), ""
    if key is not None and str(leaf["at"]) < _counts_from(key):
        says = "its key did not count yet"
    elif name in ended and str(leaf["at"]) >= ended[name]:
        says = "its key had been ended"
    return Approving(
        str(public.get("of")), reference, str(public.get("as")), name, str(leaf["at"]),
        str(public.get("approves")), says or _found(public, key, committed.get(reference)),
    )  # fmt: skip


def _counts_from(key: Mapping[str, Any]) -> str:
    """The instant from which a key counts, in leaf notation: a person's first key at once, further
    ones after the freeze.
    """
    enrolled = str(key["at"])
    hours = key.get("freeze_hours")
    if key.get("is_first") is True or not isinstance(hours, int):
        return enrolled
    return instant(datetime.fromisoformat(enrolled) + timedelta(hours=hours))


def _found(public: Mapping[str, Any], key: Mapping[str, Any] | None, commitment: str | None) -> str:
    if key is None:
        return "the file does not hold the enrolment of its key"
    if commitment is None:
        return "the file does not hold what it approves"
    if public.get("approves") != commitment:
        return "it approves something else than what stands there"
    try:
        challenge = challenge_of(bytes.fromhex(commitment), str(public["as"]))
        fits = is_signed(
            challenge, Signature.from_public(public["signature"]), bytes.fromhex(key["public_key"]),
            str(key["algorithm"]),
            str(key.get("relying_on", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, Unsound):
        return "its signature cannot be read"
    return "signed" if fits else "its key did not sign this"
