"""Accounts shared by several people, found before the bill is made: lawful for a joint
account, otherwise a mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

import polars as pl
from django.utils.timezone import make_aware

from vethanam.payroll.runs.finding_rows import finding
from vethanam.payroll.snapshot import Snapshot
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries import BookReader, accounts_named_twice, others_of_accounts

SHARED, SHARED_WITH_ONE = "account_shared", "account_shared_with_one"
_NAMED = 3
#: up to this many accounts are looked up by ID, more by recording time
_FEW = 5000


def shared_findings(reader: BookReader, whose: pl.DataFrame, snapshot: Snapshot) -> list[dict[str, Any]]:
    """Findings for accounts that became shared since the month before began, for each drawing code.

    Later runs do not repeat them: one look is enough. ``whose`` has the employments each code computes.
    """
    since = _since(snapshot.month)
    own = snapshot.parts["account"].drop_nulls().unique().to_list()
    found = _others(reader, own if len(own) <= _FEW else None, since, snapshot.known_at)
    mine = set(own)
    others = {fact: them for fact, them in found.items() if fact in mine}
    if not others:
        return []
    accounts = snapshot.parts.filter(pl.col("account").is_in(list(others)))
    of = dict(accounts.select("account", "employment").iter_rows())
    numbers = dict(snapshot.parts.select("employment", "number").iter_rows())
    return list(_found({of[fact]: them for fact, them in others.items()}, _codes(whose, of), numbers))


def ask_of_everybody(reader: BookReader, month: Month, known_at: datetime) -> None:
    """Prefetch the sharing of all accounts in a run of everybody, so that no batch waits for it."""
    _others(reader, None, _since(month), known_at)


def _since(month: Month) -> datetime:
    return make_aware(datetime.combine(month.plus(-1).first, time.min))


def _others(
    reader: BookReader, own: Sequence[int] | None, since: datetime, known_at: datetime
) -> Mapping[int, list[str]]:
    """The other holders of accounts recorded since then: of these accounts, or of all, cached for
    a run of everybody.
    """
    if own is None:
        return reader.once(
            (_others, since, known_at),
            lambda: others_of_accounts(reader, accounts_named_twice(reader, since, known_at), known_at),
        )
    where = "recorded_at BETWEEN %s AND %s AND id = ANY(%s::bigint[])"
    fresh = reader.rows_of(PayeeAccount, ["id"], where, [since, known_at, list(own)])
    return others_of_accounts(reader, fresh["id"].to_list(), known_at)


def _found(
    shared: Mapping[int, Sequence[str]], codes: Mapping[int, Sequence[int]], numbers: Mapping[int, str]
) -> Any:
    for employment in sorted(shared):
        for code in codes[employment]:
            yield finding(
                code,
                f"Employee {numbers[employment]}",
                SHARED if len(shared[employment]) > 1 else SHARED_WITH_ONE,
                employment=employment,
                facts={"count": len(shared[employment]), "numbers": listed(shared[employment])},
            )


def listed(others: Sequence[str]) -> str:
    """The first few numbers, as text."""
    return ", ".join(others[:_NAMED]) + (" …" if len(others) > _NAMED else "")


def _codes(whose: pl.DataFrame, of: Mapping[int, int]) -> Mapping[int, list[int]]:
    codes: dict[int, list[int]] = defaultdict(list)
    for code, employment in whose.filter(pl.col("employment").is_in(list(of.values()))).iter_rows():
        codes[employment].append(code)
    return codes
