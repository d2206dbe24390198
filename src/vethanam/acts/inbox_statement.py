"""The statement of an inbox: one query for each kind of work and role, joined.

To build the queries anew for each page would take a third of its time. The SQL of a query is kept if, built
for two unlike officers, it differs only in values of their authorities, and building it needs no row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localdate

from vethanam.acts.inbox_kinds import Waiting, WaitingKind
from vethanam.identity.authority import Authority

type Query = Callable[[int, WaitingKind, Authority], QuerySet[Any, Any]]
type Statement = tuple[str, Sequence[Any]]
#: of a parameter the name of its value in an authority, or a constant without a name
type Kept = tuple[str, Sequence[tuple[str, Any]]]

_COLUMNS = ("hat", "kind", "key", "since", "name", "number", "told")
_ONCE, _LATER = datetime(1903, 5, 7, 9, tzinfo=UTC), datetime(1911, 2, 3, 4, tzinfo=UTC)


class _AsksDatabaseError(Exception):
    """The query rests on an answer of the database."""


def waiting_rows(asked: Iterable[tuple[int, WaitingKind, Authority]], query: Query) -> list[Waiting]:
    """The rows of all kinds: for each the place of its role, and the acting authority."""
    parts = [part for one in asked if (part := part_of(query, *one))]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"({sql})" for sql, _ in parts), [one for _, params in parts for one in params]
        )
        rows = cursor.fetchall()
    return [Waiting(**dict(zip(_COLUMNS, row, strict=True)) | {"told": json.loads(row[-1])}) for row in rows]


def part_of(query: Query, place: int, kind: WaitingKind, authority: Authority) -> Statement | None:
    """The SQL of one kind for one role, and its parameters; None if nothing can be found."""
    if kept := _kept(query, _Shape(kind, _marked(authority, _values(-7919, _ONCE)))):
        values = _values_of(place, authority)
        return kept[0], [values[name] if name else constant for name, constant in kept[1]]
    return built(query(place, kind, authority))


def built(rows: QuerySet[Any, Any]) -> Statement | None:
    """The SQL of a query and its parameters; None if no row can be found."""
    try:
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return sql, params


class _Shape:
    """A kind and an officer with marks for her values: officers of one shape have one SQL."""

    def __init__(self, kind: WaitingKind, officer: Authority) -> None:
        self.kind, self.officer = kind, officer
        self._key = (id(kind), officer)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and self._key == other._key


@lru_cache(maxsize=1024)
def _kept(query: Query, shape: _Shape) -> Kept | None:
    """The SQL for officers of a shape; None where it must be built each time."""
    first, second = _values(-7919, _ONCE), _values(-8017, _LATER)
    try:
        with connection.execute_wrapper(_refuse):
            one, other = (
                built(query(values["place"], shape.kind, _marked(shape.officer, values)))
                for values in (first, second)
            )
    except _AsksDatabaseError:
        return None
    if one is None or other is None or one[0] != other[0]:
        return None
    found = [_named(a, b, first, second) for a, b in zip(one[1], other[1], strict=True)]
    return None if None in found else (one[0], [known for known in found if known is not None])


def _named(
    one: Any, other: Any, first: Mapping[str, Any], second: Mapping[str, Any]
) -> tuple[str, Any] | None:
    """A parameter with the name of its value, or the same constant in both; None if it is neither."""
    for name, mark in first.items():
        if one == mark:
            return (name, None) if other == second[name] else None
    return ("", one) if _plain(one) == _plain(other) else None


def _plain(param: Any) -> Any:
    return getattr(param, "obj", param)  # what psycopg wraps is compared by identity


def _refuse(*_call: Any) -> Any:
    raise _AsksDatabaseError


def _values(number: int, at: datetime) -> dict[str, Any]:
    """Values that no query has by itself."""
    return {
        "place": number, "account": number - 1, "person": number - 2, "on_behalf_of": number - 3,
        "delegation": number - 4, "scope": f"~{number}", "at": at, "day": localdate(at),
    }  # fmt: skip


def _values_of(place: int, authority: Authority) -> dict[str, int | str | datetime | date | None]:
    return {
        "place": place, "account": authority.account, "person": authority.person,
        "on_behalf_of": authority.on_behalf_of, "delegation": authority.delegation,
        "scope": authority.scope, "at": authority.at, "day": localdate(authority.at),
    }  # fmt: skip


def _marked(authority: Authority, values: Mapping[str, Any]) -> Authority:
    """The officer with marks in place of her values. A missing value stays missing: it changes the query."""
    return replace(
        authority, authenticated_at=None, signed=None, account=values["account"], at=values["at"],
        person=None if authority.person is None else values["person"],
        on_behalf_of=None if authority.on_behalf_of is None else values["on_behalf_of"],
        scope=authority.scope and values["scope"],
        delegation=None if authority.delegation is None else values["delegation"],
    )  # fmt: skip
