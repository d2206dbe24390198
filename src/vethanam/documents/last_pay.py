"""The last pay certificate on paper, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from vethanam.documents.payslip import Both
from vethanam.documents.printer import printed


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A row: its name, and the cells beside it."""

    name: Both
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class CertificateTable:
    """A table of the certificate: its heading, the heads of its columns, its rows; ``empty`` where it has none."""

    title: Both
    heads: Sequence[Both]
    rows: Sequence[CertificateRow]
    empty: Both


@dataclass(frozen=True, slots=True)
class LastPayPaper:
    """The content of the paper. ``says`` are the sentences above the tables."""

    name: Both
    pen: str
    post: Both
    office: Both
    code: str
    says: Sequence[Both]
    tables: Sequence[CertificateTable]
    dated: date


def last_pay_pdf(paper: LastPayPaper) -> bytes:
    """Print one certificate; the same values give the same bytes."""
    values = asdict(paper)
    values["dated"] = [paper.dated.year, paper.dated.month, paper.dated.day]
    return printed("last_pay", values)
