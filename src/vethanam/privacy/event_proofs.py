"""Declared emergencies, proven from the signature in the log.

A safety message needs no approval, so the declaration itself is signed. The code of an event follows from the
signed statement: a signature declares one event, and none again after its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from vethanam.errors import Finding
from vethanam.identity.signed_leaves import signed_leaf
from vethanam.journal import keys
from vethanam.journal.queries import is_under_head
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.leaves import instant
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import EventDeclaration
from vethanam.privacy.queries.emergencies import declares

DECLARED, DECLARES = "event.declared", "declare_event"
#: roles that declare an event for their office
DECLARERS = ("communicating_officer", "purpose_owner")


def statement_of_event(
    *, office: str, hazard: str, place: str, begins_at: datetime | None, ends_at: datetime, day: str
) -> dict[str, Json]:
    """The statement that the officer signs. Without ``begins_at`` the event begins when it is declared, on
    ``day`` (in India).
    """
    return {
        "office": office, "hazard": hazard, "place": place, "day": day,
        "begins_at": instant(begins_at) if begins_at else None, "ends_at": instant(ends_at),
    }  # fmt: skip


def code_of(statement: dict[str, Json]) -> str:
    """The code of an event: the day of its declaration, and the beginning of the statement's SHA-256."""
    day = str(statement["day"]).replace("-", "")
    return f"{day}-{sha256(canonical(statement)).hexdigest()[:8]}"


def is_declared(row: EventDeclaration, log_key: VerifierKey) -> bool:
    """Whether an officer of a controller of safety messages signed exactly this event."""
    leaf = signed_leaf(row.leaf, log_key)
    said = {
        "event": row.code, "office": row.office, "place": row.place, "hazard": row.hazard,
        "begins_at": instant(row.begins_at), "ends_at": instant(row.ends_at),
    }  # fmt: skip
    if leaf is None or leaf.kind != DECLARED or not said.items() <= dict(leaf.public).items():
        return False
    if not declares(row.office, row.begins_at, log_key):
        return False
    return any(
        one.role in DECLARERS
        and any(
            seat.role == one.role and seat.office == row.office and seat.power != "view" for seat in one.seats
        )
        for says in _statements(row)
        for one in leaf.signers_of("signed", says, DECLARES)
    )


def event_findings() -> Iterator[Finding]:
    """For ``vethanam check``: events that no signature declares."""
    key = keys.public_key()
    for row in EventDeclaration.objects.order_by("pk"):
        if is_under_head(row.leaf, key) and not is_declared(row, key):
            yield Finding(f"Event {row.code}", "event_unproven")


def _statements(row: EventDeclaration) -> Iterator[dict[str, Json]]:
    """The statements that give an event this code."""
    day = row.code.partition("-")[0]
    day = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    began = row.begins_at.astimezone(IST).date().isoformat()
    for begins_at in (row.begins_at, *((None,) if began == day else ())):
        says = statement_of_event(
            office=row.office, hazard=row.hazard, place=row.place, begins_at=begins_at,
            ends_at=row.ends_at, day=day,
        )  # fmt: skip
        if code_of(says) == row.code:
            yield says
