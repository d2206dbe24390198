"""Approvals proven from leaf, key and signature; a row alone proves nothing.

    commitment → challenge(commitment, role) → signature in the leaf of the approval → key in the leaf of its
    enrolment → account and person in that leaf's commitment → appointment to the role

The permit compares approvers by person: the requester cannot approve, and nobody approves twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from vethanam.errors import Finding, Unsound
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import counts_at, marks_of
from vethanam.identity.signer_refusals import refusals_of
from vethanam.identity.signers import prove_all
from vethanam.journal import keys
from vethanam.journal.queries import (
    is_under_head,
    leaf_content,
    leaves_under_head,
    opening_of,
    positions_of,
)
from vethanam.ledger.commitments import commitment as committed
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signatures import Signature, challenge_of, is_signed
from vethanam.privacy.models import Approval
from vethanam.privacy.permit.request import Approval as Approved

PURPOSE_OWNER = "purpose_owner"
#: appointment → its role in approvals
ROLES: Mapping[str, str] = {
    "purpose_owner": "purpose_owner",
    "data_protection_officer": "dpo",
    "law_officer": "law_officer",
}


@dataclass(frozen=True, slots=True)
class Approvable:
    """A request for approvals: its kind, the commitment to all of it, the requesters, and the
    roles that must sign.

    ``asked_by`` are the humans behind the request: the actor, and the officer in whose name she acts.
    ``office`` is the controller whose purpose owner signs.
    """

    of: str
    reference: str
    commitment: bytes
    office: str
    asked_by: frozenset[int]
    roles: tuple[str, ...]


def name_of(person: int) -> str:
    """A person's name in the permit's comparison of approvers and requester."""
    return f"person {person}"


def proven_approvals(
    of: str,
    reference: str,
    asked_by: Collection[int] = (),
    *,
    office: str = "",
    log_key: VerifierKey | None = None,
) -> tuple[Approved, ...]:
    """The approvals with a matching leaf, key and signature; all other rows are ignored.

    With ``log_key`` leaves under a head of that key must also prove the signer and her role
    (:mod:`vethanam.identity.signers`), as the dispatcher requires; ``office`` is then the controller whose
    purpose owner signs. Without it rows of keys are read, for a page. ``asked_by`` are the humans behind the
    request, who count as one.
    """
    rows = list(Approval.objects.filter(of=of, reference=reference).select_related("key").order_by("id"))
    proven = {}
    if log_key is not None:
        proven = prove_all([row.leaf for row in rows], log_key, refusals_of(log_key))
    found = []
    for row in rows:
        leaf = _leaf(row.leaf, "approval.given")
        if leaf is None:
            continue
        said, at = leaf["public"], datetime.fromisoformat(leaf["at"])
        if said.get("of") != of or said.get("reference") != reference:
            continue
        if log_key is None:
            holder = _holder(row.key) if said.get("key") == row.key.reference else None
            is_signed_so = _is_signed(said, row.key) and counts_at(row.key, at)
        else:
            signer = proven.get(row.leaf)
            holder = signer.person if signer is not None else None
            at = datetime.fromisoformat(signer.at) if signer is not None else at
            is_signed_so = signer is not None and (
                said["as"] != PURPOSE_OWNER or not office or signer.holds(PURPOSE_OWNER, office)
            )
        if holder is None or not is_signed_so:
            continue
        by = name_of(min(asked_by) if holder in asked_by else holder)
        found.append(
            Approved(by=by, role=str(said["as"]), at=at, commitment=str(said["approves"]), place=row.leaf)
        )
    return tuple(found)


def standing_approvals(of: str, reference: str, asked_by: Collection[int] = ()) -> tuple[Approved, ...]:
    """The approvals as acts count them: those that the log proves, and those that it has not taken yet. A
    false one is none, so it keeps nobody from signing.
    """
    fresh = proven_approvals(of, reference, asked_by)
    leaves = Approval.objects.filter(of=of, reference=reference).values_list("leaf", flat=True)
    if not positions_of(leaves):
        return fresh
    proven = proven_approvals(of, reference, asked_by, log_key=keys.public_key())
    return (*proven, *(one for one in fresh if not is_under_head(one.place or 0)))


def approval_findings() -> Iterator[Finding]:
    """For ``vethanam check``: approvals that no signature proves."""
    key = keys.public_key()
    rows = dict(Approval.objects.order_by("pk").values_list("leaf", "reference"))
    under_head = leaves_under_head(rows.keys(), key)
    for leaf in under_head.keys() - prove_all(under_head.keys(), key).keys():
        yield Finding(f"Approval of {rows[leaf]}", "approval_unproven")


def signers_since(
    of: str,
    reference: str,
    commitment: bytes,
    roles: Collection[str],
    *,
    after: int = 0,
    asked_by: Collection[int] = (),
    log_key: VerifierKey | None = None,
) -> int | None:
    """The place in the log since which different persons have signed in all of these roles; None
    where they have not.

    Only approvals behind the place ``after`` count, and none of those who asked. These signatures
    do not lapse.
    """
    nobody = name_of(min(asked_by)) if asked_by else None
    given = [
        one
        for one in proven_approvals(of, reference, asked_by, log_key=log_key)
        if one.commitment == commitment.hex() and (one.place or 0) > after and one.by != nobody
    ]
    fitting = [[one for one in given if one.role == role] for role in roles]
    places = [
        min(one.place or 0 for one in chosen)
        for chosen in product(*fitting)
        if len({one.by for one in chosen}) == len(chosen)
    ]
    return max(places, default=None)


def given_roles(of: str, reference: str, roles: Collection[str]) -> dict[str, datetime | None]:
    """For each role the instant of its proven approval, or None."""
    given = {one.role: one.at for one in proven_approvals(of, reference)}
    return {role: given.get(role) for role in roles}


def _is_signed(said: Mapping[str, Any], key: SigningKey) -> bool:
    try:
        challenge = challenge_of(bytes.fromhex(said["approves"]), said["as"])
        signature = Signature.from_public(said["signature"])
    except (KeyError, TypeError, ValueError, Unsound):
        return False
    return is_signed(challenge, signature, bytes(key.public_key), key.algorithm, key.relying_on)


def _holder(key: SigningKey) -> int | None:
    """The person committed to in a key's enrolment leaf, under her own mark; None if row and leaf differ."""
    leaf, opening = _leaf(key.leaf, "key.enrolled"), opening_of(key.leaf)
    if leaf is None or opening is None or key.revokes_id is not None:
        return None
    said = leaf["public"]
    says = (said.get("key"), said.get("algorithm"), said.get("public_key"), said.get("relying_on"))
    row = (key.reference, key.algorithm, bytes(key.public_key).hex(), key.relying_on)
    is_opened = committed(opening.salt, dict(opening.private)).hex() == leaf["commitment"]
    if says != row or datetime.fromisoformat(leaf["at"]) != key.enrolled_at or not is_opened:
        return None
    person = opening.private.get("person")
    return person if type(person) is int and marks_of([person]) == [said.get("holder")] else None


def _leaf(staged: int, kind: str) -> Mapping[str, Any] | None:
    leaf = leaf_content(staged)
    return leaf if leaf["kind"] == kind else None
