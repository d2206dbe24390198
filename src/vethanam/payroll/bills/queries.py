"""Queries on bills: one bill for its page, an office's bills, a treasury's register, payments
of a passed bill.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Min, Prefetch, Q
from django.utils.timezone import localdate

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payroll.bills.act_permissions import ACTS, drawn_oneself, why_not
from vethanam.payroll.models import (
    Bill,
    BillAct,
    Claim,
    LineObjection,
    Payslip,
    Presentation,
    Refund,
    for_month,
)
from vethanam.payroll.register.components import known_components
from vethanam.people.models import BillClass, Employment
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries import counting

_STEPS = {
    BillClass.Signing.MAKER_CHECKER: ("made", "checked", "presented", "passed", "closed"),
    BillClass.Signing.COUNTERSIGNED: ("made", "countersigned", "presented", "passed", "closed"),
    BillClass.Signing.SELF_DRAWN: ("made", "presented", "passed", "closed"),
}


@dataclass(frozen=True, slots=True)
class Payable:
    """Payment of a passed bill to one employment. ``account_fact_id`` is None while no account is known."""

    payslip_id: int
    employment_id: int
    person_id: int
    for_month: int
    net: Paise
    account_fact_id: int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """The total of a component over all lines of a bill."""

    component: str
    kind: str
    amount: Paise


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a bill: the time it was reached (None: not yet), and whether it is the current one."""

    name: str
    at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class ActView:
    """One act on a bill, by role and scope, never by name."""

    act: str
    at: datetime
    role: str
    scope: str
    is_delegated: bool
    reason: str
    leaf: int


@dataclass(frozen=True, slots=True)
class PresentationView:
    """One presentation to the treasury: outcome, and objections to lines (employee number, reason)."""

    ordinal: int
    token: str
    presented_at: datetime
    outcome: str
    reason: str
    decided_at: datetime | None
    voucher_number: str
    voucher_date: date | None
    line_objections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RefundView:
    """A challan: employee, bill, amount, state. ``answer`` is the reason of a refusal.

    ``challan_total`` is the total of a challan that covers several refunds.
    """

    id: int
    bill: int
    bill_number: str
    number: str
    challan_number: str
    challan_date: date
    amount: Paise
    challan_total: Paise | None
    reason: str
    state: str
    entered_at: datetime
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One claim on a bill: employee, month, part and sums."""

    employment: int
    number: str
    for_month: Month
    part: int
    gross: Paise
    deductions: Paise
    net: Paise
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class BillView:
    """Data of a bill's page.

    ``can`` maps each act to an empty text, or to the reason this authority cannot do it.
    """

    id: int
    number: str
    kind: str
    state: str
    signing: str
    drawing_code: str
    treasury: str
    bill_class: str
    head: str
    account_year: str
    drawn_in: Month
    months: tuple[Month, ...]
    people: int
    gross: Paise
    deductions: Paise
    net: Paise
    sums: tuple[Sum, ...]
    steps: tuple[Step, ...]
    acts: tuple[ActView, ...]
    presentations: tuple[PresentationView, ...]
    lines: tuple[LineView, ...]
    run: int | None
    can: dict[str, str]
    refunds: tuple[RefundView, ...]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A bill in a list. ``waits_days`` counts from its last presentation while it is at the treasury."""

    id: int
    number: str
    kind: str
    state: str
    drawing_code: str
    drawn_in: Month
    people: int
    net: Paise
    made_at: datetime
    ordinal: int
    token: str
    presented_at: datetime | None
    waits_days: int
    drew_oneself: bool
    decided_at: datetime | None = None
    voucher: str = ""


def payables_of(bill: Bill | int, known_at: datetime | None = None) -> list[Payable]:
    """Payments of a passed bill by payslip, with the accounts as known at ``known_at``, or now.

    An account counts once a second person has verified it. ``for_month`` is the latest month the payslip
    pays.
    """
    pk = bill if isinstance(bill, int) else bill.pk
    rows = Payslip.objects.filter(bill=pk).order_by("id")
    slips = list(rows.values_list("id", "employment_id", "person_id", "for_months", "net"))
    accounts = _accounts([employment for _, employment, *_ in slips], known_at, _voucher_day(pk))
    return [
        Payable(slip, employment, person, max(months), net, accounts.get(employment))
        for slip, employment, person, months, net in slips
    ]


def _voucher_day(bill: int) -> date:
    day = (
        Presentation.objects.filter(bill=bill, voucher_date__isnull=False)
        .values_list("voucher_date", flat=True)
        .first()
    )
    return day or localdate()


def accounts_at(employments: Collection[int], at: datetime) -> dict[int, int]:
    """Map employment to the entry ID of its verified account at an instant."""
    return _accounts(list(employments), at, localdate(at))


def _accounts(employments: Sequence[int], known_at: datetime | None, voucher: date) -> dict[int, int]:
    """Map employment to its latest verified account on the day, as known then."""
    day = localdate(known_at) if known_at else max(localdate(), voucher)
    rows = counting(PayeeAccount, known_at).filter(employment__in=list(employments), valid_from__lte=day)
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return dict(
        rows.order_by("employment", "valid_from", "recorded_at", "id").values_list("employment_id", "id")
    )


def bill_view(bill: Bill | int | str, authority: Authority | None = None) -> BillView:
    """A bill by ID or number, for its page; ``authority`` decides ``can``."""
    key = {"number": bill} if isinstance(bill, str) else {"pk": bill if isinstance(bill, int) else bill.pk}
    found = (
        Bill.objects.select_related("drawing_code", "treasury", "bill_class", "head")
        .prefetch_related(Prefetch("acts", BillAct.objects.order_by("-id")))
        .filter(**key)
        .first()
    )
    if found is None:
        raise Unsound("no_such_bill", bill=typed(bill, 40))
    acts = tuple(
        ActView(a.act, a.at, a.role, a.scope, a.delegation_id is not None, a.reason, a.leaf)
        for a in found.acts.all()
    )
    lines = _lines(found)
    return BillView(
        found.pk,
        found.number,
        found.kind,
        found.state,
        found.signing,
        found.drawing_code.code,
        found.treasury.code,
        found.bill_class.title,
        found.head.code,
        found.account_year,
        Month.from_key(found.drawn_in),
        tuple(sorted({line.for_month for line in lines})),
        found.people,
        found.gross,
        found.deductions,
        found.net,
        _sums(found),
        _steps(found, acts),
        acts,
        _presentations(found),
        lines,
        found.run_id,
        {act: why_not(found, act, authority) for act in ACTS} if authority else {},
        tuple(refunds_of(bill=found)),
    )


def refunds_of(**of: Any) -> list[RefundView]:
    """Challans of a bill, or undecided ones of a treasury (``treasury__code``, ``state``), oldest first."""
    rows = Refund.objects.filter(**of).select_related("bill", "employment").order_by("entered_at", "id")
    return [
        RefundView(
            r.pk,
            r.bill_id,
            r.bill.number,
            r.employment.number,
            r.challan_number,
            r.challan_date,
            r.amount,
            r.challan_total,
            r.reason,
            r.state,
            r.entered_at,
            r.decided_at,
            r.answer,
        )
        for r in rows
    ]


def _lines(bill: Bill) -> tuple[LineView, ...]:
    claims = (
        Claim.objects.filter(lines__bill=bill)
        .select_related("employment")
        .order_by("employment__number", "for_month", "part", "id")
    )
    return tuple(
        LineView(
            c.employment_id,
            c.employment.number,
            Month.from_key(c.for_month),
            c.part,
            c.gross,
            c.deductions,
            c.net,
            bool(c.unconfirmed),
        )
        for c in claims
    )


def _sums(bill: Bill) -> tuple[Sum, ...]:
    """Totals by component, in bill order."""
    known = known_components()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.component, sum(u.claimed)::bigint, min(u.place)"
            "  FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id,"
            "       unnest(c.components, c.claimed) WITH ORDINALITY u(component, claimed, place)"
            " WHERE l.bill_id = %s GROUP BY u.component",
            [bill.pk],
        )
        rows = cursor.fetchall()
    order = {"earning": 0, "deduction": 1, "employer": 2}
    sums = [
        (order[known[code].kind], place, Sum(known[code].name, known[code].kind, amount))
        for code, amount, place in rows
    ]
    return tuple(total for _, _, total in sorted(sums, key=lambda row: (row[0], row[1], row[2].component)))


def _steps(bill: Bill, acts: Sequence[ActView]) -> tuple[Step, ...]:
    reached: dict[str, datetime] = {}
    for act in acts:
        reached.setdefault(act.act, act.at)
    names = _STEPS[BillClass.Signing(bill.signing)]
    at = {name: reached.get(name) for name in names}
    if bill.state == Bill.State.PART_CREDITED:
        at["closed"] = None
    last = max((index for index, name in enumerate(names) if at[name]), default=0)
    return tuple(Step(name, at[name], index == last) for index, name in enumerate(names))


def _presentations(bill: Bill) -> tuple[PresentationView, ...]:
    rows = Presentation.objects.filter(bill=bill).order_by("-ordinal")
    objections = (
        LineObjection.objects.filter(presentation__bill=bill)
        .select_related("line__claim__employment")
        .order_by("id")
    )
    by: dict[int, list[tuple[str, str]]] = {}
    for objection in objections:
        by.setdefault(objection.presentation_id, []).append(
            (objection.line.claim.employment.number, objection.reason)
        )
    return tuple(
        PresentationView(
            p.ordinal,
            p.token,
            p.presented_at,
            p.outcome,
            p.reason,
            p.decided_at,
            p.voucher_number,
            p.voucher_date,
            tuple(by.get(p.pk, [])),
        )
        for p in rows
    )


def bills_of(drawing_code: str, *, month: Month | None = None) -> list[RegisterRow]:
    """The bills of a drawing code, newest first: of one month drawn in, or all."""
    rows = Bill.objects.filter(drawing_code__code=drawing_code)
    if month is not None:
        rows = rows.filter(Q(drawn_in=int(month)) | for_month(int(month)))
    return _rows(list(rows.select_related("drawing_code").order_by("-id")), None)


def register_of(
    treasury: str,
    authority: Authority | None = None,
    *,
    states: Sequence[str] = ("presented", "queued"),
    newest: int | None = None,
    after: str | None = None,
    most: int | None = None,
) -> list[RegisterRow]:
    """Bills at a treasury in these states, longest wait first. ``drew_oneself`` refers to the asking officer.

    With ``newest`` only so many, those that came last first; with ``most`` so many after the bill
    of a number.
    """
    rows = Bill.objects.filter(treasury__code=treasury, state__in=list(states)).select_related("drawing_code")
    came = rows.annotate(first=Min("presentations__presented_at"))
    if newest is not None:
        return _rows(list(came.order_by("-first", "-id")[:newest]), authority)
    if after is not None:
        last = Bill.objects.filter(number=after).annotate(first=Min("presentations__presented_at")).first()
        if last is None:
            return []
        came = came.filter(Q(first__gt=last.first) | Q(first=last.first, id__gt=last.pk))
    return _rows(list(came.order_by("first", "id")[:most]), authority)


def _rows(found: Sequence[Bill], authority: Authority | None) -> list[RegisterRow]:
    latest: dict[int, Presentation] = {}
    for coming in Presentation.objects.filter(bill__in=[bill.pk for bill in found]).order_by("ordinal"):
        latest[coming.bill_id] = coming
    at = authority.at if authority else None
    own = drawn_oneself(found, authority) if authority else set()
    return [
        RegisterRow(
            bill.pk,
            bill.number,
            bill.kind,
            bill.state,
            bill.drawing_code.code,
            Month.from_key(bill.drawn_in),
            bill.people,
            bill.net,
            bill.made_at,
            last.ordinal if (last := latest.get(bill.pk)) else 0,
            last.token if last else "",
            last.presented_at if last else None,
            (localdate(at) - localdate(last.presented_at)).days if at and last and not last.decided_at else 0,
            bill.pk in own,
            last.decided_at if last else None,
            last.voucher_number if last else "",
        )
        for bill in found
    ]


def employment_of(number: str) -> Employment:
    """An employment by its number; raises :class:`~vethanam.errors.Unsound` if there is none."""
    found = Employment.objects.filter(number=number).first()
    if found is None:
        raise Unsound("no_such_employee", number=typed(number, 20))
    return found
