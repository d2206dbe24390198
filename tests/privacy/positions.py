"""A court's further order on a restraint, proposed and signed by two officers, as a test needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.signers import enrolled, private_of, public_of, seated, signs
from vethanam.acts.key_signatures import Assertion, given_back, prepared
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, SigningKey
from vethanam.ledger.signatures import Signature
from vethanam.people.models import Person
from vethanam.people.queries import authority_of
from vethanam.privacy.actions import (
    Position,
    propose_position,
    sign_position,
)
from vethanam.privacy.approval_proofs import Approvable
from vethanam.privacy.current_restraints import asked_of_position
from vethanam.privacy.models import PositionProposal, RestraintPosition

#: persons of no register who sign as law officer and as data protection officer
LAW, DPO = 9_000_001, 9_000_002


def officers(authority: Authority, *, seats: bool = False) -> tuple[Authority, Authority]:
    """A law officer and a data protection officer beside an authority.

    ``seats``: two persons whose keys and appointments two administrators signed, so that a
    dispatcher proves them.
    """
    if seats:
        return _seated("law_officer", authority.at), _seated("data_protection_officer", authority.at)
    law = replace(authority, role="law_officer", person=LAW, on_behalf_of=None)
    return law, replace(law, role="data_protection_officer", person=DPO)


def _seated(role: str, at: datetime) -> Authority:
    account, is_new = Account.objects.get_or_create(username=f"signs-as-{role}", kind=Account.Kind.OFFICER)
    if is_new:
        Person.objects.create(name=account.username, born=date(1975, 1, 1), account=account, recorded_at=at)
        seated(account, role, at)
        authority = authority_of(account, at, is_sample=True)
        enrolled(authority, public_of(private_of(authority.person)), signed=True)
    return authority_of(account, at, is_sample=True)


def signature_of(officer: Authority, asked: Approvable, role: str) -> tuple[SigningKey, Signature]:
    """An officer's key, enrolled when it is first used, and its signature as a role."""
    assertion = Assertion.model_validate(signs(officer, prepared(asked.commitment, role, {})))
    return given_back(officer, assertion)


def signed(authority: Authority, proposal: PositionProposal, *, seats: bool = False) -> RestraintPosition:
    """A proposed position after both signatures."""
    effect = None
    for officer, role in zip(officers(authority, seats=seats), ("law_officer", "dpo"), strict=True):
        _, effect = sign_position(
            officer, proposal, *signature_of(officer, asked_of_position(proposal), role)
        )
    assert effect is not None
    return effect


def record_position(
    authority: Authority, reference: str, state: str, *, seats: bool = False, **given: Any
) -> RestraintPosition:
    """Propose a position and have two officers sign it."""
    given["leave"] = given.get("leave") or {}
    return signed(authority, propose_position(authority, Position(reference, state, **given)), seats=seats)
