"""Compensation by order of a court for the people of a roll: ordered, approved, taxed, drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Amounts, Code, Day, Given, Rupees, Words, at_most, whole
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.orders import one_spaced
from vethanam.acts.runs import OFFICE
from vethanam.acts.states import bill_state
from vethanam.errors import Unsound
from vethanam.evidence.compensation_counts import PaidLines, paid_lines
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.orders.actions import NUMBER_AT_MOST
from vethanam.payroll.actions import (
    approve_compensation,
    decline_compensation,
    draw_compensation,
    enter_compensation_tax,
    order_compensation,
)
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.compensation.actions import (
    APPROVES,
    EVERY,
    ITEM,
    ORDERS,
    compensation_named,
    statement_to_decide,
    statement_to_order,
)
from vethanam.payroll.compensation.queries import approved_with_lines, compensations, tax_of
from vethanam.payroll.models import Compensation
from vethanam.people.models import Role
from vethanam.privacy.counts import counted
from vethanam.service_book.reader import BookReader

READERS = (Role.LAW_OFFICER, Role.FINANCE_OFFICER, Role.DATA_PROTECTION_OFFICER)


class CompensationOrdered(SignedGiven):
    """The roll, the order of the court, the charged head, and an amount a line or by class."""

    roll: Code = Field(title=_("Roll"))
    order_number: at_most(NUMBER_AT_MOST) = Field(  # type: ignore[valid-type]
        title=_("Order of the court"), description=_("Its number, as printed on it.")
    )
    order_dated: Day = Field(title=_("Dated"))
    head: Code = Field(title=_("Head of account"), description=_("A charged head."))
    amount: Rupees | None = Field(None, title=_("Amount a line, ₹"))
    amounts: Amounts | None = Field(
        None, title=_("Amounts by class of person, ₹"),
        description=_("Of a class left out: the amount a line."),
    )  # fmt: skip


class CompensationApproved(SignedGiven):
    """A compensation to approve."""

    compensation: Code = Field(title=_("Compensation"))


class CompensationNamed(Given):
    """A compensation, by its reference."""

    compensation: Code = Field(title=_("Compensation"))


class CompensationDeclined(CompensationNamed):
    """A compensation to decline, with the reason."""

    reason: Words = Field(title=_("Reason"))


class CompensationTaxGiven(CompensationNamed):
    """The tax that is deducted from each line."""

    rate: whole(0, 9_999) = Field(  # type: ignore[valid-type]
        title=_("Tax, in hundredths of one per cent"),
        description=_("1,000 for 10 per cent; 0 where none is deducted."),
    )
    basis: Words = Field(title=_("Why"), description=_("The section or opinion that it rests on."))


class CompensationDrawn(CompensationNamed):
    """The compensation of an office's people."""

    drawing_code: Code = Field(title=_("Drawing code"))


class OfDrawingCode(Given):
    """A drawing code."""

    drawing_code: Code = Field(title=_("Drawing code"))


def _order(given: CompensationOrdered) -> tuple[str, date]:
    return one_spaced(given.order_number), given.order_dated


def _amounts(given: CompensationOrdered) -> dict[str, int]:
    of_class = dict(given.amounts or {})
    if EVERY in of_class:
        raise Unsound("compensation_without_amount")
    return of_class | ({EVERY: given.amount} if given.amount is not None else {})


def _prepare_order(authority: Authority, given: CompensationOrdered) -> Prepared:
    says = statement_to_order(authority, given.roll, _order(given), given.head, _amounts(given))
    return prepared_list(authority, ORDERS, {ITEM: says}, summary=says)


def _prepare_approval(authority: Authority, given: CompensationApproved) -> Prepared:
    says = statement_to_decide(authority, given.compensation)
    return prepared_list(authority, APPROVES, {ITEM: says}, summary=says)


@act(ORDERS, title=_("Order compensation"), roles=(Role.LAW_OFFICER,), signs="decision",
     prepares=_prepare_order)  # fmt: skip
def order(authority: Authority, given: CompensationOrdered) -> Answer:
    """Order compensation for the people of a roll by an order of a court, from a charged head of account.

    Finance approves it. Each office then draws it for its people who have claimed on their line.
    """
    found = order_compensation(authority, given.roll, _order(given), given.head, _amounts(given))
    state = {"compensation": found.reference, "roll": found.roll.reference}
    return Answer.of("compensation_ordered", state, compensation=found.reference)


@act(APPROVES, title=_("Approve compensation"), roles=(Role.FINANCE_OFFICER,), signs="decision",
     prepares=_prepare_approval)  # fmt: skip
def approve(authority: Authority, given: CompensationApproved) -> Answer:
    """Approve compensation that a law officer ordered. The offices of its people may draw it from now on."""
    found = approve_compensation(authority, given.compensation).compensation
    return Answer.of("compensation_approved", {"compensation": found.reference}, compensation=found.reference)


@act("decline_compensation", title=_("Decline compensation"), roles=(Role.FINANCE_OFFICER,))
def decline(authority: Authority, given: CompensationDeclined) -> Answer:
    """Decline compensation with a reason. The law officer may order another for the same roll."""
    found = decline_compensation(authority, given.compensation, given.reason).compensation
    return Answer.of("compensation_declined", {"compensation": found.reference}, compensation=found.reference)


@act("enter_compensation_tax", title=_("Enter the tax on compensation"), roles=(Role.LAW_OFFICER,))
def enter_tax(authority: Authority, given: CompensationTaxGiven) -> Answer:
    """Enter the tax that is deducted from each line, 0 for none. No bill of the compensation goes on without.

    A bill made at another rate is cancelled and made again.
    """
    tax = enter_compensation_tax(authority, given.compensation, given.rate, given.basis)
    state = {"compensation": tax.compensation.reference, "rate": tax.rate}
    return Answer.of("compensation_tax_entered", state, compensation=tax.compensation.reference)


@act("draw_compensation", title=_("Draw compensation"), roles=OFFICE, scope="drawing_code")
def draw(authority: Authority, given: CompensationDrawn) -> Answer:
    """Make the bill of compensation for an office's people who have claimed on their line of the roll.

    Nothing but the tax is deducted. A line is drawn once; a second call draws for people who claimed since.
    """
    drawn = draw_compensation(given.drawing_code, given.compensation, authority)
    return Answer(drawn.sentence, {"bills": [bill_state(bill) for bill in drawn.bills]})


@view("compensations", title=_("Compensations"), roles=READERS, rows="compensations")
def all_compensations(_authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """Compensations by order of a court, newest first: the order, the amounts, and counts of lines."""
    del given
    return {"compensations": [compensation_state(one) for one in compensations()]}


@view("compensation", title=_("Compensation"), roles=READERS)
def one_compensation(_authority: Authority, given: CompensationNamed) -> dict[str, Any]:
    """One compensation with counts of its lines."""
    return compensation_state(compensation_named(given.compensation))


@view("compensation_to_draw", title=_("Compensation to draw"), roles=OFFICE, scope="drawing_code",
      rows="lines")  # fmt: skip
def to_draw(authority: Authority, given: OfDrawingCode) -> dict[str, Any]:
    """The claimed lines of an office's people that no bill draws, by compensation."""
    whose = people_of(BookReader(), given.drawing_code, authority.at)
    lines = [
        {
            "compensation": found.reference, "employment": employment.number,
            "amount_paise": found.amount_of(line.class_of),
        }
        for found, its in approved_with_lines(whose)
        for employment, line in its
    ]  # fmt: skip
    return {"lines": lines}


def compensation_state(found: Compensation) -> dict[str, Any]:
    """A compensation in its API form: counts without small ones."""
    decision = getattr(found, "decision", None)
    paid: PaidLines = paid_lines(found.roll_id)
    return {
        "compensation": found.reference, "roll": found.roll.reference, "order": str(found.order),
        "head": found.head.code, "at": found.at.isoformat(timespec="seconds"),
        "amounts_paise": {key or "every_class": value for key, value in found.amounts.items()},
        "state": decision.outcome if decision else "ordered", "reason": decision.reason if decision else "",
        "tax_rate": tax_of(found), "drawn": counted(paid.drawn), "paid": counted(paid.paid),
        "returned": counted(paid.returned),
    }  # fmt: skip


def amounts_said(found: Compensation) -> list[tuple[str, str]]:
    """The amounts by class of person; the class is empty for every other one."""
    return [(key, shown(int(value))) for key, value in found.amounts.items()]
