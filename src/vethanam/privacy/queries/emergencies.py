"""Who declares emergencies."""

from __future__ import annotations

from datetime import datetime

from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.law.windows import IST
from vethanam.privacy.purposes.registry import catalogue_now

EMERGENCY = "EMERG"


def declares(office: str, at: datetime, log_key: VerifierKey | None = None) -> bool:
    """Whether an office declares emergencies: it is a controller of the purpose on that day, with ``log_key``
    by its proven versions.
    """
    purpose = catalogue_now(log_key).on(EMERGENCY, at.astimezone(IST).date())
    return purpose is not None and office in purpose.controllers
