"""The statement of a year: pay, deductions and income tax by month and component, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from vethanam.documents.payslip import Both
from vethanam.documents.printer import printed
from vethanam.errors import Broken
from vethanam.money import Paise, shown


@dataclass(frozen=True, slots=True)
class YearRow:
    """A component, with its amount in each month of payment in paise."""

    name: Both
    amounts: Sequence[Paise]


@dataclass(frozen=True, slots=True)
class YearPaper:
    """The content of the paper; ``months`` are the heads of the columns. Sums are of the year, in paise."""

    year: str
    name: Both
    pen: str
    post: Both
    office: Both
    months: Sequence[Both]
    earnings: Sequence[YearRow]
    deductions: Sequence[YearRow]
    gross: Paise
    deducted: Paise
    tax: Paise
    dated: date

    @property
    def net(self) -> Paise:
        """Earnings less deductions."""
        return self.gross - self.deducted


def year_pdf(paper: YearPaper) -> bytes:
    """Print one statement; the same values give the same bytes.

    Raises
    ------
    Broken
        The rows do not add up to the sums.
    """
    for rows, total in ((paper.earnings, paper.gross), (paper.deductions, paper.deducted)):
        if sum(sum(row.amounts) for row in rows) != total:
            raise Broken("statement_does_not_add_up", pen=paper.pen)
    return printed("year_statement", _printed(paper))


def _printed(paper: YearPaper) -> dict[str, object]:
    return {
        "year": paper.year,
        "name": asdict(paper.name),
        "pen": paper.pen,
        "post": asdict(paper.post),
        "office": asdict(paper.office),
        "months": [asdict(month) for month in paper.months],
        "earnings": [_row(row) for row in paper.earnings],
        "deductions": [_row(row) for row in paper.deductions],
        "gross": _sums(paper.earnings, len(paper.months)),
        "deducted": _sums(paper.deductions, len(paper.months)),
        "net": _sums(paper.earnings, len(paper.months), paper.deductions),
        "sums": [shown(one) for one in (paper.gross, paper.deducted, paper.tax, paper.net)],
        "dated": [paper.dated.year, paper.dated.month, paper.dated.day],
    }


def _row(row: YearRow) -> dict[str, object]:
    return {"name": asdict(row.name), "amounts": [_amount(one) for one in (*row.amounts, sum(row.amounts))]}


def _sums(rows: Sequence[YearRow], months: int, less: Sequence[YearRow] = ()) -> list[str]:
    """The sums of each month, then of the year."""
    sums = [
        sum(row.amounts[place] for row in rows) - sum(row.amounts[place] for row in less)
        for place in range(months)
    ]
    return [_amount(one) for one in (*sums, sum(sums))]


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False) if amount else "–"
