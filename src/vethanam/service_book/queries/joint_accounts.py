"""Accounts named for several people: lawful for spouses, and for minors with a guardian,
yet to be checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from vethanam.service_book.reader import BookReader


def others_of_accounts(reader: BookReader, facts: Sequence[int], at: datetime) -> dict[int, list[str]]:
    """Account fact → numbers of other people with the same account now, own or onward; no account is read.

    ``at`` is the time of knowledge. Unshared facts are left out.
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
    """Account facts recorded between two instants with a number, own or onward, ever given
    for another person too.
    """
    asked = [since.isoformat(), until.isoformat()]
    rows = reader.read("SELECT * FROM service_book_accounts_named_twice(%s, %s)", asked, {"fact": pl.Int64})
    return rows["fact"].to_list()
