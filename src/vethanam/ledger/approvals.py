"""The approvals in a file that verified: who signed what, as the leaves alone show it. No database, no network.

Each ``approval.given`` is checked with the key of the ``key.enrolled`` leaf it names, and what it approves with the
``campaign.composed`` or ``purpose.proposed`` leaf, whose commitment is worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical
from vethanam.ledger.signatures import Signature, challenge_of, is_signed

CAMPAIGN, PURPOSE = b"vethanam/campaign/1\n", b"vethanam/purpose/1\n"
#: kind of leaf → label of its commitment, member that names it, members that the commitment binds
COMMITTED: Mapping[str, tuple[bytes, str, tuple[str, ...]]] = {
    "campaign.composed": (
        CAMPAIGN, "campaign",
        (
            "campaign", "purpose", "purpose_hash", "office", "order", "order_dated", "template", "template_hash", "values",
            "cohort", "persons", "sender", "channels", "sanction", "send_from", "send_until",
        ),
    ),
    "purpose.proposed": (
        PURPOSE, "proposal", ("proposal", "purpose", "version", "hash", "office", "in_force_from"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Approving:
    """One approval as its leaves show it. ``says`` is ``signed``, or what is not so."""

    of: str
    reference: str
    role: str
    key: str
    at: str
    says: str

    @property
    def holds(self) -> bool:
        """Whether key, signature and commitment fit."""
        return self.says == "signed"

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "holds": self.holds}


def approvals_in(leaves: Iterable[Mapping[str, Any]]) -> list[Approving]:
    """Every approval among leaves, in their order; the leaves themselves are the caller's to verify."""
    keys: dict[str, Mapping[str, Any]] = {}
    committed: dict[str, str] = {}
    given = []
    for leaf in leaves:
        public = leaf["public"]
        if leaf["kind"] == "key.enrolled":
            keys[str(public.get("key"))] = public
        elif leaf["kind"] in COMMITTED:
            label, name, members = COMMITTED[leaf["kind"]]
            said = {member: public.get(member) for member in members}
            committed[str(public.get(name))] = sha256(label + canonical(said)).hexdigest()
        elif leaf["kind"] == "approval.given":
            given.append(leaf)
    return [_approving(leaf, keys, committed) for leaf in given]


def _approving(
    leaf: Mapping[str, Any], keys: Mapping[str, Mapping[str, Any]], committed: Mapping[str, str]
) -> Approving:
    public = leaf["public"]
    reference, name = str(public.get("reference")), str(public.get("key"))
    return Approving(
        str(public.get("of")), reference, str(public.get("as")), name, str(leaf["at"]),
        _found(public, keys.get(name), committed.get(reference)),
    )  # fmt: skip


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
            challenge, Signature.from_public(public["signature"]), bytes.fromhex(key["public_key"]), str(key["algorithm"]),
            str(key.get("relying_on", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, Unsound):
        return "its signature cannot be read"
    return "signed" if fits else "its key did not sign this"
