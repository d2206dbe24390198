"""A person's year: what was drawn in an account year, by month and component, and the income tax in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from vethanam.money import Paise
from vethanam.payroll.models import DrawnElsewhere, Payslip, Presentation, RefundLine
from vethanam.payroll.models import Refund as Challan
from vethanam.payroll.register.components import Known, known_components
from vethanam.payroll.register.drawn_lines import INCOME_TAX
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class YearLine:
    """One amount: the month of its voucher, its month of work, its bill or voucher; a refund is negative.

    ``drawing_code`` is that of its bill; None for another voucher.
    """

    paid_in: Month
    for_month: Month
    component: str
    kind: str
    amount: Paise
    paper: str
    drawing_code: int | None


@dataclass(frozen=True, slots=True)
class MonthSums:
    """The sums of a month of payment."""

    gross: Paise
    deductions: Paise
    tax: Paise

    @property
    def net(self) -> Paise:
        """Earnings less deductions."""
        return self.gross - self.deductions


@dataclass(frozen=True, slots=True)
class YearStatement:
    """The drawn lines of an account year, by month of payment; employer shares are left out."""

    account_year: str
    lines: tuple[YearLine, ...]

    @property
    def months(self) -> list[Month]:
        """The months of payment, oldest first."""
        return sorted({line.paid_in for line in self.lines})

    def of_work_until(self, month: Month, later_codes: Collection[int]) -> YearStatement:
        """The statement without pay for later months, and without the lines of ``month`` that ``later_codes``
        drew.
        """
        kept = (
            line
            for line in self.lines
            if line.for_month < month or (line.for_month == month and line.drawing_code not in later_codes)
        )
        return replace(self, lines=tuple(kept))

    def components(self, kind: str) -> dict[str, dict[Month, Paise]]:
        """Amounts by component and month of payment, in the order in which bills name them."""
        table: dict[str, dict[Month, Paise]] = {}
        for line in self.lines:
            if line.kind == kind:
                row = table.setdefault(line.component, defaultdict(int))
                row[line.paid_in] += line.amount
        return table

    def sums(self, month: Month | None = None) -> MonthSums:
        """The sums of a month, or of the year."""
        of = [line for line in self.lines if month in (None, line.paid_in)]
        return MonthSums(
            _total(of, "earning"),
            _total(of, "deduction"),
            sum(line.amount for line in of if line.component == INCOME_TAX),
        )


def account_years(employment: int) -> list[str]:
    """The account years in which anything was drawn, newest first."""
    slips = Payslip.objects.filter(employment=employment).values_list("account_year", flat=True).distinct()
    dates = _vouchers(employment, None).values_list("voucher_date", flat=True)
    return sorted({*slips, *(Month.of(day).account_year for day in dates)}, reverse=True)


def year_statement(employment: int, account_year: str, known_at: datetime) -> YearStatement:
    """What passed bills and other vouchers drew in an account year, less confirmed challans of it."""
    known = known_components()
    lines = [
        *_of_bills(employment, account_year, known, known_at),
        *_of_vouchers(employment, account_year, known, known_at),
        *_of_challans(employment, account_year, known, known_at),
    ]
    kept = [line for line in lines if line.kind != "employer" and line.amount]
    return YearStatement(account_year, tuple(sorted(kept, key=lambda line: (line.paid_in, line.for_month))))


def _of_bills(
    employment: int, year: str, known: Mapping[int, Known], known_at: datetime
) -> Iterator[YearLine]:
    rows = Payslip.objects.filter(employment=employment, account_year=year).select_related("bill")
    slips = list(rows.order_by("drawn_in", "id"))
    dates = dict(
        Presentation.objects.filter(
            bill__in=[slip.bill_id for slip in slips],
            outcome=Presentation.Outcome.PASSED,
            decided_at__lte=known_at,
        ).values_list("bill", "voucher_date")
    )
    for slip in slips:
        if (day := dates.get(slip.bill_id)) is None:
            continue
        for code, month, amount in zip(slip.components, slip.for_months, slip.amounts, strict=True):
            yield _line(
                Month.of(day), month, known[code], amount, slip.bill.number, slip.bill.drawing_code_id
            )


def _of_vouchers(
    employment: int, year: str, known: Mapping[int, Known], known_at: datetime
) -> Iterator[YearLine]:
    for row in _vouchers(employment, known_at).order_by("voucher_date", "id"):
        paid_in = Month.of(row.voucher_date)
        if paid_in.account_year != year:
            continue
        for code, amount in zip(row.components, row.amounts, strict=True):
            yield _line(paid_in, row.for_month, known[code], amount, row.voucher_number)


def _of_challans(
    employment: int, year: str, known: Mapping[int, Known], known_at: datetime
) -> Iterator[YearLine]:
    rows = RefundLine.objects.filter(
        refund__employment=employment, refund__account_year=year, refund__state=Challan.State.CONFIRMED,
        refund__decided_at__lte=known_at,
    ).select_related("refund__bill", "claim")  # fmt: skip
    for row in rows.order_by("refund", "id"):
        back = row.refund
        yield _line(
            Month.of(back.challan_date), row.claim.for_month, known[row.component], -row.amount,
            back.challan_number, back.bill.drawing_code_id,
        )  # fmt: skip


def _line(
    paid_in: Month, for_month: int, of: Known, amount: Paise, paper: str, drawing_code: int | None = None
) -> YearLine:
    return YearLine(paid_in, Month.from_key(for_month), of.name, of.kind, amount, paper, drawing_code)


def _vouchers(employment: int, known_at: datetime | None) -> QuerySet[DrawnElsewhere]:
    rows = DrawnElsewhere.objects.filter(employment=employment, is_withdrawn=False)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    return rows.exclude(pk__in=DrawnElsewhere.objects.filter(supersedes__isnull=False).values("supersedes"))


def _total(lines: Iterable[YearLine], kind: str) -> Paise:
    return sum(line.amount for line in lines if line.kind == kind)
