"""Order compensation for the people of a roll, decide on it, enter its tax, and draw what was claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from vethanam.errors import Refused, Sentence, Unsound, typed
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.money import Paise, Rate, divide_to_rupee
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.bills.drafts import Sheet, draw_up, set_apart
from vethanam.payroll.bills.placement import give_up_freed, placed_claims
from vethanam.payroll.compensation.queries import drawable_lines, tax_of
from vethanam.payroll.models import (
    Bill,
    Claim,
    CompensatedLine,
    Compensation,
    CompensationDecision,
    CompensationTax,
    Occasion,
)
from vethanam.payroll.occasions.actions import Drawn
from vethanam.payroll.powers import OFFICE, PREPARE, act, needs_reason, require, signer
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.runs.actions import hold
from vethanam.payroll.runs.finding_rows import people_said
from vethanam.people.models import DrawingCode, Employment, HeadOfAccount, Role
from vethanam.periods import Month
from vethanam.privacy.models import MadeRoll, Roll, RollLine
from vethanam.privacy.rolls import fresh_name
from vethanam.service_book.reader import BookReader

#: kinds of their entries in the log
ORDERED, DECIDED, TAXED = "compensation.ordered", "compensation.decided", "compensation.taxed"
#: the acts under both signatures, and the name of the item in them
ORDERS, APPROVES, ITEM = "order_compensation", "approve_compensation", "compensation"
#: the earning of a line, and the tax deducted from it
EARNING, TAX = "compensation", "tax_on_compensation"
#: the key of the amount of every class without one of its own
EVERY = ""


def statement_to_order(
    authority: Authority, roll: str, order: tuple[str, date], head: str, amounts: Mapping[str, Paise]
) -> dict[str, Json]:
    """The statement that a law officer signs to order compensation.

    Raises
    ------
    Refused
        The officer is no law officer or acts for another, the order is of another kind or not in force, the
        head is not charged, or the roll has a compensation.
    Unsound
        There is no such roll or head, or no amount.
    """
    _require(authority, Role.LAW_OFFICER, "compensation_by_law")
    made = _made_roll(roll)
    _court_order(order, authority)
    _charged(head)
    if not amounts or min(amounts.values()) < 0 or max(amounts.values()) <= 0:
        raise Unsound("compensation_without_amount")
    unknown = sorted({*amounts} - {EVERY} - {*made.classes})
    if unknown:
        raise Unsound("compensation_class_unknown", named=typed(unknown[0], 40), classes=[*made.classes])
    open_ones = Compensation.objects.filter(roll=made.roll).exclude(decision__outcome="declined")
    if (before := open_ones.first()) is not None:
        raise Refused("compensation_ordered_before", roll=made.roll.reference, compensation=before.reference)
    return statement_of(made.roll, *order, head, amounts)


def statement_of(
    roll: Roll, number: str, dated: date, head: str, amounts: Mapping[str, Paise]
) -> dict[str, Json]:
    """The statement of a compensation under both signatures."""
    return {
        "roll": roll.reference, "order": number, "dated": dated.isoformat(), "head": head,
        "amounts": {key: int(value) for key, value in sorted(amounts.items())},
    }  # fmt: skip


def statement_to_decide(authority: Authority, reference: str) -> dict[str, Json]:
    """The statement that an officer of finance signs to approve a compensation.

    Raises
    ------
    Refused
        The officer is not of finance or acts for another, ordered it herself, or the order is not in force.
    Unsound
        There is no such compensation, or it is decided.
    """
    found = _to_decide(authority, reference)
    _in_force(found.order, authority)
    return {"compensation": found.reference, **statement_stored(found)}


def statement_stored(found: Compensation) -> dict[str, Json]:
    """The statement of a compensation on record, as its law officer signed it."""
    return statement_of(found.roll, found.order.number, found.order.dated, found.head.code, found.amounts)


@act
def order_compensation(
    authority: Authority, roll: str, order: tuple[str, date], head: str, amounts: Mapping[str, Paise]
) -> Compensation:
    """Order compensation for a roll: an amount a line, or by class of person.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_order`.
    """
    hold(0, -1)
    says = statement_to_order(authority, roll, order, head, amounts)
    number, dated = order
    reference = fresh_name("COMP")
    on_record = record_order(authority, number=number, dated=dated, kind=Order.Kind.COURT)
    leaf = append(
        ORDERED,
        public={"compensation": reference, "roll": says["roll"], "role": authority.role,
                **signed_part(authority, ITEM)[0]},
        private={"by": authority.account, **says}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return Compensation.objects.create(
        reference=reference, roll=_made_roll(roll).roll, order=on_record, head=_charged(head),
        amounts=says["amounts"], **_entered(authority, leaf),
    )  # fmt: skip


@act
def approve_compensation(authority: Authority, reference: str) -> CompensationDecision:
    """Approve a compensation as finance.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_decide`.
    """
    statement_to_decide(authority, reference)
    found = compensation_named(reference)
    leaf = append(
        DECIDED,
        public={"compensation": found.reference, "outcome": "approved", "role": authority.role,
                **signed_part(authority, ITEM)[0]},
        private={"by": authority.account}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return CompensationDecision.objects.create(
        compensation=found, outcome="approved", **_entered(authority, leaf)
    )


@act
def decline_compensation(authority: Authority, reference: str, reason: str) -> CompensationDecision:
    """Decline a compensation as finance, with a reason: another may be ordered for its roll.

    Raises
    ------
    Refused, Unsound
        See :func:`statement_to_decide`; or the reason is empty.
    """
    found = _to_decide(authority, reference)
    why = needs_reason(reason, "Declining a compensation")[:300]
    leaf = append(
        DECIDED,
        public={"compensation": found.reference, "outcome": "declined", "role": authority.role},
        private={"by": authority.account, "reason": why}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return CompensationDecision.objects.create(
        compensation=found, outcome="declined", reason=why, **_entered(authority, leaf)
    )


@act
def enter_compensation_tax(authority: Authority, reference: str, rate: Rate, basis: str) -> CompensationTax:
    """Enter the tax on a compensation: 0 for none. A bill made at another rate is cancelled and made again.

    Raises
    ------
    Refused
        The officer is no law officer or acts for another, or names no basis.
    Unsound
        There is no such compensation.
    """
    _require(authority, Role.LAW_OFFICER, "compensation_tax_by_law")
    found = compensation_named(reference)
    why = needs_reason(basis, "The tax of a compensation")[:300]
    leaf = append(
        TAXED, public={"compensation": found.reference, "rate": rate, "role": authority.role},
        private={"by": authority.account, "basis": why}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return CompensationTax.objects.create(
        compensation=found, rate=rate, basis=why, **_entered(authority, leaf)
    )


@act
def draw_compensation(drawing_code: str, reference: str, authority: Authority) -> Drawn:
    """Claim the compensation of an office's people who claimed on their line: a bill for each class of bill.

    A line on a live bill, or drawn, is left out, so a second call draws for people who claimed since.

    Raises
    ------
    Refused
        The authority may not make bills of the code, finance has not approved it, the order is not in force,
        or nobody is to be paid.
    Unsound
        There is no such compensation.
    """
    code = DrawingCode.objects.get(code=drawing_code)
    require(authority, roles=OFFICE, scope=code.code, power=PREPARE, doing="Drawing compensation")
    signed = signer(authority)
    hold(0, code.pk)
    found = compensation_named(reference)
    decision = getattr(found, "decision", None)
    if decision is None or decision.outcome != CompensationDecision.Outcome.APPROVED:
        raise Refused("compensation_not_approved", compensation=found.reference)
    _in_force(found.order, authority)
    whose = people_of(BookReader(), code.code, authority.at)
    give_up_freed(Claim.objects.filter(compensated__compensation=found, employment__in=whose))
    lines = drawable_lines(found, whose)
    if not lines:
        raise Refused("compensation_for_nobody", compensation=found.reference, code=code.code)
    occasion = Occasion.objects.create(
        kind=Occasion.Kind.COMPENSATION, drawing_code=code, order=found.order,
        year=Month.of(localdate(authority.at)).account_year, on=localdate(authority.at),
        pays=Order.PaymentMode.CASH, known_at=authority.at, account_id=authority.account,
        person_id=authority.person,
    )  # fmt: skip
    of_order = Compensation.objects.filter(order=found.order, pk__lte=found.pk).count()
    claims = [_claim(occasion, found, one, employment, of_order) for employment, one in lines]
    return _bills(code, found, claims, lines, authority, signed)


def _bills(
    code: DrawingCode,
    found: Compensation,
    claims: Sequence[Claim],
    lines: Sequence[tuple[Employment, RollLine]],
    authority: Authority,
    signed: tuple[int, int],
) -> Drawn:
    """A bill under the charged head for each class of bill; one of its own for a dead person's heirs."""
    numbers = {employment.pk: employment.number for employment, _ in lines}
    placed, homeless = placed_claims(code, claims, numbers, authority.at)
    for one in homeless:
        raise Refused(one.code, **one.facts).within(one.record)
    of_employment = {employment.pk: line for employment, line in lines}
    CompensatedLine.objects.bulk_create(
        [
            CompensatedLine(claim=claim, compensation=found, line=of_employment[claim.employment_id])
            for _, _, claim in placed
        ],
        batch_size=1000,
    )
    apart = set_apart([claim for _, _, claim in placed], authority.at)
    sheets: dict[tuple[int, int], list[Claim]] = {}
    for bill_class, _, claim in placed:
        dead = claim.employment_id if claim.employment_id in apart else 0
        sheets.setdefault((dead, bill_class), []).append(claim)
    month = Month.of(localdate(authority.at))
    kind, facts = Bill.Kind.COMPENSATION, {"compensation": found.reference}
    bills = tuple(
        draw_up(Sheet(code, bill_class, found.head_id, kind, month), its, authority, signed, facts=facts)
        for (_, bill_class), its in sorted(sheets.items(), key=lambda one: one[0])
    )
    says = {
        "code": code.code, "bills": " and ".join(bill.number for bill in bills),
        "people": people_said(sum(bill.people for bill in bills)), "left": 0,
    }  # fmt: skip
    return Drawn(bills, (), Sentence("occasion_bill_made", says))


def _claim(
    occasion: Occasion, found: Compensation, line: RollLine, whose: Employment, instalment: int
) -> Claim:
    amount = found.amount_of(line.class_of)
    rate = tax_of(found) or 0
    tax = divide_to_rupee(amount * rate, 10_000)
    names = {EARNING: "earning"} | ({TAX: "deduction"} if tax else {})
    codes, amounts = codes_of(names), [amount, *([tax] if tax else [])]
    return Claim(
        employment_id=whose.pk, for_month=int(Month.of(occasion.on)), part=1,
        drawing_code=occasion.drawing_code, cause_id=found.order_id, instalment=instalment,
        occasion=occasion, components=[codes[name] for name in names], obligations=[None] * len(names),
        due=amounts, claimed=amounts, unconfirmed=[], gross=amount, deductions=tax, net=amount - tax,
        recorded_at=occasion.known_at,
    )  # fmt: skip


def compensation_named(reference: str) -> Compensation:
    """The compensation of a reference.

    Raises
    ------
    Unsound
        There is none.
    """
    rows = Compensation.objects.select_related("roll", "order", "head", "decision")
    found = rows.filter(reference=reference.strip()).first()
    if found is None:
        raise Unsound("no_such_compensation", compensation=typed(reference, 40))
    return found


def _made_roll(reference: str) -> MadeRoll:
    found = MadeRoll.objects.select_related("roll").filter(roll__reference=reference.strip()).first()
    if found is None:
        raise Unsound("compensation_without_roll", roll=typed(reference, 40))
    return found


def _court_order(order: tuple[str, date], authority: Authority) -> None:
    """Refuse an order on record that no court made, or that is not in force."""
    number, dated = order
    if dated > localdate(authority.at):
        raise Unsound("order_from_future", order=typed(number, 40), day=dated)
    known = Order.objects.filter(number=number, dated=dated).first()
    if known is not None and known.kind != Order.Kind.COURT:
        raise Refused("compensation_order_of_no_court", order=str(known))
    if known is not None:
        _in_force(known, authority)


def _in_force(order: Order, authority: Authority) -> None:
    if (order.pk, None) in orders_not_in_force(localdate(authority.at), authority.at):
        raise Refused("order_does_not_hold", order=order)


def _charged(code: str) -> HeadOfAccount:
    head = HeadOfAccount.objects.filter(code=code.strip()).first()
    if head is None:
        raise Unsound("no_such_head", head=typed(code, 40))
    if not head.is_charged:
        raise Refused("compensation_head_not_charged", head=head.code)
    return head


def _to_decide(authority: Authority, reference: str) -> Compensation:
    _require(authority, Role.FINANCE_OFFICER, "compensation_by_finance")
    found = compensation_named(reference)
    if hasattr(found, "decision"):
        raise Unsound("compensation_decided_before", compensation=found.reference)
    if authority.account == found.by_id or authority.person == found.person:
        raise Refused("compensation_by_two")
    return found


def _require(authority: Authority, role: str, code: str) -> None:
    if authority.role != role or authority.delegation is not None or authority.person is None:
        raise Refused(code)


def _entered(authority: Authority, leaf: int) -> dict[str, Any]:
    return {
        "by_id": authority.account, "person": authority.person, "office": authority.office or "",
        "role": authority.role, "at": authority.at, "recorded_at": timezone.now(), "leaf": leaf,
    }  # fmt: skip
