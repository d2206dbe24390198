"""A paper of an office in both languages: facts, sentences, tables, places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from vethanam.documents.payslip import Both
from vethanam.documents.printer import printed


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table: its name, and the cells beside it."""

    name: Both
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table: title, heads of all columns, rows, and what stands in place of rows; ``total`` is a last row.

    ``turned`` writes the heads upright, for a table of many columns.
    """

    title: Both
    heads: Sequence[Both]
    rows: Sequence[PaperRow]
    empty: Both
    total: Sequence[str] = ()
    turned: bool = False


@dataclass(frozen=True, slots=True)
class OfficePaper:
    """The content of a paper; ``subject`` stands at the foot of each page, ``is_wide`` turns the pages."""

    title: Both
    subject: str
    facts: Sequence[tuple[Both, Both]]
    says: Sequence[Both]
    tables: Sequence[PaperTable]
    signatures: Sequence[Both]
    dated: date
    is_wide: bool = False


def office_pdf(paper: OfficePaper) -> bytes:
    """Print one paper; the same values give the same bytes."""
    values = asdict(paper)
    values["dated"] = [paper.dated.year, paper.dated.month, paper.dated.day]
    return printed("office_paper", values)
