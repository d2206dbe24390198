"""Draw up a bill from claims: number, maker's signature, live lines, first act in its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill, BillLine, Claim, Run
from vethanam.payroll.powers import leaf_of, note
from vethanam.payroll.runs.actions import hold
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.people.models import BillClass, DrawingCode, Employment
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader


@dataclass(frozen=True, slots=True)
class Sheet:
    """The heading of a bill: drawing code, class (ID), head (ID), kind, month, run."""

    drawing_code: DrawingCode
    bill_class: int
    head: int
    kind: str
    drawn_in: Month
    run: Run | None = None


def draw_up(
    sheet: Sheet,
    claims: Sequence[Claim],
    authority: Authority,
    signed: tuple[int, int],
    *,
    facts: dict[str, Any],
) -> Bill:
    """Create one bill of these claims, with the next number of the code's register.

    Raises
    ------
    Refused
        The class is self-drawn and a claim belongs to another person.
    """
    code, scheme = sheet.drawing_code, BillClass.objects.get(pk=sheet.bill_class).signing
    if scheme == BillClass.Signing.SELF_DRAWN:
        _draws_for_himself(code, claims, signed[1])
    year = Month.of(localdate(authority.at)).account_year
    serial = _next_number(code, year)
    bill = Bill.objects.create(
        number=f"{year[:4]}/{code.code}/{serial}",
        register_number=serial,
        account_year=year,
        drawing_code=code,
        treasury_id=code.treasury_id,
        bill_class_id=sheet.bill_class,
        head_id=sheet.head,
        signing=scheme,
        kind=sheet.kind,
        run=sheet.run,
        drawn_in=int(sheet.drawn_in),
        people=len({claim.employment_id for claim in claims}),
        gross=sum(c.gross for c in claims),
        deductions=sum(c.deductions for c in claims),
        net=sum(c.net for c in claims),
        made_at=authority.at,
        made_by_id=signed[0],
        made_for_id=signed[1],
    )
    BillLine.objects.bulk_create([BillLine(bill=bill, claim=claim) for claim in claims], batch_size=2000)
    note(bill, "made", authority, leaf_of(bill, "bill_made", authority), facts=facts)
    return bill


def set_apart(claims: Iterable[Claim], at: datetime) -> frozenset[int]:
    """The employments of these claims with a death on record: each has bills of its own."""
    return frozenset(deaths_of(BookReader(), {claim.employment_id for claim in claims}, at))


def received_on(month: Month, day: date) -> date:
    """The day pay of ``month``, passed on ``day``, counts as received: not before the month is over."""
    return max(day, month.plus(1).first)


def _next_number(code: DrawingCode, year: str) -> int:
    """The next number of the code's bill register in an account year. A cancelled bill keeps its number."""
    hold(int(year[:4]), code.pk)
    numbered = Bill.objects.filter(drawing_code=code, account_year=year)
    return (numbered.aggregate(last=Max("register_number"))["last"] or 0) + 1


def _draws_for_himself(code: DrawingCode, claims: Sequence[Claim], officer: int) -> None:
    owners = Employment.objects.filter(pk__in=[claim.employment_id for claim in claims])
    if set(owners.values_list("person_id", flat=True)) != {officer}:
        raise Refused("self_drawing_code", code=code.code)
