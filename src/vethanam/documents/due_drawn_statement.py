"""The statement of arrears: due, drawn and difference, month by month, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from vethanam.documents.excess_drawings import Sums, above_due
from vethanam.documents.payslip import Both
from vethanam.documents.printer import printed
from vethanam.errors import Broken
from vethanam.money import Paise, shown


@dataclass(frozen=True, slots=True)
class StatementRow:
    """``count`` months with the same due and drawn in paise, and the orders behind the difference."""

    months: Both
    component: Both
    count: int
    due: Paise
    drawn: Paise
    drawn_as_arrears: Paise
    orders: str

    @property
    def total(self) -> Paise:
        """Due less drawn of all its months."""
        return self.count * (self.due - self.drawn - self.drawn_as_arrears)


@dataclass(frozen=True, slots=True)
class Statement:
    """The content of the paper. ``net`` must be the sum of the rows."""

    span: Both
    name: Both
    pen: str
    post: Both
    office: Both
    rows: Sequence[StatementRow]
    sums: Sums
    notes: Sequence[Both]
    dated: date

    @property
    def net(self) -> Paise:
        """Owed minus drawn above due."""
        return self.sums.net


def statement_pdf(statement: Statement) -> bytes:
    """Print one statement; the same values give the same bytes.

    Raises
    ------
    Broken
        The rows do not add up to the sums.
    """
    if sum(row.total for row in statement.rows) != statement.net:
        raise Broken("statement_does_not_add_up", pen=statement.pen)
    return printed("due_drawn", _printed(statement))


def _printed(statement: Statement) -> dict[str, object]:
    return {
        "span": asdict(statement.span),
        "name": asdict(statement.name),
        "pen": statement.pen,
        "post": asdict(statement.post),
        "office": asdict(statement.office),
        "rows": [_row(row) for row in statement.rows],
        "owed": shown(statement.sums.owed),
        **above_due(statement.sums),
        "total": _amount(statement.net),
        "notes": [asdict(note) for note in statement.notes],
        "dated": [statement.dated.year, statement.dated.month, statement.dated.day],
    }


def _row(row: StatementRow) -> dict[str, object]:
    return {
        "months": asdict(row.months),
        "component": asdict(row.component),
        "count": str(row.count),
        "due": _amount(row.due),
        "drawn": _amount(row.drawn + row.drawn_as_arrears),
        "total": _amount(row.total),
        "orders": row.orders,
    }


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False, paise=True)
