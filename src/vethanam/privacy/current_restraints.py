"""Current restraints: for the permit and for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from vethanam.journal import keys
from vethanam.journal.queries import is_under_head
from vethanam.ledger.approvals import POSITION
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.leaves import instant
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.approval_proofs import Approvable, signers_since
from vethanam.privacy.models import (
    PositionProposal,
    ProvenEnd,
    QueueStatement,
    RecordedWindow,
    RelayHold,
    Restraint,
    RestraintPosition,
    Use,
    UsePause,
)
from vethanam.privacy.permit import Template, world

State = RestraintPosition.State
#: the roles that sign a position
POSITION_SIGNERS = ("law_officer", "dpo")
OVER = frozenset({State.VACATED, State.DISMISSED, State.RELEASED})


def restraints_now(use: str | None = None, log_key: VerifierKey | None = None) -> tuple[world.Restraint, ...]:
    """The restraints that are not over, as the permit takes them; a stop of single sendings only
    where it names ``use``.

    A position counts only with the signatures of two officers, and from their place in the log on: a row that
    comes late makes no earlier position the latest. With ``log_key`` their leaves, and the leaf of
    the proposal, must stand under a head that this key signed.
    """
    rows = Restraint.objects.order_by("id").prefetch_related("positions__proposal")
    found = []
    for row in rows:
        if row.uses and use not in row.uses:
            continue
        placed = [(_place(row, position, log_key), position) for position in row.positions.all()]
        known = [(place, position.pk, position) for place, position in placed if place is not None]
        positions = [position for *_, position in sorted(known, key=itemgetter(0, 1))]
        if not any(position.state in OVER for position in positions):
            found.append(_for_permit(row, positions))
    return tuple(found)


def position_counts(position: RestraintPosition, log_key: VerifierKey) -> bool:
    """Whether two officers signed exactly this position after its restraint, under a head of this key."""
    return _counts(position.restraint, position, log_key)


def positions_of(row: Restraint) -> list[RestraintPosition]:
    """The positions of a restraint for pages and acts, oldest first: those that the log proves, and those
    that it has not taken yet. A false one is none.
    """
    positions = row.positions.select_related("restraint", "proposal").order_by("id")
    return [
        one for one in positions if _counts(row, one, keys.public_key() if is_under_head(one.leaf) else None)
    ]


def asked_of_position(proposal: PositionProposal) -> Approvable:
    """The statement of a proposed position that two officers sign; the proposer may be one of them."""
    return Approvable(
        "position",
        proposal.reference,
        bytes(proposal.commitment),
        proposal.office,
        frozenset(),
        POSITION_SIGNERS,
    )


def undecided_positions() -> QuerySet[PositionProposal]:
    """Proposed positions that lack a signature, of restraints without a proven end."""
    proven = ProvenEnd.objects.filter(of=ProvenEnd.Of.POSITION, reference=Cast(OuterRef("pk"), CharField()))
    ended = RestraintPosition.objects.filter(Exists(proven), state__in=OVER).values("restraint")
    return PositionProposal.objects.filter(position__isnull=True).exclude(restraint__in=ended)


def positions_waiting() -> list[PositionProposal]:
    """The proposed positions that lack a signature; the oldest first."""
    return list(undecided_positions().select_related("restraint").order_by("pk"))


def stopping_kinds(at: datetime, purpose: str, template: Template) -> list[str]:
    """The restraints on kinds of message in force that do not let a text of a purpose pass."""
    return [
        one.id
        for one in restraints_now()
        if one.kinds
        and purpose not in one.excepts
        and (one.is_active(at) or one.is_unconfirmed(at))
        and not one.lets_pass(template)
    ]


def _counts(row: Restraint, position: RestraintPosition, log_key: VerifierKey | None) -> bool:
    """Whether two officers signed exactly this position after the restraint."""
    return _place(row, position, log_key) is not None


def _place(row: Restraint, position: RestraintPosition, log_key: VerifierKey | None) -> int | None:
    """The place since which two officers have signed exactly this position after the restraint."""
    proposal = position.proposal
    if proposal is None:
        return None
    commitment = _committed(position, row, proposal)
    return signers_since(
        "position", proposal.reference, commitment, POSITION_SIGNERS, after=row.leaf, log_key=log_key
    )


def _committed(position: RestraintPosition, row: Restraint, proposal: PositionProposal) -> bytes:
    """What two officers would have signed for a position as its row stands."""
    leave = {name: list(getattr(position, f"leave_{name}")) for name in ("purposes", "senders", "channels")}
    said: dict[str, Json] = {
        "position": proposal.reference, "restraint": row.reference, "state": position.state,
        "until": instant(position.until) if position.until else None,
        "leave": {name: list(codes) for name, codes in leave.items()} if any(leave.values()) else None,
        "dated": position.dated.isoformat() if position.dated else None,
        "document_hash": bytes(position.document_hash).hex() if position.document_hash else None,
    }  # fmt: skip
    return sha256(POSITION + canonical(said)).digest()


def epoch() -> tuple[int, ...]:
    """A version number: changes with every new restraint, position, window or pause."""
    return tuple(
        model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for model in (Restraint, RestraintPosition, RecordedWindow, UsePause)
    )


def _for_permit(row: Restraint, positions: Sequence[RestraintPosition]) -> world.Restraint:
    leaves = [p for p in positions if p.state == State.LEAVE]
    latest = next((p for p in reversed(positions) if p.state == State.CONTINUED), None)
    return world.Restraint(
        id=row.reference, source_registers=frozenset(row.source_registers), kinds=frozenset(row.kinds),
        purposes=frozenset(row.purposes), controllers=frozenset(row.controllers),
        senders=frozenset(row.senders),
        starts_at=None if row.starts_at <= row.at else row.starts_at,
        until=latest.until if latest else row.until,
        is_case_pending=row.is_case_pending, excepts=frozenset(row.excepts), channels=frozenset(row.channels),
        classes=frozenset(row.classes), place=row.leaf,
        leaves=tuple(
            world.Leave(frozenset(p.leave_purposes), frozenset(p.leave_senders), frozenset(p.leave_channels),
                p.until)
            for p in leaves
        ),
    )  # fmt: skip


# -- for pages -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PositionShown:
    """A later position of a restraint, for its page."""

    state: str
    until: datetime | None
    says: str
    role: str
    at: datetime
    recorded_at: datetime
    opens: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RestraintShown:
    """A restraint with its queue statement.

    ``state`` is ``active``, ``to_come``, ``unconfirmed`` or ``over``.
    """

    reference: str
    kind: str
    court: str
    case_number: str
    dated: date | None
    says: str
    scope: Mapping[str, Sequence[str]]
    excepts: Sequence[str]
    starts_at: datetime
    until: datetime | None
    is_case_pending: bool
    state: str
    role: str
    at: datetime
    recorded_at: datetime
    leaf: int
    counts: Mapping[str, int]
    statement: int | None
    root: str
    gap: Mapping[str, Any]
    positions: Sequence[PositionShown] = ()
    position_leaves: Sequence[int] = ()
    attempts: int = 0
    document_hash: str = ""
    relayed: int = 0
    is_relay_held: bool = True
    relay_leaf: int | None = None

    @property
    def before(self) -> int:
        """Messages in scope begun before its instant."""
        return sum(
            self.counts.get(state, 0) for state in ("accepted", "sent", "failed", "uncertain", "sending")
        )

    @property
    def waiting(self) -> int:
        """Messages waiting at its instant; none of them goes."""
        return self.counts.get("queued", 0)


SCOPE = ("source_registers", "purposes", "kinds", "controllers", "senders", "channels", "classes", "uses")


def restraints_shown(
    at: datetime, *, after: str | None = None, most: int | None = None
) -> list[RestraintShown]:
    """Every restraint, newest first; with ``most`` so many, after the one of a reference."""
    rows = Restraint.objects.order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=Restraint.objects.filter(reference=after).values("id"))
    return _shown(rows[:most], at)


def restraint_shown(reference: str, at: datetime) -> RestraintShown | None:
    """A restraint by its reference, for its page."""
    return next(iter(_shown(Restraint.objects.filter(reference=reference), at)), None)


def restraints_on(use: str, at: datetime) -> list[RestraintShown]:
    """Restraints on messages of one sending, newest first: in their statement, cancelled since,
    or on it alone.
    """
    rows = Restraint.objects.raw(
        "SELECT r.* FROM privacy_restraint r JOIN privacy_use u ON u.reference = %s AND privacy_covers(r, u)"
        " WHERE EXISTS (SELECT FROM privacy_queuestatement q JOIN privacy_statedmessage m "
        "ON m.statement_id = q.id"
        " JOIN privacy_outbox o ON o.id = m.message WHERE q.restraint_id = r.id AND o.use_id = u.id)"
        " OR u.reference = ANY (r.uses)"
        " OR EXISTS (SELECT FROM privacy_outbox o WHERE o.use_id = u.id AND o.result = 'COURT_RESTRAINT'"
        " AND o.done_at >= r.recorded_at) ORDER BY r.id DESC",
        [use],
    )
    return _shown(rows, at)


def _shown(rows: Iterable[Restraint], at: datetime) -> list[RestraintShown]:
    return [_one(row, at) for row in rows]


def _one(row: Restraint, at: datetime) -> RestraintShown:
    positions = positions_of(row)
    statement = QueueStatement.objects.filter(restraint=row).first()
    relay = RelayHold.objects.filter(statement=statement).first() if statement else None
    return RestraintShown(
        reference=row.reference, kind=row.kind, court=row.court, case_number=row.case_number, dated=row.dated,
        says=row.says, scope={name: list(getattr(row, name)) for name in SCOPE if getattr(row, name)},
        excepts=list(row.excepts), starts_at=row.starts_at, until=_until(row, positions),
        is_case_pending=row.is_case_pending, state=state_of(row, positions, at), role=row.role, at=row.at,
        recorded_at=row.recorded_at, leaf=row.leaf, counts=row.counts,
        statement=statement.leaf if statement else None,
        root=bytes(statement.root).hex() if statement and statement.root else "",
        gap=statement.gap if statement else {},
        positions=[
            PositionShown(
                p.state, p.until, p.says, p.role, p.at, p.recorded_at,
                {name: list(getattr(p, f"leave_{name}")) for name in ("purposes", "senders", "channels")},
            )
            for p in positions
        ],
        position_leaves=[p.leaf for p in positions],
        attempts=Use.objects.filter(restraints__contains=[row.reference]).count(),
        document_hash=bytes(row.document_hash).hex() if row.document_hash else "",
        relayed=relay.waiting if relay else 0, is_relay_held=relay.is_held if relay else True,
        relay_leaf=relay.leaf if relay else None,
    )  # fmt: skip


def state_of(row: Restraint, positions: Sequence[RestraintPosition], at: datetime) -> str:
    """The state of a restraint at an instant of business time."""
    if any(position.state in OVER for position in positions):
        return "over"
    if row.starts_at > row.at and row.starts_at > at:
        return "to_come"
    until = _until(row, positions)
    if until is None or at <= until:
        return "active"
    return "unconfirmed" if row.is_case_pending else "over"


def _until(row: Restraint, positions: Sequence[RestraintPosition]) -> datetime | None:
    latest = next((p for p in reversed(positions) if p.state == State.CONTINUED), None)
    return latest.until if latest else row.until


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages handed over between the start of a restraint or window and its entry."""

    count: int
    first: datetime | None = None
    last: datetime | None = None
    uses: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The stored form; empty if the gap is empty."""
        if not self.count:
            return {}
        return {
            "count": self.count,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "uses": dict(self.uses),
        }
