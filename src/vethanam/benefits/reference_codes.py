"""The reference code on a beneficiary's card: 16 letters and digits, kept as a keyed hash."""

from __future__ import annotations

import re
import secrets

from django.db import connection

from vethanam.benefits.entering import entered
from vethanam.benefits.models import Beneficiary, ReferenceCode
from vethanam.identity.authority import Authority

#: without letters and digits that look alike
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONG = 16


def give_code(authority: Authority, beneficiary: Beneficiary) -> str:
    """Give a beneficiary a new code, shown once; the one before ends."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LONG))
    ReferenceCode.objects.create(beneficiary=beneficiary, mark=_mark(code), **entered(authority))
    return "-".join(code[place : place + 4] for place in range(0, LONG, 4))


def plain_code(typed: str) -> str:
    """A typed code without spaces and hyphens; empty if it is none."""
    plain = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return plain if len(plain) == LONG else ""


def current_code(plain: str) -> ReferenceCode | None:
    """The row of a code that no later one of its beneficiary has replaced."""
    row = ReferenceCode.objects.filter(mark=_mark(plain)).select_related("beneficiary__person").first()
    return None if row is None or _is_replaced(row) else row


def holder_of(code: int) -> Beneficiary | None:
    """The beneficiary of a code by its id, while it is the current one."""
    row = ReferenceCode.objects.filter(pk=code).select_related("beneficiary__person").first()
    return None if row is None or _is_replaced(row) else row.beneficiary


def has_card(person: int) -> bool:
    """Whether a person was given a card: its latest code opens her page."""
    return ReferenceCode.objects.filter(beneficiary__person=person).exists()


def _is_replaced(row: ReferenceCode) -> bool:
    return ReferenceCode.objects.filter(beneficiary=row.beneficiary_id, pk__gt=row.pk).exists()


def _mark(plain: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT benefits_code_mark(%s)", [plain])
        return bytes((cursor.fetchone() or (b"",))[0])
