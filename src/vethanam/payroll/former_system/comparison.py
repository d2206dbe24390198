"""The comparison of a month: rows with both figures and a cause, each signed or open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import polars as pl

from vethanam.ledger.canonical import Json, canonical
from vethanam.money import Paise
from vethanam.payroll.former_system.causes import UNEXPLAINED, explained
from vethanam.payroll.former_system.lines import Laid, laid, numbers_of
from vethanam.payroll.models import SignedDifference
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader
from vethanam.service_book.rulebook import rulebook_in_use


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a row: number, name, both figures in paise, and the input value that makes them equal."""

    employment: int
    number: str
    name: str
    code: str
    drawn: Paise
    computed: Paise
    said: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One row: a line of one person, or of many with one cause.

    ``note`` is the reason a person cannot be computed.
    """

    component: str
    cause: str
    said: str
    members: tuple[Member, ...]
    digest: bytes
    note: str = ""
    reason: str = ""

    @property
    def drawn(self) -> Paise:
        """Amount drawn by the previous system."""
        return sum(member.drawn for member in self.members)

    @property
    def computed(self) -> Paise:
        """Amount computed by our rules."""
        return sum(member.computed for member in self.members)

    @property
    def is_signed(self) -> bool:
        """True if an officer signed it with a reason."""
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A month of the former system compared with ours: ``people`` compared, ``equal`` without difference."""

    month: Month
    drawing_code: str | None
    known_at: datetime
    people: int
    equal: int
    lines: int
    differences: tuple[Difference, ...]

    @property
    def open(self) -> tuple[Difference, ...]:
        """The unsigned rows."""
        return tuple(row for row in self.differences if not row.is_signed)


def comparison_of(month: Month, known_at: datetime, drawing_code: str | None = None) -> Comparison:
    """Compare a month taken over with its computation now, for one drawing code or all. Saves nothing."""
    rulebook = rulebook_in_use(known_at)
    beside = laid(BookReader(), month, known_at, rulebook, drawing_code)
    rows = explained(beside, rulebook)
    people = beside.lines["employment"].n_unique()
    differing = rows["employment"].n_unique()
    return Comparison(
        month,
        drawing_code,
        known_at,
        people,
        people - differing,
        beside.lines.height,
        tuple(_differences(month, rows, beside)),
    )


def _differences(month: Month, rows: pl.DataFrame, beside: Laid) -> list[Difference]:
    """The rows, most people first. One cause of many people is one row; each unexplained line is a row."""
    if rows.is_empty():
        return []
    named = rows.join(numbers_of(rows["employment"].unique().to_list()), on="employment", how="left").join(
        beside.codes.unique("employment", keep="last"), on="employment", how="left"
    )
    groups: dict[tuple[Any, ...], list[Member]] = {}
    for row in named.sort("component", "number").iter_rows(named=True):
        is_own = row["cause"] == UNEXPLAINED
        figure = row["said"] if row["cause"].startswith(("rate_", "rounding")) else ""
        key = (row["component"], row["cause"], row["employment"] if is_own else figure)
        member = Member(
            row["employment"],
            row["number"],
            row["name"],
            row["code"] or "",
            row["drawn"],
            row["computed"],
            row["said"] or "",
        )
        groups.setdefault(key, []).append(member)
    signed = _signed(month)
    found = []
    for (component, cause, said), members in groups.items():
        digest = digest_of(month, component, cause, members)
        note = beside.aside.get(members[0].employment, "") if cause == UNEXPLAINED else ""
        named_as = "" if cause == UNEXPLAINED else str(said)
        found.append(
            Difference(component, cause, named_as, tuple(members), digest, note, signed.get(digest, ""))
        )
    return sorted(found, key=lambda one: (-len(one.members), one.component, one.members[0].number))


def digest_of(month: Month, component: str, cause: str, members: Sequence[Member]) -> bytes:
    """The digest signed for a row: its month, component, cause, people and both figures of each."""
    lines: list[Json] = [[one.employment, one.drawn, one.computed] for one in members]
    said: dict[str, Json] = {"month": str(month), "component": component, "cause": cause, "lines": lines}
    return sha256(b"vethanam/difference/1\n" + canonical(said)).digest()


def _signed(month: Month) -> Mapping[bytes, str]:
    rows = SignedDifference.objects.filter(month=int(month)).values_list("digest", "reason")
    return {bytes(digest): reason for digest, reason in rows}
