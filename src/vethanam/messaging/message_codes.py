"""The message behind a code that a reader compares: purpose, sender, day. Never its person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vethanam.messaging.models import BenefitIntimation, FactNotice, Intimation
from vethanam.people.models import Person
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use

#: messages with a code of their own
_TOLD: tuple[type[Intimation | BenefitIntimation | FactNotice], ...] = (
    Intimation,
    BenefitIntimation,
    FactNotice,
)
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
    rows = (kind.objects.filter(code=code).values_list("use", flat=True).first() for kind in _TOLD)
    use = next((one for one in rows if one is not None), None)
    if use is None:
        return None
    row = Use.objects.get(pk=use)
    return CodeFound(
        row.purpose_code, row.sender, row.order_number, row.at.astimezone(IST).date(), row.reference
    )


def person_of_code(code: str) -> Person | None:
    """The person whom the message of a code told, for pages that she opens herself; never shown."""
    for kind in _TOLD:
        row = kind.objects.filter(code=code).select_related("person").first()
        if row is not None:
            return row.person
    return None
