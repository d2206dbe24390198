"""Entries of two persons that the permit asks about: approvals of the High
Court, notified registers, events.
"""

from __future__ import annotations

from datetime import datetime

from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.event_proofs import is_declared
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import (
    Event,
    EventClosing,
    EventDeclaration,
    HighCourtApproval,
    NotifiedRegister,
)
from vethanam.privacy.permit.request import Event as AskedEvent


def has_high_court_approval(purpose: str, text_hash: str, at: datetime) -> bool:
    """Whether the High Court lets this very text go to judicial officers at an instant."""
    day = at.astimezone(IST).date()
    rows = HighCourtApproval.objects.filter(purpose=purpose, text_hash=text_hash, recorded_at__lte=at)
    latest = rows.order_by("-id").first() if text_hash else None
    return latest is not None and (latest.until is None or day <= latest.until)


def notified_registers(at: datetime) -> frozenset[str]:
    """The registers that the Central Government notified by the day of an instant."""
    rows = NotifiedRegister.objects.filter(recorded_at__lte=at, notified_on__lte=at.astimezone(IST).date())
    return frozenset(rows.values_list("code", flat=True))


def event_at(code: str, at: datetime) -> AskedEvent | None:
    """The event of a code as on record at an instant, declared or of the masters; None if nobody recorded it.

    For a request. At dispatch only :func:`declared_event` counts.
    """
    if EventDeclaration.objects.filter(code=code, at__lte=at).exists():
        return declared_event(code, at)
    day = at.astimezone(IST).date()
    row = Event.objects.filter(code=code, recorded_at__lte=at).order_by("-id").first()
    if row is None:
        return None
    is_open = row.begins_on <= day and (row.ends_on is None or day <= row.ends_on)
    return AskedEvent(row.code, tuple(row.area), is_open)


def declared_event(code: str, at: datetime, log_key: VerifierKey | None = None) -> AskedEvent | None:
    """The event that an officer declared under a code, at an instant; None without a declaration.

    With ``log_key`` it counts only if the officer's signature is proven under a head of this key, for every
    purpose. No key signs an event of the masters: it is none.
    """
    row = EventDeclaration.objects.filter(code=code, at__lte=at).select_related("closing").first()
    if row is None or (log_key is not None and not is_declared(row, log_key)):
        return None
    closing: EventClosing | None = getattr(row, "closing", None)
    is_closed = closing is not None and closing.at <= at
    return AskedEvent(row.code, (row.place,), row.begins_at <= at < row.ends_at and not is_closed)
