"""Pay-days proven from signatures: one officer of finance proposed a day, and another agreed to the same.

The agreement that comes last in the log holds (:mod:`vethanam.identity.agreements`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from pydantic import ValidationError

from vethanam.errors import Sentence
from vethanam.identity.agreements import Agreement, Agreements
from vethanam.payments.findings import PAY_DAY_UNPROVEN
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.payroll.models import GENERAL, Bill, BillLine
from vethanam.payroll.pay_calendar.masters import CALENDAR_ROWS, PayDayRow, PayGroupRow
from vethanam.people.models import Role
from vethanam.periods import Month

#: bills without a month of work
_WITHOUT_MONTH = frozenset({Bill.Kind.SURRENDER, Bill.Kind.FESTIVAL, Bill.Kind.COMPENSATION})


@dataclass(frozen=True, slots=True)
class ProvenDay:
    """The day from which a bill may be paid; None: as soon as it is passed.

    ``waits``: a signature has no signed head yet, so the day may still change. ``unproven`` says why nothing
    is paid before the day.
    """

    day: date | None
    waits: bool
    unproven: Sentence


@dataclass(slots=True)
class PayDayProofs:
    """Proves pay-days."""

    agreements: Agreements
    _agreed: Sequence[Agreement] | None = None
    _rows: Sequence[PayDayRow | PayGroupRow] = ()

    @classmethod
    def of(cls, log: SignedLog) -> PayDayProofs:
        """Proofs from the signatures in a log."""
        return cls(Agreements(log, "pay_day", Role.FINANCE_OFFICER))

    def of_bill(self, bill: Bill) -> ProvenDay:
        """The pay-day of a bill with proven lines: of the latest month of work on it."""
        waits = self._read()
        code, month = bill.drawing_code.code, _month_of(bill)
        day = None if bill.kind in _WITHOUT_MONTH else self._day(code, month)
        facts = {"bill": bill.number, "code": code, "month": month, "day": day}
        return ProvenDay(day, waits, Sentence(PAY_DAY_UNPROVEN, facts))

    def _day(self, code: str, month: Month) -> date:
        group = self._group(code, month)
        days = [row for row in self._rows if isinstance(row, PayDayRow) and row.month == str(month)]
        for of in (group, GENERAL):
            if own := [row.pays_on for row in days if row.pay_group == of]:
                return own[-1]
        return month.plus(1).first

    def _group(self, code: str, month: Month) -> str:
        moves = [
            row
            for row in self._rows
            if isinstance(row, PayGroupRow) and row.drawing_code == code and row.first_month <= str(month)
        ]
        latest = max((row.first_month for row in moves), default="")
        return next((row.pay_group for row in reversed(moves) if row.first_month == latest), GENERAL)

    def _read(self) -> bool:
        """Read the rows; returns whether a signature has no signed head yet."""
        agreed, waits = self.agreements.read()
        if agreed is not self._agreed:
            self._agreed, self._rows = agreed, list(_rows(agreed))
        return waits


def _month_of(bill: Bill) -> Month:
    """The latest month of work on a bill; the signatures over the bill bind its lines."""
    lines = BillLine.objects.filter(bill=bill, is_live=True)
    return Month.from_key(lines.aggregate(last=Max("claim__for_month"))["last"] or bill.drawn_in)


def _rows(agreed: Iterable[Agreement]) -> Iterator[PayDayRow | PayGroupRow]:
    """The rows of statements, without those that are none."""
    for one in agreed:
        row = {name: value for name, value in one.says.items() if name != "kind"}
        try:
            yield CALENDAR_ROWS[str(one.says.get("kind"))].model_validate(row)
        except (KeyError, ValidationError):
            continue
