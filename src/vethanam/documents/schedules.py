"""The schedules of a bill on paper: one per payee, person by person, with totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from vethanam.documents.payslip import Both
from vethanam.documents.printer import printed
from vethanam.errors import Broken
from vethanam.money import Paise, shown


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One person's part: employee number, name, post, number at the payee, month, paise."""

    number: str
    name: Both
    post: Both
    account: str
    month: Both
    amount: Paise


@dataclass(frozen=True, slots=True)
class PrintedSchedule:
    """The sums of one deduction for one payee."""

    name: Both
    payee: Both
    rows: Sequence[PrintedRow]


@dataclass(frozen=True, slots=True)
class SchedulesPaper:
    """The content of the paper. The schedules add up to ``deductions``."""

    bill: str
    office: Both
    treasury: Both
    schedules: Sequence[PrintedSchedule]
    deductions: Paise
    dated: date


def schedules_pdf(paper: SchedulesPaper) -> bytes:
    """Print the schedules of one bill; the same values give the same bytes.

    Raises
    ------
    Broken
        The schedules do not add up to the deductions of the bill.
    """
    if sum(row.amount for schedule in paper.schedules for row in schedule.rows) != paper.deductions:
        raise Broken("schedules_do_not_add_up", bill=paper.bill)
    return printed("schedules", _printed(paper))


def _printed(paper: SchedulesPaper) -> dict[str, object]:
    return {
        "bill": paper.bill,
        "office": asdict(paper.office),
        "treasury": asdict(paper.treasury),
        "total": shown(paper.deductions),
        "dated": [paper.dated.year, paper.dated.month, paper.dated.day],
        "schedules": [
            {
                "name": asdict(schedule.name),
                "payee": asdict(schedule.payee),
                "total": _amount(sum(row.amount for row in schedule.rows)),
                "rows": [
                    {
                        "number": row.number,
                        "name": asdict(row.name),
                        "post": asdict(row.post),
                        "account": row.account,
                        "month": {"ml": row.month.ml, "en": row.month.en},
                        "amount": _amount(row.amount),
                    }
                    for row in schedule.rows
                ],
            }
            for schedule in paper.schedules
        ],
    }


def _amount(amount: Paise) -> str:
    return shown(amount, symbol=False, paise=True)
