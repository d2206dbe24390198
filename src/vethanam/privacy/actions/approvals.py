"""Record an approval: a person's signature over the commitment to the request, kept as a leaf."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import counts_at, counts_from
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.signatures import Signature, challenge_of, is_signed, own_part
from vethanam.privacy.approval_proofs import ROLES, Approvable, name_of, standing_approvals
from vethanam.privacy.models import Approval
from vethanam.privacy.permit.approvals import ANY_ROLE, LAPSES_AFTER


@transaction.atomic
def approve(authority: Authority, asked: Approvable, key: SigningKey, signature: Signature) -> Approval:
    """Approve as the role of the authority.

    Raises
    ------
    Refused
        The role does not approve this, the person asked for it or has approved in another role, the key is
        not hers or does not count yet, or the signature is not of this key or was given before.
    """
    role, person = role_of(authority, asked), authority.person or 0
    _check_key(authority, key)
    challenge = challenge_of(asked.commitment, role)
    if not is_signed(challenge, signature, bytes(key.public_key), key.algorithm, key.relying_on):
        raise Refused("not_signed")
    _check_new(asked, role, signature)
    leaf = append(
        "approval.given",
        public={
            "of": asked.of, "reference": asked.reference, "approves": asked.commitment.hex(), "as": role,
            "office": authority.office, "key": key.reference, "signature": signature.as_public(),
        },
        private={"account": authority.account, "person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return Approval.objects.create(
        of=asked.of, reference=asked.reference, commitment=asked.commitment, role=role,
        account_id=authority.account, person=person, key=key, at=authority.at, recorded_at=timezone.now(),
        leaf=leaf,
    )  # fmt: skip


def role_of(authority: Authority, asked: Approvable) -> str:
    """The role in which this authority may approve the request now.

    Raises
    ------
    Refused
        The authority may not approve; the code says why.
    """
    role = approver_role(authority, asked)
    _check_once(authority, asked, role)
    return role


def approver_role(authority: Authority, asked: Approvable) -> str:
    """The role in which this authority decides on the request, whether or not she has approved before.

    Raises
    ------
    Refused
        The authority is no approver of the request; the code says why.
    """
    role = ROLES.get(authority.role, "")
    if authority.delegation is not None:
        raise Refused("not_delegable")
    if authority.person is None:
        raise Refused("approval_without_person")
    if authority.person in asked.asked_by:
        raise Refused("approval_self")  # fmt: skip
    is_asked = role in asked.roles or (bool(role) and ANY_ROLE in asked.roles)
    if not is_asked or (role == "purpose_owner" and authority.office != asked.office):
        needed = (
            ", ".join(name.replace("_", " ").replace(ANY_ROLE, "another officer") for name in asked.roles)
            or "nobody"
        )
        raise Refused("not_an_approver", roles=needed, office=asked.office)
    return role


def _check_once(authority: Authority, asked: Approvable, role: str) -> None:
    given = [
        one
        for one in standing_approvals(asked.of, asked.reference)
        if one.commitment == asked.commitment.hex()
        and one.at is not None
        and one.at > authority.at - LAPSES_AFTER
    ]
    if any(one.role == role for one in given):
        raise Refused("approved_already", role=role)
    if any(one.by == name_of(authority.person or 0) for one in given):
        raise Refused("approval_twice")


def _check_new(asked: Approvable, role: str, signature: Signature) -> None:
    """Refuse a signature that stands in the log already: some keys sign the same text with the same bytes."""
    rows = Approval.objects.filter(of=asked.of, reference=asked.reference, role=role)
    for leaf in rows.values_list("leaf", flat=True):
        with suppress(AttributeError, TypeError, Unsound):  # a false row keeps nobody from signing
            given = Signature.from_public(leaf_content(leaf)["public"].get("signature") or {})
            if own_part(given.signed) == own_part(signature.signed):
                raise Refused("signed_the_same_before")


def _check_key(authority: Authority, key: SigningKey) -> None:
    if key.person != authority.person or key.revokes_id is not None:
        raise Refused("signing_key_of_another")
    if (since := counts_from(key)) is None:
        raise Refused("key_waits")
    if not counts_at(key, authority.at):
        raise Refused("key_too_new", at=since)
