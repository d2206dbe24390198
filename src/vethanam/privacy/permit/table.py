"""The form of a row: its place in the order, its codes as clauses, over which frame, and which purposes need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from vethanam.clauses import Citation, Clause

#: the office that asks for judicial officers where a purpose wants it asked
REGISTRY = "HCK"

type Scope = Literal["request", "subject"]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of the table.

    ``singly`` are clauses of the same codes, asked of each subject and channel besides: either may object.
    """

    number: int
    scope: Scope
    clauses: tuple[Clause, ...]
    singly: tuple[Clause, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Its codes, in their order."""
        return tuple(clause.name for clause in self.clauses)


DPDP = Citation("Digital Personal Data Protection Act 2023 (22 of 2023)", source="public transcription")
PUTTASWAMY = Citation("Puttaswamy v Union of India, Supreme Court, 2017", source="law reports")
POLICY = Citation("Policy of this system", verified=True)


def section(number: str, of: Citation = DPDP) -> Citation:
    """A section of the Act, or a rule of the Rules."""
    return Citation(of.order, of.dated, number, of.source, of.verified)


def clause(code: str, says: str, objects: pl.Expr, *citations: Citation) -> Clause:
    """A clause that objects where its expression is true, and where it does not know."""
    return Clause(code, says, objects, citations or (POLICY,))


def outside(value: str, allowed: str) -> pl.Expr:
    """Whether some of a list of codes are not in another list; null when either is not known."""
    return pl.col(value).list.set_difference(pl.col(allowed)).list.len() > 0


def missing_from(value: str, allowed: str) -> pl.Expr:
    """Whether one code is not in a list; null when it is not known."""
    return ~pl.col(allowed).list.contains(pl.col(value))


def codes_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Every code, in the order of the table."""
    return tuple(code for row in rows for code in row.codes)
