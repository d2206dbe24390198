"""Record an officer's view of a page about one person, and read such looks.

A look is one statement and never keeps a page from being shown: if it fails, the page comes all the same, and
the next look that can be written tells how many are missing (``LookGap``), which opens a case.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, QuerySet

from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import canonical
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.merkle import Tree
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Look, LookDay, LookEntry, LookLine

log = logging.getLogger("vethanam.privacy")

_LOOK, _LINE = b"vethanam/look/1\n", b"vethanam/looks/1\n"
#: before the first look of a person
NO_LOOKS = bytes(32)
SALT_BYTES = 16
# The commit does not wait for the disk: a crash loses the looks of its last second.
_ADD = """
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO privacy_look (account_id, person, page, reason, office, role, scope, at)
SELECT %s, %s, %s, %s, %s, %s, %s, %s FROM quick
"""
_TELL = 'INSERT INTO privacy_lookgap (count, at, "case") VALUES (%s, %s, NULL)'


@dataclass(slots=True)
class _Unwritten:
    """The looks that this process could not write."""

    count: int = 0
    lock: Lock = field(default_factory=Lock)

    def add(self, count: int) -> None:
        with self.lock:
            self.count += count

    def take(self) -> int:
        with self.lock:
            count, self.count = self.count, 0
            return count


unwritten = _Unwritten()


def record_look(authority: Authority, person: int, page: str, reason: str = "") -> None:
    """Record that an officer sees a page about a person; her own pages are no looks.

    ``reason`` is the bill, case or question that the page belongs to.
    """
    if authority.role in ("employee", "service") or authority.person == person:
        return
    row = [
        authority.account, person, page[:24], reason[:40], authority.office, authority.role,
        authority.scope or "", authority.at,
    ]  # fmt: skip
    try:
        _write(_ADD, row)
    except DatabaseError as error:
        unwritten.add(1)
        log.error("%s (%s)", Sentence("looks_unwritten").says, type(error).__name__)
        return
    if unwritten.count and (missing := unwritten.take()):
        try:
            _write(_TELL, [missing, authority.at])
        except DatabaseError:
            unwritten.add(missing)


def _write(statement: str, row: Sequence[Any]) -> None:
    # inside a transaction a failure must not end the transaction of the page
    with transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
        cursor.execute(statement, row)


def head_after(before: bytes, look: Look) -> bytes:
    """The new head of a person's chain of looks: a SHA-256 over the old head and one more look."""
    return sha256(_LOOK + before + canonical(look_content(look))).digest()


def look_content(look: Look) -> dict[str, str | int]:
    """A look as the chain has it."""
    return {
        "account": look.account_id, "at": look.at.isoformat(), "office": look.office, "page": look.page,
        "reason": look.reason, "role": look.role, "scope": look.scope,
    }  # fmt: skip


def line_commitment(salt: bytes, number: int, head: bytes) -> bytes:
    """A person's line in the tree of a day."""
    return sha256(_LINE + salt + number.to_bytes(8, "big") + head).digest()


def tree_of_lines(commitments: Sequence[bytes]) -> Tree:
    """The tree of a day, its lines in ascending order."""
    return Tree([leaf_hash(one) for one in sorted(commitments)])


def day_span(day: date) -> tuple[datetime, datetime]:
    """The first instant of a day in India, and that of the next."""
    first = datetime.combine(day, time(), tzinfo=IST)
    return first, first + timedelta(days=1)


def looks_at(person: int, until: datetime, most: int = 500) -> QuerySet[Look]:
    """The looks at a person on days that have ended, newest first."""
    today, _ = day_span(until.astimezone(IST).date())
    return Look.objects.filter(person=person, at__lt=today).order_by("-at", "-pk")[:most]


@dataclass(frozen=True, slots=True)
class LineProof:
    """A person's line on a day, with its place in the tree of the day."""

    day: date
    leaf: int
    number: int
    head: bytes
    salt: bytes
    index: int
    people: int
    path: Sequence[bytes]


def line_proofs(person: int, most: int = 60) -> Iterator[LineProof]:
    """The lines of a person, newest first."""
    rows = LookLine.objects.filter(person=person).select_related("day").order_by("-day__day")
    for row in rows[:most]:
        commitments = sorted(bytes(one) for one in row.day.lines.values_list("commitment", flat=True))
        index = commitments.index(bytes(row.commitment))
        yield LineProof(
            row.day.day, row.day.leaf, row.number, bytes(row.head), bytes(row.salt), index, len(commitments),
            tree_of_lines(commitments).inclusion(index),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficerLooks:
    """An officer's looks outside the desk in a period."""

    account: int
    role: str
    office: str
    scope: str
    looks: int
    people: int


def looks_outside(since: datetime, until: datetime) -> list[OfficerLooks]:
    """The looks outside the desk by officer, most people first."""
    rows = (
        LookEntry.objects.filter(is_outside=True, look__at__gte=since, look__at__lt=until)
        .values("look__account", "look__role", "look__office", "look__scope")
        .annotate(looks=Count("pk"), people=Count("person", distinct=True))
        .order_by("-people", "look__account")
    )
    return [
        OfficerLooks(
            row["look__account"], row["look__role"], row["look__office"], row["look__scope"], row["looks"],
            row["people"],
        )
        for row in rows
    ]  # fmt: skip


def people_outside(account: int, since: datetime, until: datetime) -> set[int]:
    """The people whom an account saw outside its desk in a period."""
    rows = LookEntry.objects.filter(
        is_outside=True, look__account=account, look__at__gt=since, look__at__lte=until
    )
    return set(rows.values_list("person", flat=True))


def latest_look_day() -> LookDay | None:
    """The last day with a leaf."""
    return LookDay.objects.order_by("-day").first()
