"""A person's months: the lines of a month from all its bills, and the history of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.payroll.models import (
    Assessed,
    Bill,
    BillLine,
    Claim,
    Payslip,
    PayslipOpening,
    Presentation,
    Refund,
    RefundLine,
    Run,
    RunFinding,
)
from vethanam.payroll.register.components import Known, known_components
from vethanam.payroll.register.drawn_lines import claim_lines, elsewhere_lines
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line of a person's month. ``source`` is ``bill``, ``refund`` (negative) or ``elsewhere``.

    ``bill`` is the bill's number.
    """

    component: str
    kind: str
    amount: Paise
    part: int
    source: str
    bill: str
    bill_state: str
    drawn_in: Month | None
    is_unconfirmed: bool
    obligation: int | None = None


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line without an amount, with the reason."""

    component: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class SlipView:
    """A payslip of the month: its bill, voucher and net."""

    id: int
    bill: int
    bill_number: str
    voucher_number: str
    voucher_date: date | None
    drawn_in: Month
    net: Paise
    leaf: int | None


@dataclass(frozen=True, slots=True)
class Refunded:
    """The share of one month in a confirmed challan; ``amount`` is earnings less deductions."""

    bill_number: str
    challan_number: str
    challan_date: date
    amount: Paise


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """The pay of one month of work over all its bills. Sums cover live and drawn claims, less refunds."""

    employment: int
    number: str
    month: Month
    lines: tuple[MonthLine, ...]
    held: tuple[HeldLine, ...]
    payslips: tuple[SlipView, ...]
    gross: Paise
    deductions: Paise
    net: Paise
    drawn_net: Paise
    state: str
    refunds: tuple[Refunded, ...] = ()
    #: True if all of it is drawn outside the month's pay, which is not drawn yet: then it is not compared
    #: with other months
    is_apart: bool = False


def month_of(employment: int, month: Month) -> PersonMonth:
    """One person's month over all its bills: part salaries, supplementary bills, other vouchers."""
    person = Employment.objects.get(pk=employment)
    claims = list(
        Claim.objects.filter(employment=employment, for_month=int(month))
        .exclude(state__in=["void", "barred"])
        .order_by("part", "id")
    )
    bills = {
        line.claim_id: line.bill
        for line in BillLine.objects.filter(claim__in=claims, is_live=True).select_related("bill")
    }
    names = known_components()
    lines = [line for claim in claims for line in _claim_lines(claim, bills.get(claim.pk), names)]
    back = _given_back(claims)
    lines += [_refund_line(given, bills[given.claim_id], names) for given in back]
    elsewhere = [
        MonthLine(row["component"], row["kind"], row["amount"], 1, "elsewhere", "", "drawn", None, False)
        for row in elsewhere_lines(BookReader(), [employment], month, month).iter_rows(named=True)
    ]
    lines += elsewhere
    order = {"earning": 0, "deduction": 1, "employer": 2}
    lines.sort(key=lambda line: order[line.kind])
    gross, deductions = _total(lines, "earning"), _total(lines, "deduction")
    drawn = [line for line in lines if line.source == "elsewhere" or line.bill_state in Bill.PAID]
    slips = tuple(_slips(claims, bills.values()))
    return PersonMonth(
        employment,
        person.number,
        month,
        tuple(lines),
        _held(employment, month),
        slips,
        gross,
        deductions,
        gross - deductions,
        _total(drawn, "earning") - _total(drawn, "deduction"),
        _state(lines),
        tuple(_refunded(back, names)),
        bool(claims) and not elsewhere and all(claim.occasion_id for claim in claims),
    )


def _claim_lines(claim: Claim, bill: Bill | None, known: Mapping[int, Known]) -> Iterable[MonthLine]:
    for code, obligation, amount in zip(claim.components, claim.obligations, claim.claimed, strict=True):
        yield MonthLine(
            known[code].name,
            known[code].kind,
            amount,
            claim.part,
            "bill",
            bill.number if bill else "",
            bill.state if bill else "not_billed",
            Month.from_key(bill.drawn_in) if bill else None,
            code in claim.unconfirmed,
            obligation,
        )


def _given_back(claims: list[Claim]) -> list[RefundLine]:
    rows = RefundLine.objects.filter(claim__in=claims, refund__state=Refund.State.CONFIRMED)
    return list(rows.select_related("refund__bill", "claim").order_by("refund", "id"))


def _refund_line(line: RefundLine, bill: Bill, known: Mapping[int, Known]) -> MonthLine:
    return MonthLine(
        known[line.component].name,
        known[line.component].kind,
        -line.amount,
        line.claim.part,
        "refund",
        bill.number,
        bill.state,
        Month.from_key(bill.drawn_in),
        False,
        line.obligation,
    )


def _refunded(lines: list[RefundLine], known: Mapping[int, Known]) -> Iterable[Refunded]:
    """The confirmed challans of a month, each with the month's share of its amount."""
    sign = {"earning": 1, "deduction": -1}
    for refund, given in groupby(lines, key=lambda line: line.refund):
        amount = sum(line.amount * sign.get(known[line.component].kind, 0) for line in given)
        yield Refunded(refund.bill.number, refund.challan_number, refund.challan_date, amount)


def _total(lines: Iterable[MonthLine], kind: str) -> Paise:
    return sum(line.amount for line in lines if line.kind == kind)


def _state(lines: list[MonthLine]) -> str:
    """The state of the month: ``nothing``, ``claimed``, ``partly_drawn`` or ``drawn``."""
    if not lines:
        return "nothing"
    paid = [line.source == "elsewhere" or line.bill_state in Bill.PAID for line in lines]
    return "drawn" if all(paid) else "partly_drawn" if any(paid) else "claimed"


def _slips(claims: list[Claim], bills: Iterable[Bill]) -> Iterable[SlipView]:
    paid = {bill.pk: bill for bill in bills if bill.state in Bill.PAID}
    if not paid:
        return
    slips = Payslip.objects.filter(bill__in=list(paid), employment=claims[0].employment_id).order_by("id")
    vouchers = {
        p.bill_id: p
        for p in Presentation.objects.filter(bill__in=list(paid), outcome=Presentation.Outcome.PASSED)
    }
    leaves = dict(
        PayslipOpening.objects.filter(payslip_id__in=[slip.pk for slip in slips]).values_list(
            "payslip_id", "leaf"
        )
    )
    for slip in slips:
        voucher, bill = vouchers[slip.bill_id], paid[slip.bill_id]
        yield SlipView(
            slip.pk,
            bill.pk,
            bill.number,
            voucher.voucher_number,
            voucher.voucher_date,
            Month.from_key(slip.drawn_in),
            slip.net,
            leaves.get(slip.pk),
        )


def _held(employment: int, month: Month) -> tuple[HeldLine, ...]:
    """Lines held for an unknown figure in the latest locked run of the month."""
    runs = Assessed.objects.filter(employment=employment, run__month=int(month), run__state=Run.State.LOCKED)
    latest = runs.order_by("-run__version", "-run_id").values_list("run_id", flat=True).first()
    rows = (
        RunFinding.objects.filter(run=latest, employment=employment, code="line_held").order_by("id")
        if latest
        else []
    )
    return tuple(HeldLine(row.component, row.sentence) for row in rows)


def history(employment: int, last: Month, months: int = 12) -> list[PersonMonth]:
    """The months among the last ``months`` up to ``last`` with claims or drawn lines, newest first."""
    reader = BookReader()
    first = last.plus(1 - months)
    keys = {
        *claim_lines(reader, [employment], first, last)["for_month"].to_list(),
        *elsewhere_lines(reader, [employment], first, last)["for_month"].to_list(),
    }
    return [month_of(employment, Month.from_key(key)) for key in sorted(keys, reverse=True)]
