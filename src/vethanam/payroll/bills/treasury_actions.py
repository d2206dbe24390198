"""Treasury decisions on a presented bill: object, queue, lapse, pass; and settlement once
the money has moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import Max
from django.utils.timezone import localdate

from vethanam.errors import Broken, Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.ledger.persons import commit_to
from vethanam.money import Paise
from vethanam.payroll.bills.act_permissions import account_year, grant_year
from vethanam.payroll.bills.drafts import received_on
from vethanam.payroll.bills.later_deaths import refuse_after_death
from vethanam.payroll.compensation.holds import refuse_held
from vethanam.payroll.models import (
    Bill,
    BillLine,
    Claim,
    LineObjection,
    PayMonth,
    Payslip,
    PayslipOpening,
    Presentation,
)
from vethanam.payroll.payslips.records import payslip_records
from vethanam.payroll.powers import (
    PRESENT,
    act,
    close_presentation,
    drew,
    keep,
    leaf_of,
    locked_bill,
    needs_reason,
    note,
    require,
    signer,
    stands,
)
from vethanam.payroll.runs.actions import hold
from vethanam.people.models import Role
from vethanam.periods import Month

_TREASURY = (Role.TREASURY_OFFICER,)
_AT_TREASURY = (Bill.State.PRESENTED, Bill.State.QUEUED)
_UNDECIDED = (Presentation.Outcome.WAITS, Presentation.Outcome.QUEUED)

# One payslip per employment on the bill. Arrays of claim lines, ordered by month, claim and position.
_PAYSLIPS = """
    INSERT INTO payroll_payslip (drawn_in, bill_id, employment_id, person_id, claims, for_months, components,
      obligations,
                                 amounts, gross, deductions, net, account_year, tax_year)
    SELECT b.drawn_in, b.id, c.employment_id, e.person_id,
           array_agg(c.id ORDER BY c.for_month, c.id, u.place), array_agg(c.for_month ORDER BY c.for_month,
           c.id, u.place),
           array_agg(u.component ORDER BY c.for_month, c.id, u.place),
           array_agg(u.obligation ORDER BY c.for_month, c.id, u.place),
           array_agg(u.claimed ORDER BY c.for_month, c.id, u.place), g.gross, g.deductions, g.gross -
           g.deductions, %s, %s
      FROM payroll_bill b
      JOIN payroll_billline l ON l.bill_id = b.id AND l.is_live
      JOIN payroll_claim c ON c.id = l.claim_id
      JOIN people_employment e ON e.id = c.employment_id
      JOIN (SELECT c.employment_id, sum(c.gross)::bigint AS gross, sum(c.deductions)::bigint AS deductions
              FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id
             WHERE l.bill_id = %s AND l.is_live GROUP BY c.employment_id) g
             ON g.employment_id = c.employment_id,
           unnest(c.components, c.obligations, c.claimed) WITH ORDINALITY u(component, obligation, claimed,
           place)
     WHERE b.id = %s
     GROUP BY b.drawn_in, b.id, c.employment_id, e.person_id, g.gross, g.deductions
     ORDER BY c.employment_id
"""
_RECOVERIES = """
    INSERT INTO payroll_recovery (obligation_id, employment_id, bill_id, claim_id, for_month, drawn_in,
      amount)
    SELECT u.obligation, c.employment_id, b.id, c.id, c.for_month, b.drawn_in, sum(u.claimed)::bigint
      FROM payroll_bill b JOIN payroll_billline l ON l.bill_id = b.id AND l.is_live JOIN payroll_claim c
      ON c.id = l.claim_id,
           unnest(c.obligations, c.claimed) u(obligation, claimed)
     WHERE b.id = %s AND u.obligation IS NOT NULL
     GROUP BY u.obligation, c.employment_id, b.id, c.id, c.for_month, b.drawn_in
     ORDER BY u.obligation
"""


@act
def object_bill(
    bill: Bill | int, authority: Authority, *, reason: str, lines: Mapping[str, str] | None = None
) -> Presentation:
    """Return a bill with an objection. ``lines`` maps employee number to a further reason.

    Raises
    ------
    Refused
        The officer drew the bill, or the bill is not at this treasury.
    Unsound
        A number in ``lines`` is not on the bill.
    """
    now = _at_treasury(bill, authority, "Objecting")
    said = needs_reason(reason, "An objection")
    coming = close_presentation(now, Presentation.Outcome.OBJECTED, authority, said)
    rows = [
        LineObjection(presentation=coming, line=_line_of(now, number), reason=why[:300])
        for number, why in (lines or {}).items()
    ]
    LineObjection.objects.bulk_create(rows)
    now.state = Bill.State.OBJECTED
    keep(now)
    leaf = leaf_of(
        now, "bill_objected", authority, {"reason": said, "lines": dict(lines or {})}, ordinal=coming.ordinal
    )
    note(now, "objected", authority, leaf, reason=said, facts={"ordinal": coming.ordinal, "lines": len(rows)})
    return coming


def _line_of(bill: Bill, number: str) -> BillLine:
    line = (
        BillLine.objects.filter(bill=bill, is_live=True, claim__employment__number=number)
        .order_by("id")
        .first()
    )
    if line is None:
        raise Unsound("not_on_the_bill", number=typed(number, 20), bill=bill.number)
    return line


@act
def queue_bill(bill: Bill | int, authority: Authority, *, reason: str) -> Presentation:
    """Keep a bill waiting at the treasury, with a reason. It can be passed, objected to or withdrawn."""
    now = _at_treasury(bill, authority, "Queueing")
    if now.state == Bill.State.QUEUED:
        raise Refused("queued_already", bill=now.number)
    said = needs_reason(reason, "Queueing a bill")
    coming = now.presentations.select_for_update(of=("self",)).get(outcome=Presentation.Outcome.WAITS)
    coming.outcome, coming.reason = Presentation.Outcome.QUEUED, said
    coming.save(update_fields=["outcome", "reason"])
    now.state = Bill.State.QUEUED
    keep(now)
    note(now, "queued", authority, leaf_of(now, "bill_queued", authority, {"reason": said}), reason=said)
    return coming


@act
def lapse_bill(bill: Bill | int, authority: Authority, *, reason: str) -> Presentation:
    """Lapse a presentation the treasury did not decide before its account year ended.

    The claims stay on the bill. Presented again, it keeps its number and gets a new token. Cancelled, its
    claims are free.

    Raises
    ------
    Refused
        The account year that grants the bill's money is not over.
    """
    now = _at_treasury(bill, authority, "Lapsing")
    said = needs_reason(reason, "Letting a bill lapse")
    presented = now.presentations.get(outcome__in=_UNDECIDED)
    year = grant_year(now.pk, presented.presented_at)
    if account_year(authority.at) <= year:
        raise Refused("year_not_over", bill=now.number, year=year)
    coming = close_presentation(now, Presentation.Outcome.LAPSED, authority, said)
    now.state = Bill.State.LAPSED
    keep(now)
    leaf = leaf_of(now, "bill_lapsed", authority, {"reason": said}, ordinal=coming.ordinal)
    note(now, "lapsed", authority, leaf, reason=said, facts={"ordinal": coming.ordinal, "year": year})
    return coming


@act
def pass_bill(
    bill: Bill | int, authority: Authority, *, voucher_number: str = "", voucher_date: date | None = None
) -> Bill:
    """Pass a bill: its claims become drawn, each person gets a payslip, recoveries are recorded.

    Without ``voucher_number`` the treasury's next number of the account year is used.

    Raises
    ------
    Refused
        The officer drew the bill, the bill is not at this treasury, its account year is over, the voucher
        number is taken, its date is in the future, in a year that is over, or before the presentation, or the
        bill draws days after a death on record.
    """
    now = _at_treasury(bill, authority, "Passing")
    refuse_after_death(now, authority.at, "pass_after_death")
    refuse_held(now)
    now.passed_by_id, now.passed_for_id = signer(authority)
    day = _day_of_voucher(now, voucher_date or localdate(authority.at), authority)
    year = Month.of(day).account_year
    number = " ".join(voucher_number.split()) or _next_voucher(now, year)
    now.drawn_in = _open_month(now.drawn_in, day)
    now.state = Bill.State.PASSED
    keep(now)
    coming = close_presentation(
        now,
        Presentation.Outcome.PASSED,
        authority,
        voucher_number=number,
        voucher_date=day,
        account_year=year,
    )
    _draw(now, day, year)
    leaf = _persons_leaf(now, authority, coming)
    note(
        now,
        "passed",
        authority,
        leaf,
        facts={"voucher": number, "voucher_date": day.isoformat(), "ordinal": coming.ordinal},
    )
    return now


def _day_of_voucher(bill: Bill, day: date, authority: Authority) -> date:
    """The voucher date, which fixes the account year: of the current year, not in the future, not before the
    presentation. A bill of the grant of a year that is over lapses.
    """
    today = account_year(authority.at)
    if day > localdate(authority.at):
        raise Refused("voucher_from_future", bill=bill.number, day=day)
    came = bill.presentations.order_by("ordinal").values_list("presented_at", flat=True).last()
    if came is not None and (year := grant_year(bill.pk, came)) < today:
        raise Refused("account_year_over", bill=bill.number, year=year, now=today)
    if came is not None and day < localdate(came):
        raise Refused("voucher_before_presentation", bill=bill.number, day=day, came=localdate(came))
    if (year := Month.of(day).account_year) < today:
        raise Refused("voucher_year_over", bill=bill.number, day=day, year=year)
    return day


@act
def settle_bill(bill: Bill | int, authority: Authority, *, settled: Paise, due: Paise | None = None) -> Bill:
    """Update a passed bill with the amount credited: the full amount closes it, less makes it part-credited.

    The full amount is ``due``, or the bill's net. A repeated call has no effect. A returned credit reopens a
    closed bill.
    """
    now = locked_bill(bill)
    stands(now, *Bill.PAID, doing="Settling")
    if settled >= (now.net if due is None else due):
        state: str = Bill.State.CLOSED
    else:
        state = (
            Bill.State.PART_CREDITED if settled > 0 or now.state != Bill.State.PASSED else Bill.State.PASSED
        )
    if now.state == state:
        return now
    now.state = state
    keep(now)
    note(
        now,
        state,
        authority,
        leaf_of(now, f"bill_{state}", authority, {"settled": settled}),
        facts={"settled": settled},
    )
    return now


def _at_treasury(bill: Bill | int, authority: Authority, doing: str) -> Bill:
    """The locked bill, if it waits at this officer's treasury and the officer did not draw it."""
    now = locked_bill(bill)
    require(
        authority, roles=_TREASURY, scope=now.treasury.code, power=PRESENT, doing=f"{doing} bill {now.number}"
    )
    stands(now, *_AT_TREASURY, doing=doing)
    if drew(now) & set(signer(authority)):
        raise Refused("passer_drew", bill=now.number)
    return now


def _open_month(drawn_in: int, day: date) -> int:
    """The month the bill is drawn in: its own while open, else the first open month from
    the voucher's month on.
    """
    month = Month.from_key(drawn_in)
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT payroll_open_month(%s::integer)", [int(month)])
            if not PayMonth.objects.filter(month=int(month), closed_at__isnull=False).exists():
                return int(month)
            month = max(month.plus(1), Month.of(day))


def _draw(bill: Bill, day: date, account_year: str) -> None:
    """Mark claims drawn, write payslips and recoveries, and check their sums against the bill."""
    Claim.objects.filter(lines__bill=bill, lines__is_live=True).update(state=Claim.State.DRAWN)
    received = _received_on(bill, day)
    with connection.cursor() as cursor:
        cursor.execute(_PAYSLIPS, [account_year, Month.of(received).account_year, bill.pk, bill.pk])
        cursor.execute(_RECOVERIES, [bill.pk])
        cursor.execute(
            "SELECT count(*), coalesce(sum(gross), 0)::bigint, coalesce(sum(net), 0)::bigint"
            " FROM payroll_payslip WHERE bill_id = %s",
            [bill.pk],
        )
        found = cursor.fetchone()
    if found != (bill.people, bill.gross, bill.net):
        raise Broken("payslips_differ", bill=bill.number)


def _received_on(bill: Bill, day: date) -> date:
    """The day its people receive the money: after the month for a month's pay, at once for
    arrears and past months.
    """
    own = Claim.objects.filter(lines__bill=bill, lines__is_live=True, cause__isnull=True)
    latest = own.aggregate(latest=Max("for_month"))["latest"]
    return received_on(Month.from_key(latest), day) if latest else day


def _next_voucher(bill: Bill, year: str) -> str:
    hold(-int(year[:4]), bill.treasury_id)
    taken = Presentation.objects.filter(
        treasury=bill.treasury_id, account_year=year, voucher_number__regex=r"^\d{1,9}$"
    )
    return str(max((int(number) for number in taken.values_list("voucher_number", flat=True)), default=0) + 1)


def _persons_leaf(bill: Bill, authority: Authority, coming: Presentation) -> int:
    """Append one leaf for the passing, with the root of a tree of one salted commitment per payslip."""
    slips = list(Payslip.objects.filter(bill=bill, drawn_in=bill.drawn_in).order_by("id"))
    committed = commit_to(payslip_records(slips, bill, coming))
    leaf = leaf_of(
        bill,
        "bill_passed",
        authority,
        {"voucher": coming.voucher_number},
        ordinal=coming.ordinal,
        persons=committed.tree.root.hex(),
    )
    PayslipOpening.objects.bulk_create(
        [
            PayslipOpening(payslip_id=slip.pk, bill=bill, salt=salt, position=position, leaf=leaf)
            for slip, salt, position in zip(slips, committed.salts, committed.positions, strict=True)
        ],
        batch_size=2000,
    )
    return leaf
