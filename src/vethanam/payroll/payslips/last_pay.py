"""The last pay certificate of a person who left an office: the last half day drawn, the rates, and the
balances for the next office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from vethanam.errors import Unsound
from vethanam.money import Paise
from vethanam.payroll.models import Claim, Payslip
from vethanam.payroll.occasions.leave_account import LeaveBalance, leave_accounts
from vethanam.payroll.occasions.terms import Terms, terms_on
from vethanam.payroll.payslips.loans import Loan, loans_of
from vethanam.payroll.payslips.year_statement import MonthSums, year_statement
from vethanam.payroll.register.components import known_components
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.increments import NextIncrement, next_increment
from vethanam.payroll.snapshot import snapshot_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Membership, Pay, Posting
from vethanam.service_book.queries import AFTERNOON, BookReader, HalfDay, counting, stays_of


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A component of a month: ``drawn``, and ``due`` as the book stands now for the days under the office."""

    component: str
    kind: str
    due: Paise
    drawn: Paise


@dataclass(frozen=True, slots=True)
class LastPay:
    """The certificate of one office for one person.

    ``since`` and ``relieved`` are the first and the last half day of her posting there. ``paid_until`` is the
    last half day whose pay it drew, in the month ``month`` by ``bills``; all three are empty if it drew none.
    ``rates`` are the earnings of a whole month on the day of relief, None where no known order fixes one.
    ``pays`` are the pay of that day and one that begins with the next. Balances and sums stop there too:
    later entries and drawings are for the next office alone.
    """

    employment: Employment
    posting: Posting
    since: HalfDay
    relieved: HalfDay
    paid_until: HalfDay | None
    month: Month | None
    bills: tuple[str, ...]
    lines: tuple[DrawnLine, ...]
    pays: tuple[Pay, ...]
    rates: Mapping[str, Paise | None]
    memberships: tuple[Membership, ...]
    loans: tuple[Loan, ...]
    leave: tuple[LeaveBalance, ...]
    increment: NextIncrement | None
    account_year: str
    year: MonthSums

    @property
    def excess(self) -> Paise:
        """Net pay of the month beyond what is due to the day of relief; negative where some is still due."""
        sign = {"earning": 1, "deduction": -1}
        return sum(sign.get(line.kind, 0) * (line.drawn - line.due) for line in self.lines)


def last_pay_certificate(employment: Employment, at: datetime, drawing_code: str = "") -> LastPay:
    """The certificate of the office that a person left last, or of another one, as known at an instant.

    Raises
    ------
    Unsound
        She was never posted under the code, or is still; or her book cannot be computed.
    """
    reader = BookReader()
    posting, since, relieved = _left(employment, at, drawing_code)
    day = relieved[0]
    terms = terms_on(reader, [employment.pk], day, at)
    month, bills, drawn = _drawn(employment.pk, posting.drawing_code_id)
    left_in = Month.of(day)
    year, ends = left_in.account_year, left_in.plus(1)
    return LastPay(
        employment,
        posting,
        since,
        relieved,
        _until(month, relieved),
        month,
        bills,
        _lines(reader, employment.pk, posting.drawing_code_id, month, drawn, at) if month else (),
        _pays(employment.pk, day, at),
        _rates(terms, employment.pk),
        tuple(_held(employment.pk, day, at)),
        tuple(
            one for one in loans_of(reader, employment.pk, at, ends) if one.since <= day and not one.is_over
        ),
        tuple(leave_accounts(employment.pk, day, at)),
        next_increment(employment.pk, day),
        year,
        year_statement(employment.pk, year, at)
        .of_work_until(left_in, _codes_after(employment, relieved, at))
        .sums(),
    )


def codes_left(employment: int, at: datetime) -> list[str]:
    """The drawing codes that a person left, the last one first."""
    left = [stay.posting.drawing_code.code for stay in stays_of(employment, at) if stay.until]
    return list(dict.fromkeys(reversed(left)))


def _codes_after(employment: Employment, relieved: HalfDay, at: datetime) -> frozenset[int]:
    """The drawing codes that she came to after this relief."""
    return frozenset(
        stay.posting.drawing_code_id
        for stay in stays_of(employment.pk, at)
        if _order(stay.since) > _order(relieved)
    )


# -- the posting ---------------------------------------------------------------------------------------------


def _left(employment: Employment, at: datetime, code: str) -> tuple[Posting, HalfDay, HalfDay]:
    """The last posting under a code that ended, with its first and last half day."""
    stays = [one for one in stays_of(employment.pk, at) if code in ("", one.posting.drawing_code.code)]
    if not stays:
        raise Unsound("no_posting_to_certify", employee=employment.number, code=code or "any code")
    for stay in reversed(stays):
        if stay.until is not None:
            return stay.posting, stay.since, stay.until
    raise Unsound("still_posted", employee=employment.number, code=stays[-1].posting.drawing_code.code)


# -- what was drawn ------------------------------------------------------------------------------------------


def _drawn(employment: int, code: int) -> tuple[Month | None, tuple[str, ...], dict[int, Paise]]:
    """The last month of work whose own pay the code drew, its bills, and amounts by component."""
    slips = list(
        Payslip.objects.filter(employment=employment, bill__drawing_code=code)
        .select_related("bill")
        .order_by("drawn_in", "id")
    )
    own = set(
        Claim.objects.filter(
            pk__in={claim for slip in slips for claim in slip.claims}, cause=None, occasion=None
        ).values_list("pk", flat=True)
    )
    rows = [
        (month, slip.bill.number, component, amount)
        for slip in slips
        for claim, month, component, amount in zip(
            slip.claims, slip.for_months, slip.components, slip.amounts, strict=True
        )
        if claim in own
    ]
    if not rows:
        return None, (), {}
    last = max(month for month, *_ in rows)
    sums: dict[int, Paise] = defaultdict(int)
    for month, _, component, amount in rows:
        if month == last:
            sums[component] += amount
    bills = dict.fromkeys(bill for month, bill, *_ in rows if month == last)
    return Month.from_key(last), tuple(bills), sums


def _until(month: Month | None, relieved: HalfDay) -> HalfDay | None:
    """How far a month's pay goes: to the half day of relief, or to the end of a month before it."""
    return min((month.last, AFTERNOON), relieved, key=_order) if month else None


def _order(half: HalfDay) -> tuple[date, bool]:
    return half[0], half[1] == AFTERNOON


def _lines(
    reader: BookReader, employment: int, code: int, month: Month, drawn: Mapping[int, Paise], at: datetime
) -> tuple[DrawnLine, ...]:
    """The month's components under the code: due as the book stands now, and drawn."""
    rulebook = rulebook_in_use(at)
    snapshot = snapshot_of(reader, month, at, rulebook, employments=[employment])
    for finding in snapshot.findings:
        raise Unsound(finding.code, **finding.facts).within(finding.record)
    here = snapshot.parts.filter(pl.col("drawing_code") == code).select("employment", "part")
    lines = snapshot.assessed(reader, rulebook).lines.join(here, on=["employment", "part"], how="semi")
    due = {
        (component, kind): amount or 0
        for component, kind, amount in lines.group_by("component", "kind", maintain_order=True)
        .agg(pl.col("amount").sum())
        .iter_rows()
    }
    known = known_components()
    paid = {(known[component].name, known[component].kind): amount for component, amount in drawn.items()}
    return tuple(
        DrawnLine(*of, due.get(of, 0), paid.get(of, 0))
        for of in dict.fromkeys([*due, *paid])
        if of[1] != "employer" and (due.get(of) or paid.get(of))
    )


# -- her pay and memberships ---------------------------------------------------------------------------------


def _pays(employment: int, day: date, at: datetime) -> tuple[Pay, ...]:
    rows = counting(Pay, at).filter(employment=employment).select_related("order")
    pays = list(rows.order_by("valid_from", "recorded_at", "id"))
    held = [one for one in pays if one.valid_from <= day][-1:]
    return (*held, *(one for one in pays if one.valid_from == day + timedelta(days=1)))


def _rates(terms: Terms, employment: int) -> Mapping[str, Paise | None]:
    if employment in terms.why_not:
        return {}
    return terms.earnings_of(employment)


def _held(employment: int, day: date, at: datetime) -> Sequence[Membership]:
    rows = counting(Membership, at).filter(employment=employment, valid_from__lte=day)
    return [
        one
        for one in rows.order_by("fund", "valid_from", "id")
        if not one.valid_until or one.valid_until >= day
    ]
