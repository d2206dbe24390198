"""The form of a row: number, codes as clauses, frame, and the purposes that need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from vethanam.clauses import Citation, Clause

#: the office that must make requests about judicial officers
REGISTRY = "HCK"

type Scope = Literal["request", "subject"]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of the table. A purpose that needs an unimplemented row is refused.

    ``singly`` are clauses with the same codes, evaluated per subject and channel as well: either may object.
    """

    number: int
    scope: Scope
    clauses: tuple[Clause, ...]
    singly: tuple[Clause, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the row's clauses, in their order."""
        return tuple(clause.name for clause in self.clauses)


DPDP = Citation("Digital Personal Data Protection Act 2023 (22 of 2023)", source="public transcription")
PUTTASWAMY = Citation("Puttaswamy v Union of India, Supreme Court, 2017", source="law reports")
POLICY = Citation("Policy of this system", verified=True)


def section(number: str, of: Citation = DPDP) -> Citation:
    """The citation of a section of the Act or a rule of the Rules."""
    return Citation(of.order, of.dated, number, of.source, of.verified)


def clause(code: str, says: str, objects: pl.Expr, *citations: Citation) -> Clause:
    """A clause that objects if its expression is true or unknown."""
    return Clause(code, says, objects, citations or (POLICY,))


def outside(value: str, allowed: str) -> pl.Expr:
    """Whether a list has codes outside another list; null if either is unknown."""
    return pl.col(value).list.set_difference(pl.col(allowed)).list.len() > 0


def missing_from(value: str, allowed: str) -> pl.Expr:
    """Whether a list lacks one code; null if unknown."""
    return ~pl.col(allowed).list.contains(pl.col(value))


def codes_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Every code, in the order of the table."""
    return tuple(code for row in rows for code in row.codes)
