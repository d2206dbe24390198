"""A query whose SQL is built once. Django builds a short query more slowly than PostgreSQL answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


@dataclass
class PreparedQuery:
    """A ``values_list`` for other values each time.

    ``build`` makes it with ``marks`` for its values, by name: of the right types, and nowhere else in it.
    """

    build: Callable[[], QuerySet[Any, Any]]
    marks: Mapping[str, Any]

    def rows(self, **values: Any) -> Sequence[tuple[Any, ...]]:
        """The rows for a value of each name."""
        sql, params = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] if name else constant for name, constant in params])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    @cached_property
    def _statement(self) -> tuple[str, list[tuple[str, Any]]]:
        """The SQL, and of each parameter the name of its value, or a constant without a name."""
        sql, params = self.build().query.get_compiler(connection=connection).as_sql()
        names = {mark: name for name, mark in self.marks.items()}
        found = [(names.get(one, ""), one) for one in params]
        if lost := self.marks.keys() - {name for name, _ in found}:
            raise LookupError(f"Values that do not reach the statement: {', '.join(sorted(lost))}.")
        return sql, found
