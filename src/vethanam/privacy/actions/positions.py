"""Record a further position on a restraint by the signatures of two officers: a court's next order, or the
release of an officer's stop.

It is proposed by a law officer, a release also by an officer who may stop a sending. It counts once a law
officer and the data protection officer have signed it. It sends no message: cancelled messages stay
cancelled, and an office requests the use again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.approvals import POSITION
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.leaves import refuse_contacts
from vethanam.ledger.signatures import Signature
from vethanam.privacy.actions.approvals import approve
from vethanam.privacy.actions.queue_statement import iso
from vethanam.privacy.actions.restraints import LAW_OFFICER, MAY_STOP
from vethanam.privacy.approval_proofs import signers_since
from vethanam.privacy.current_restraints import OVER, asked_of_position, positions_of
from vethanam.privacy.current_restraints import POSITION_SIGNERS as SIGNERS
from vethanam.privacy.models import Approval, PositionProposal, Restraint, RestraintPosition

State = RestraintPosition.State
_LEAVE = ("purposes", "senders", "channels")


@dataclass(frozen=True, slots=True)
class Position:
    """A position on a restraint as an officer enters it.

    ``leave`` has codes by purposes, senders and channels.
    """

    restraint: str
    state: str
    until: datetime | None = None
    leave: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dated: date | None = None
    document_hash: bytes | None = None
    says: str = ""


@transaction.atomic
def propose_position(authority: Authority, position: Position) -> PositionProposal:
    """Propose what a court said next (continued, leave for some messages, vacated or dismissed), or the
    release of an officer's stop.

    It waits for two signatures.

    Raises
    ------
    Refused
        The officer may not.
    Unsound
        There is no such restraint, it is over, the state does not fit it, or the text holds a contact.
    """
    row = check_position(authority, position)
    reference, opened = secrets.token_hex(16), _opened(position)
    said: dict[str, Json] = {"position": reference, "restraint": row.reference, **_public(position)}
    commitment = sha256(POSITION + canonical(said)).digest()
    leaf = append(
        "restraint.position_proposed",
        public={**said, "commitment": commitment.hex(), "role": authority.role, "approvals": list(SIGNERS)},
        private={"entered_by": authority.account, "says": position.says},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return PositionProposal.objects.create(
        reference=reference,
        restraint=row,
        commitment=commitment,
        leaf=leaf,
        **_row_of(authority, position, opened),
    )


@transaction.atomic
def sign_position(
    authority: Authority, proposal: PositionProposal, key: SigningKey, signature: Signature
) -> tuple[Approval, RestraintPosition | None]:
    """Sign a proposed position. With the second signature the position takes effect and is returned.

    Raises
    ------
    Refused
        See :func:`vethanam.privacy.actions.approvals.approve`; or it is in effect already.
    Unsound
        The restraint is over.
    """
    if RestraintPosition.objects.filter(proposal=proposal).exists():
        raise Refused("position_in_effect")
    _check_open(proposal.restraint)
    signed = approve(authority, asked_of_position(proposal), key, signature)
    if not signers_since("position", proposal.reference, bytes(proposal.commitment), SIGNERS):
        return signed, None
    return signed, _take_effect(authority, proposal)


def check_position(authority: Authority, position: Position) -> Restraint:
    """The restraint of a position that this officer may enter now.

    Raises
    ------
    Refused
        The officer may not.
    Unsound
        There is no such restraint, it is over, the state does not fit it, or the text holds a contact.
    """
    row = Restraint.objects.filter(reference=position.restraint).first()
    if row is None:
        raise Unsound("no_such_restraint", reference=typed(position.restraint, 40))
    if authority.role != LAW_OFFICER and not (row.kind == Restraint.Kind.STOP and authority.role in MAY_STOP):
        raise Refused("position_by_law_officer")
    if position.state not in State.values:
        raise Unsound("unknown_position", state=typed(position.state, 30), values=[*State.values])
    _check_open(row)
    if (position.state == State.RELEASED) != (row.kind == Restraint.Kind.STOP):
        raise Unsound("position_unfitting")
    if (position.state == State.LEAVE) != any(position.leave.values()):
        raise Unsound("leave_of_what")
    refuse_contacts(in_a_line=position.says)
    return row


def proposal_of_position(reference: str) -> PositionProposal:
    """A proposed position by its reference; of a restraint's own reference, its latest that waits.

    Raises
    ------
    Unsound
        There is none.
    """
    rows = PositionProposal.objects.select_related("restraint").order_by("-pk")
    found = (
        rows.filter(reference=reference).first()
        or rows.filter(restraint__reference=reference, position__isnull=True).first()
    )
    if found is None:
        raise Unsound("no_such_position", reference=typed(reference, 40))
    return found


def _take_effect(authority: Authority, proposal: PositionProposal) -> RestraintPosition:
    position = Position(
        proposal.restraint.reference, proposal.state, proposal.until,
        {name: codes for name in _LEAVE if (codes := getattr(proposal, f"leave_{name}"))}, proposal.dated,
        bytes(proposal.document_hash) if proposal.document_hash else None, proposal.says,
    )  # fmt: skip
    leaf = append(
        "restraint.position",
        public={
            "restraint": position.restraint, **_public(position), "position": proposal.reference,
            "approved": bytes(proposal.commitment).hex(),
        },
        private={"entered_by": proposal.entered_by_id, "says": position.says},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return RestraintPosition.objects.create(
        restraint=proposal.restraint,
        proposal=proposal,
        leaf=leaf,
        **_row_of(authority, position, _opened(position)),
    )


def _check_open(row: Restraint) -> None:
    if any(one.state in OVER for one in positions_of(row)):
        raise Unsound("restraint_over", id=row.reference)


def _opened(position: Position) -> dict[str, list[str]]:
    return {name: list(position.leave.get(name, ())) for name in _LEAVE}


def _public(position: Position) -> dict[str, Json]:
    """What a leaf says of a position."""
    leave: Mapping[str, Sequence[str]] = _opened(position)
    return {
        "state": position.state, "until": iso(position.until),
        "leave": {name: list(codes) for name, codes in leave.items()} if position.leave else None,
        "dated": position.dated.isoformat() if position.dated else None,
        "document_hash": position.document_hash.hex() if position.document_hash else None,
    }  # fmt: skip


def _row_of(authority: Authority, position: Position, opened: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "state": position.state, "until": position.until, "dated": position.dated,
        "document_hash": position.document_hash,
        "says": position.says, "at": authority.at, "recorded_at": timezone.now(),
        "entered_by_id": authority.account,
        "office": authority.office, "role": authority.role,
        **{f"leave_{name}": codes for name, codes in opened.items()},
    }  # fmt: skip
