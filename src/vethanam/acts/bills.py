"""Acts on bills: make, check, countersign, present, withdraw, cancel; object, queue, lapse, pass."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Day, Given, MonthField, Months, Numbers, Reasons, Text, Words
from vethanam.acts.finding import bill_of
from vethanam.acts.payments import PaymentNamed, send_again
from vethanam.acts.runs import OFFICE, latest_run
from vethanam.acts.states import bill_state
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import bills, making, passing, runs
from vethanam.payroll.models import Bill, Run, for_month
from vethanam.people.models import Role

_WAITS = (Bill.State.PRESENTED, Bill.State.QUEUED)


class NamedBills(Given):
    """One bill by its number, or every bill of a drawing code and month that waits for the act."""

    bill: Code | None = Field(None, title=_("Number of the bill"))
    drawing_code: Code | None = Field(None, title=_("Drawing code"))
    month: MonthField | None = Field(None, title=_("Month"))
    bill_class: Code | None = Field(None, title=_("Kind of bill"))


class WithReason(NamedBills):
    """Bills, and why."""

    reason: Words = Field(title=_("Reason"), description=_("It stays with the bill."))


class ObjectGiven(WithReason):
    """What is wrong with a bill, and with single lines of it."""

    reason: Words = Field(title=_("Reason"), description=_("Say what is wrong and what would be right."))
    lines: Reasons | None = Field(None, title=_("Reasons by employee number"))


class QueueGiven(WithReason):
    """Why a bill waits."""

    reason: Words = Field(title=_("Reason"), description=_("Say what it waits for."))


class PassGiven(NamedBills):
    """A bill and its voucher."""

    voucher_number: Text | None = Field(
        None,
        title=_("Voucher number"),
        description=_(
            "As the treasury's register gives it, once only in an account year. Empty: the next number."
        ),
    )
    voucher_date: Day | None = Field(None, title=_("Voucher date"))


class PresentGiven(NamedBills):
    """Bills to present; or, by payee or reference, a payment that failed and is sent again."""

    answer: Words | None = Field(None, title=_("Answer to the objection"))
    reference: Text | None = Field(None, title=_("Reference of the payment"))
    employment: Code | None = Field(None, title=_("Employee number"))
    institution: Text | None = Field(None, title=_("Institution"))


class MakeGiven(Given):
    """Which months a bill is made of."""

    drawing_code: Code = Field(title=_("Drawing code"))
    month: MonthField | None = Field(None, title=_("Month"))
    months: Months | None = Field(None, title=_("Several months in one bill"))
    runs: Numbers | None = Field(
        None,
        title=_("Numbers of the runs"),
        description=_("In place of months: refused where a month was computed again since."),
    )
    bill: Code | None = Field(None, title=_("Number of the bill"))
    bill_class: Code | None = Field(None, title=_("Kind of bill"))


@act("make", title=_("Make the bills of a month"), roles=OFFICE, scope="drawing_code", power="prepare")
def make(authority: Authority, given: MakeGiven) -> Answer:
    """Lock the latest run and make a bill per class of everything that is due and not claimed yet.

    ``months`` or ``runs`` in place of ``month`` makes one bill of several months. ``waits`` names people whose claim on another
    bill must be decided first.
    """
    chosen = _runs(given)
    for run in chosen:
        runs.lock_run(run, authority)
    is_one = len(chosen) == 1 and not given.months
    made = making.make_bill(chosen[0], authority) if is_one else making.make_bill_of_months(chosen, authority)
    return Answer(
        made.sentence, {"bills": [bill_state(bill) for bill in made.bills], "waits": list(made.waits)}
    )


def _runs(given: MakeGiven) -> list[int]:
    """The runs a bill is made of: those that are named, or the latest of the months."""
    if given.runs is None:
        months = given.months or ((given.month,) if given.month else ())
        if not months:
            raise Unsound("month_not_named")
        return [latest_run(month, given.drawing_code).pk for month in months]
    rows = Run.objects.filter(pk__in=given.runs, drawing_code__code=given.drawing_code).order_by("month")
    found = list(rows.values_list("pk", flat=True))
    if len(found) < len(set(given.runs)):
        raise Unsound("run_of_another_code", drawing_code=given.drawing_code)
    return found


@act("check", title=_("Check a bill"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code", signs="bill")
def check(authority: Authority, given: NamedBills) -> Answer:
    """The drawing officer signs as checker; another person made the bill."""
    return _each(given, (Bill.State.MADE,), "bill_checked", lambda bill: bills.check_bill(bill, authority))


@act(
    "countersign",
    title=_("Countersign a bill"),
    roles=(Role.COUNTERSIGNING_OFFICER,),
    scope="drawing_code",
    signs="bill",
)
def countersign(authority: Authority, given: NamedBills) -> Answer:
    """The countersigning officer signs."""
    ready = (Bill.State.CHECKED, Bill.State.MADE)
    return _each(given, ready, "bill_countersigned", lambda bill: bills.countersign_bill(bill, authority))


@act("present", title=_("Present a bill"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code", signs="bill")
def present(authority: Authority, given: PresentGiven) -> Answer:
    """Present to the treasury; again after an objection, with ``answer``.

    With ``reference``, ``employment`` or ``institution`` a payment that failed is sent again, to the account that holds now.
    """
    if given.reference or given.employment or given.institution:
        return send_again(authority, PaymentNamed.of(given))
    ready = (Bill.State.MADE, Bill.State.CHECKED, Bill.State.COUNTERSIGNED, *Bill.AGAIN)
    said = given.answer or ""
    return _each(
        given, ready, "bill_presented", lambda bill: bills.present_bill(bill, authority, answer=said)
    )


@act("withdraw", title=_("Take a bill back"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code")
def withdraw(authority: Authority, given: WithReason) -> Answer:
    """Take a presented bill back from the treasury."""
    return _each(
        given,
        _WAITS,
        "bill_withdrawn",
        lambda bill: bills.withdraw_bill(bill, authority, reason=given.reason),
    )


@act("cancel", title=_("Cancel a bill"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code")
def cancel(authority: Authority, given: WithReason) -> Answer:
    """Cancel a bill that is not passed; its claims are free again, its number is spent."""
    live = tuple(state for state in Bill.State if state not in (*Bill.PAID, Bill.State.CANCELLED))
    return _each(
        given, live, "bill_cancelled", lambda bill: bills.cancel_bill(bill, authority, reason=given.reason)
    )


@act("object", title=_("Send a bill back"), roles=(Role.TREASURY_OFFICER,))
def object_to(authority: Authority, given: ObjectGiven) -> Answer:
    """The treasury objects; ``lines`` gives reasons by employee number."""
    lines = dict(given.lines or {})
    return _each(
        given,
        _WAITS,
        "bill_objected",
        lambda bill: passing.object_bill(bill, authority, reason=given.reason, lines=lines),
    )


@act("queue", title=_("Keep a bill waiting"), roles=(Role.TREASURY_OFFICER,))
def queue(authority: Authority, given: QueueGiven) -> Answer:
    """The treasury keeps a bill waiting; it can still be passed, sent back or taken back."""
    return _each(
        given,
        (Bill.State.PRESENTED,),
        "bill_queued",
        lambda bill: passing.queue_bill(bill, authority, reason=given.reason),
    )


@act("lapse", title=_("Let a bill lapse"), roles=(Role.TREASURY_OFFICER,))
def lapse(authority: Authority, given: WithReason) -> Answer:
    """A bill presented in an account year that is over lapses. Its claims stay on it."""
    return _each(
        given, _WAITS, "bill_lapsed", lambda bill: passing.lapse_bill(bill, authority, reason=given.reason)
    )


@act("pass", title=_("Pass a bill"), roles=(Role.TREASURY_OFFICER,), signs="bill")
def pass_(authority: Authority, given: PassGiven) -> Answer:
    """The treasury passes a bill: its claims are drawn and the money leaves."""
    number, dated = given.voucher_number or "", given.voucher_date
    return _each(
        given,
        _WAITS,
        "bill_passed",
        lambda bill: passing.pass_bill(bill, authority, voucher_number=number, voucher_date=dated),
    )


def _each(given: NamedBills, states: tuple[str, ...], done: str, sign: Callable[[Bill], object]) -> Answer:
    """Do one thing to the bills an act names: one by its number, or those of a code and month in a fitting state."""
    chosen = _named(given, states)
    for bill in chosen:
        sign(bill)
        bill.refresh_from_db()
    state = {"bills": [bill_state(bill) for bill in chosen]}
    return Answer.of(done, state, bills=[bill.number for bill in chosen])


def _named(given: NamedBills, states: tuple[str, ...]) -> list[Bill]:
    if given.bill:
        return [bill_of(given.bill)]
    if given.month is None or given.drawing_code is None:
        raise Unsound("bill_not_named")
    rows = Bill.objects.filter(for_month(int(given.month)), drawing_code__code=given.drawing_code)
    if given.bill_class:
        rows = rows.filter(bill_class__code=given.bill_class)
    found = list(rows.filter(state__in=states).order_by("pk"))
    if not found:
        raise Refused("no_bill_waits", month=str(given.month), drawing_code=given.drawing_code)
    return found
