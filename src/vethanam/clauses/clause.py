"""A clause: one dated, cited rule over a closed frame; and the evaluation order of clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from vethanam.clauses.citation import Citation
from vethanam.clauses.columns import Columns
from vethanam.errors import Unsound


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One rule: name, one-sentence description, expression, citations, dates.

    ``expression`` reads the declared columns of a frame and the names of other clauses. ``since`` and
    ``until`` are the first and last day in force; None leaves that side open.
    """

    name: str
    says: str
    expression: pl.Expr
    citations: tuple[Citation, ...] = ()
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """True if the rule is in force on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    @property
    def reads(self) -> frozenset[str]:
        """The columns and clauses it reads."""
        return frozenset(self.expression.meta.root_names())

    @property
    def is_verified(self) -> bool:
        """True if every source was read."""
        return all(citation.verified for citation in self.citations)


def in_force(clauses: Iterable[Clause], on: date) -> tuple[Clause, ...]:
    """The clauses in force on a day, in their order."""
    return tuple(clause for clause in clauses if clause.in_force(on))


def levels(clauses: Sequence[Clause], columns: Columns | Iterable[str]) -> list[list[Clause]]:
    """Clauses in evaluation order; clauses of one level do not read each other.

    Raises
    ------
    Unsound
        Two clauses have one name, a clause reads an unknown name, or clauses form a cycle.
    """
    known = set(columns.names if isinstance(columns, Columns) else columns)
    frame = columns.name if isinstance(columns, Columns) else "the frame"
    names = [clause.name for clause in clauses]
    for name in names:
        if names.count(name) > 1:
            raise Unsound("rule_twice", name=name)
        if name in known:
            raise Unsound("rule_hides_column", name=name, frame=frame)
    for clause in clauses:
        for read in sorted(clause.reads - known - set(names)):
            raise Unsound("unknown_column", rule=clause.name, name=read, frame=frame)
    return _layered(list(clauses), known)


def _layered(waiting: list[Clause], known: set[str]) -> list[list[Clause]]:
    layers: list[list[Clause]] = []
    while waiting:
        ready = [clause for clause in waiting if clause.reads <= known]
        if not ready:
            circle = _circle(waiting)
            raise Unsound("rules_in_a_circle", circle=" → ".join(circle))
        layers.append(ready)
        known = known | {clause.name for clause in ready}
        waiting = [clause for clause in waiting if clause not in ready]
    return layers


def _circle(waiting: Sequence[Clause]) -> list[str]:
    """A cycle of names among the waiting clauses."""
    by_name = {clause.name: clause for clause in waiting}
    path = [waiting[0].name]
    while True:
        following = min(by_name[path[-1]].reads & set(by_name))
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)


def evaluate(frame: pl.DataFrame, clauses: Sequence[Clause], columns: Columns | None = None) -> pl.DataFrame:
    """The frame with one more column per clause, named after the clause.

    The same expression serves one row and half a million. A clause is evaluated after the clauses it reads.

    Raises
    ------
    Unsound
        As :func:`levels`; and as :meth:`Columns.checked` when ``columns`` are given.

    Examples
    --------
    >>> frame = pl.DataFrame({"basic_pay": [4560000]})
    >>> tenth = Clause("tenth", "A tenth of basic pay.", pl.col("basic_pay") // 10)
    >>> evaluate(frame, [tenth])["tenth"].to_list()
    [456000]
    """
    if columns is not None:
        frame = columns.checked(frame)
    lazy = frame.lazy()
    for layer in levels(clauses, columns or frame.columns):
        lazy = lazy.with_columns(clause.expression.alias(clause.name) for clause in layer)
    return lazy.collect()
