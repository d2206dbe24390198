"""Pay-days proven from signatures: one officer of finance proposed a day, and another agreed to the same.

The agreement that comes last in the log holds. A copy of an earlier signature counts at its first place, so
nobody brings a day back that a later order replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max
from pydantic import ValidationError

from vethanam.errors import Sentence
from vethanam.identity.models import SignedAct
from vethanam.ledger.signed_acts import SignedList
from vethanam.payments.findings import PAY_DAY_UNPROVEN
from vethanam.payments.paymaster.signature_proofs import SignedLog, Signing
from vethanam.payroll.models import GENERAL, Bill, BillLine
from vethanam.payroll.pay_calendar.masters import (
    AGREES,
    CALENDAR_ROWS,
    PROPOSES,
    PayDayRow,
    PayGroupRow,
)
from vethanam.people.models import Role
from vethanam.periods import Month

#: bills without a month of work
_WITHOUT_MONTH = frozenset({Bill.Kind.SURRENDER, Bill.Kind.FESTIVAL})


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
    """Proves pay-days; reads the signatures again when there are further ones."""

    log: SignedLog
    _leaves: frozenset[int] = frozenset()
    _rows: Sequence[PayDayRow | PayGroupRow] = ()
    _waits: bool = False
    _is_read: bool = field(default=False)

    def of_bill(self, bill: Bill) -> ProvenDay:
        """The pay-day of a bill with proven lines: of the latest month of work on it."""
        self._read()
        code, month = bill.drawing_code.code, _month_of(bill)
        day = None if bill.kind in _WITHOUT_MONTH else self._day(code, month)
        facts = {"bill": bill.number, "code": code, "month": month, "day": day}
        return ProvenDay(day, self._waits, Sentence(PAY_DAY_UNPROVEN, facts))

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

    def _read(self) -> None:
        acts = SignedAct.objects.filter(signs="pay_day", act__in=(PROPOSES, AGREES))
        leaves = frozenset(acts.values_list("leaf", flat=True))
        if self._is_read and not self._waits and leaves == self._leaves:
            return
        self._leaves, self._is_read = leaves, True
        self._waits = self.log.waits(leaves)
        self._rows = list(_agreed(self.log.signings(leaves).values()))


def _month_of(bill: Bill) -> Month:
    """The latest month of work on a bill; the signatures over the bill bind its lines."""
    lines = BillLine.objects.filter(bill=bill, is_live=True)
    return Month.from_key(lines.aggregate(last=Max("claim__for_month"))["last"] or bill.drawn_in)


def _agreed(signings: Iterable[Signing]) -> Iterable[PayDayRow | PayGroupRow]:
    """The rows that two officers of finance signed, in the order of their agreements in the log."""
    proposals: list[tuple[Signing, Mapping[str, Any]]] = []
    seen: set[tuple[str, str]] = set()
    for signing in sorted(signings, key=lambda one: one.by.signer.index):
        by = signing.by
        if not by.holds(Role.FINANCE_OFFICER) or (by.commitment, by.mark) in seen:
            continue
        seen.add((by.commitment, by.mark))
        if (says := _statement(signing)) is None:
            continue
        if by.act == PROPOSES:
            proposals.append((signing, says))
        elif any(said == says and not by.is_same(one.by) for one, said in proposals):
            row = {name: value for name, value in says.items() if name != "kind"}
            try:
                yield CALENDAR_ROWS[str(says.get("kind"))].model_validate(row)
            except (KeyError, ValidationError):
                continue


def _statement(signing: Signing) -> Mapping[str, Any] | None:
    """The one statement under a signature; None unless it gives what was signed."""
    said, also = signing.private.get("statements"), signing.private.get("also")
    if not isinstance(said, list) or len(said) != 1 or not isinstance(also, Mapping):
        return None
    if not isinstance(said[0], Mapping):
        return None
    listed = SignedList(signing.by.act, tuple(said), also)
    return said[0] if listed.commitment.hex() == signing.by.commitment else None
