"""Whose account is named for other people too: lawful for spouses, and for minors with a guardian, and to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from vethanam.service_book.reader import BookReader


def others_of_accounts(reader: BookReader, facts: Sequence[int], at: datetime) -> dict[int, list[str]]:
    """By account fact the numbers of the other people whose account now is the same, own or onward; no account is read.

    ``at`` is what was known. A fact that nobody shares is not in it.
    """
    if not facts:
        return {}
    rows = reader.read(
        "SELECT * FROM service_book_others_of_account(%s::bigint[], %s)",
        [list(facts), at.isoformat()],
        {"fact": pl.Int64, "other": pl.String},
    )
    found: dict[int, list[str]] = {}
    for fact, other in rows.iter_rows():
        found.setdefault(fact, []).append(other)
    return found


def accounts_named_twice(reader: BookReader, since: datetime, until: datetime) -> list[int]:
    """The account facts recorded between two instants whose number, own or onward, was given to somebody else too, ever."""
    asked = [since.isoformat(), until.isoformat()]
    rows = reader.read("SELECT * FROM service_book_accounts_named_twice(%s, %s)", asked, {"fact": pl.Int64})
    return rows["fact"].to_list()
