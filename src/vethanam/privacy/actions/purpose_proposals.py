"""Propose a purpose, collect two other persons' approvals, publish it: 72 hours in public before
it can be used.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.approvals import LEVEL, PURPOSE
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.signatures import Signature
from vethanam.privacy.actions.approvals import approve
from vethanam.privacy.approval_proofs import Approvable, proven_approvals
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Approval, PurposeProposal, PurposePublication
from vethanam.privacy.models import Purpose as Row
from vethanam.privacy.permit.approvals import LAPSES_AFTER
from vethanam.privacy.purposes.purpose import plain
from vethanam.privacy.purposes.registration import latest, read_registration
from vethanam.privacy.purposes.registry import purpose_in, standing_catalogue
from vethanam.privacy.purposes.versions import beyond, weaker

IN_PUBLIC = timedelta(hours=72)
ROLES = ("purpose_owner", "dpo")


@transaction.atomic
def propose_purpose(authority: Authority, given: Mapping[str, Any]) -> PurposeProposal:
    """Propose a purpose, or a further version of the office's own; the proposal is public at once.

    Raises
    ------
    UnsoundInput
        Every field of the form that is empty or does not fit.
    Refused
        The account belongs to no person.
    """
    if authority.person is None:
        raise Refused("proposal_without_person")
    catalogue = standing_catalogue()
    code = str(given.get("code", ""))
    taken = [p.version for p in catalogue.purposes if p.code == code]
    taken += Row.objects.filter(code=code).values_list("version", flat=True)
    taken += PurposeProposal.objects.filter(code=code).values_list("version", flat=True)
    first = (authority.at + IN_PUBLIC).astimezone(IST).date()
    purpose = read_registration(
        given, office=authority.office, version=max(taken, default=0) + 1,
        day=authority.at.astimezone(IST).date(),
        first=first, catalogue=catalogue,
    )  # fmt: skip
    former = latest(catalogue, purpose.code)
    reference = secrets.token_hex(16)
    said: dict[str, Json] = {
        "proposal": reference, "purpose": purpose.code, "version": purpose.version, "hash": purpose.hash,
        "office": authority.office, "in_force_from": str(purpose.valid_from),
        LEVEL: purpose.approvals,
    }  # fmt: skip
    commitment = sha256(PURPOSE + canonical(said)).digest()
    leaf = append(
        "purpose.proposed",
        public={
            **said,
            "commitment": commitment.hex(),
            "role": authority.role,
            "approvals": list(ROLES),
            "beyond": sorted(beyond(former, purpose)) if former else [],
            "asked_by": sorted({mark_of(one) for one in (authority.person, authority.on_behalf_of) if one}),
        },
        private={
            "account": authority.account,
            "person": authority.person,
            "for_person": authority.on_behalf_of,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return PurposeProposal.objects.create(
        reference=reference, code=purpose.code, version=purpose.version, content=plain(purpose.content),
        hash=bytes.fromhex(purpose.hash), office=authority.office, proposed_by_id=authority.account,
        asking_person=authority.person, for_person=authority.on_behalf_of, commitment=commitment,
        at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def asked_of_proposal(proposal: PurposeProposal) -> Approvable:
    """The approval request: the officer of the purpose and the data protection officer
    sign the proposal's commitment.
    """
    return Approvable(
        "purpose",
        proposal.reference,
        bytes(proposal.commitment),
        proposal.office,
        proposal.asked_by_persons,
        ROLES,
    )


@transaction.atomic
def approve_purpose(
    authority: Authority, proposal: PurposeProposal, key: SigningKey, signature: Signature
) -> Approval:
    """Record one person's approval of the proposal.

    Raises
    ------
    Refused
        See :func:`vethanam.privacy.actions.approvals.approve`; or it is published already.
    """
    _check_open(proposal)
    return approve(authority, asked_of_proposal(proposal), key, signature)


@transaction.atomic
def publish_purpose(authority: Authority, proposal: PurposeProposal) -> Row:
    """Publish a proposal as a version of the register, in force from its first day.

    Raises
    ------
    Refused
        It is published already, an approval is missing, or a version published since protects more.
    """
    _check_open(proposal)
    _check_protections(proposal)
    given = proven_approvals("purpose", proposal.reference, proposal.asked_by_persons)
    standing = {
        one.role: one.by
        for one in given
        if one.at is not None and one.at <= authority.at < one.at + LAPSES_AFTER
        and one.commitment == bytes(proposal.commitment).hex()
    }  # fmt: skip
    missing = [role.replace("_", " ") for role in ROLES if role not in standing]
    if missing or len(set(standing.values())) < len(ROLES):
        raise Refused("not_approved", code=proposal.code, roles=", ".join(missing) or "two different persons")
    leaf = append(
        "purpose.registered",
        public={
            "purpose": proposal.code, "version": proposal.version, "hash": bytes(proposal.hash).hex(),
            "status": "active", "proposal": proposal.reference, "approved": bytes(proposal.commitment).hex(),
            "approvals": proposal.content["approvals"],
        },
        private=None,
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    row = Row.objects.create(
        code=proposal.code, version=proposal.version, content=proposal.content, hash=proposal.hash, leaf=leaf,
        registered_at=authority.at,
    )  # fmt: skip
    PurposePublication.objects.create(
        proposal=proposal,
        purpose=row,
        published_by_id=authority.account,
        at=authority.at,
        recorded_at=timezone.now(),
    )
    return row


def _check_open(proposal: PurposeProposal) -> None:
    if PurposePublication.objects.filter(proposal=proposal).exists():
        raise Refused("published_already", code=proposal.code, version=proposal.version)


def _check_protections(proposal: PurposeProposal) -> None:
    """Refuse a proposal that drops a protection of a version published since."""
    former = latest(standing_catalogue(), proposal.code)
    lost = weaker(former, purpose_in(proposal.content, proposal.code)) if former else ()
    if former is not None and lost:
        raise Refused(
            "protects_less", code=proposal.code, version=proposal.version, former=former.version, lost=[*lost]
        )
