"""Whose account is named for other people too: lawful for spouses, and for minors with a guardian, and to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection


def others_of_accounts(facts: Sequence[int], at: datetime) -> dict[int, list[str]]:
    """By account fact the numbers of the other people whose account now is the same, own or onward; no account is read.

    ``at`` is what was known. A fact that nobody shares is not in it.
    """
    if not facts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM service_book_others_of_account(%s, %s)", [list(facts), at.isoformat()])
        found: dict[int, list[str]] = {}
        for fact, other in cursor.fetchall():
            found.setdefault(fact, []).append(other)
    return found
