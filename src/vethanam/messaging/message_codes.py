"""The message behind a code that a reader compares: purpose, sender, day. Never its person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vethanam.messaging.models import FactNotice, Intimation
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use

CODE = re.compile(r"[A-Z2-7]{10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CodeFound:
    """The message of a code, as anybody may know it."""

    purpose: str
    sender: str
    order: str
    day: date
    use: str


def message_of_code(written: str) -> CodeFound | None:
    """The message with a code, written with or without spaces; None if this system sent no such message."""
    code = "".join(written.split()).upper()
    if not CODE.fullmatch(code):
        return None
    use = (
        Intimation.objects.filter(code=code).values_list("use", flat=True).first()
        or FactNotice.objects.filter(code=code).values_list("use", flat=True).first()
    )
    if use is None:
        return None
    row = Use.objects.get(pk=use)
    return CodeFound(
        row.purpose_code, row.sender, row.order_number, row.at.astimezone(IST).date(), row.reference
    )
