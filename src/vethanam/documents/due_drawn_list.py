"""The statement of arrears of many: an office, a cadre, everybody.

One row each, and the effect of each order.
"""

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
class ListRow:
    """One person, or one office or cadre: due and drawn of some months, in paise."""

    name: Both
    under: Both
    people: int
    months: int
    due: Paise
    drawn: Paise


@dataclass(frozen=True, slots=True)
class ListStatement:
    """The content of the paper. The rows add up to the net of ``sums``, once for each of ``shares``.

    ``orders`` has name, mode of payment, people and amount of each order behind a difference.
    """

    whose: Both
    span: Both
    rows: Sequence[ListRow]
    orders: Sequence[tuple[Both, Both, int, Paise]]
    sums: Sums
    dated: date
    #: how often the rows cover the whole: once by person, twice by office and again by cadre
    shares: int = 1


def list_statement_pdf(statement: ListStatement) -> bytes:
    """Print one statement; the same values give the same bytes.

    Raises
    ------
    Broken
        Rows or orders do not add up to the sums.
    """
    net = statement.sums.net
    by_rows = sum(row.due - row.drawn for row in statement.rows)
    by_orders = sum(amount for *_, amount in statement.orders)
    if by_rows != net * statement.shares or by_orders != net:
        raise Broken("statement_list_does_not_add_up", name=statement.whose.en)
    return printed("due_drawn_list", _printed(statement))


def _printed(statement: ListStatement) -> dict[str, object]:
    return {
        "whose": asdict(statement.whose),
        "span": asdict(statement.span),
        "rows": [
            {
                "name": asdict(row.name),
                "under": asdict(row.under),
                "people": str(row.people),
                "months": str(row.months),
                "due": _amount(row.due),
                "drawn": _amount(row.drawn),
                "total": _amount(row.due - row.drawn),
            }
            for row in statement.rows
        ],
        "orders": [
            {"name": asdict(name), "mode": asdict(mode), "people": str(people), "amount": _amount(amount)}
            for name, mode, people, amount in statement.orders
        ],
        "owed": shown(statement.sums.owed),
        **above_due(statement.sums),
        "total": _amount(statement.sums.net),
        "dated": [statement.dated.year, statement.dated.month, statement.dated.day],
    }


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False, paise=True)
