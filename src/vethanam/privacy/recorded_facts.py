"""Emergencies on record, which the permit asks about."""

from __future__ import annotations

from datetime import datetime

from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.event_proofs import is_declared
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Event, EventClosing, EventDeclaration
from vethanam.privacy.permit.request import Event as AskedEvent


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
