"""Acts on bills: make, check, countersign, present, withdraw, cancel; object, queue, lapse, pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.bill_statements import prepared_bills
from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import Code, Day, Given, MonthField, Months, Numbers, Reasons, Text, Texts, Words
from vethanam.acts.key_signatures import SignedGiven, seed_of
from vethanam.acts.payments import PaymentNamed, prepared_again, send_again
from vethanam.acts.record_lookup import bill_of
from vethanam.acts.runs import OFFICE, latest_run
from vethanam.acts.states import bill_state
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.bills import new_bills, treasury_actions
from vethanam.payroll.bills import office_actions as bills_actions
from vethanam.payroll.models import Bill, Run, for_month
from vethanam.payroll.runs import actions as runs_actions
from vethanam.people.models import Role

_WAITS = (Bill.State.PRESENTED, Bill.State.QUEUED)
_TO_CHECK = (Bill.State.MADE,)
_TO_COUNTERSIGN = (Bill.State.CHECKED, Bill.State.MADE)
_TO_PRESENT = (Bill.State.MADE, Bill.State.CHECKED, Bill.State.COUNTERSIGNED, *Bill.AGAIN)


class NamedBills(Given):
    """One bill by its number, or every bill of a drawing code and month that waits for the act."""

    bill: Code | None = Field(None, title=_("Number of the bill"))
    drawing_code: Code | None = Field(None, title=_("Drawing code"))
    month: MonthField | None = Field(None, title=_("Month"))
    bill_class: Code | None = Field(None, title=_("Kind of bill"))


class SignedBills(NamedBills, SignedGiven):
    """The bills of one signature: ``bills`` lists them by number; else as in other acts."""

    bills: Texts | None = Field(
        None,
        title=_("Numbers of several bills"),
        description=_("At most 500; one signature covers them all."),
    )


class WithReason(NamedBills):
    """Bills, and a reason."""

    reason: Words = Field(title=_("Reason"), description=_("It stays with the bill."))


class ObjectGiven(WithReason):
    """The fault of a bill, and of single lines."""

    reason: Words = Field(title=_("Reason"), description=_("Name the error and its correction."))
    lines: Reasons | None = Field(None, title=_("Reasons by employee number"))


class QueueGiven(WithReason):
    """The reason why a bill is kept waiting."""

    reason: Words = Field(title=_("Reason"), description=_("Write the reason for waiting."))


class PassGiven(SignedBills):
    """A bill and its voucher."""

    voucher_number: Text | None = Field(
        None,
        title=_("Voucher number"),
        description=_(
            "As the treasury's register gives it, once only in an account year. Empty: the next number."
        ),
    )
    voucher_date: Day | None = Field(None, title=_("Voucher date"))


class PresentGiven(SignedBills):
    """Bills to present; or a failed payment to send again, by payee or reference."""

    answer: Words | None = Field(None, title=_("Answer to the objection"))
    reference: Text | None = Field(None, title=_("Reference of the payment"))
    employment: Code | None = Field(None, title=_("Employee number"))
    institution: Text | None = Field(None, title=_("Institution"))


class MakeGiven(Given):
    """The months of a new bill."""

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
    without: Texts | None = Field(
        None,
        title=_("Left out"),
        description=_("Employee numbers: of one month, for a bill of their own later."),
    )


@act("make", title=_("Make the bills of a month"), roles=OFFICE, scope="drawing_code", power="prepare")
def make(authority: Authority, given: MakeGiven) -> Answer:
    """Lock the latest run and make a bill per class of everything due and unclaimed.

    ``months`` or ``runs`` instead of ``month`` makes one bill of several months. ``without`` leaves out
    employees of one month, such as those that an objection named: a supplementary bill draws them later.
    ``waits`` names people who first need a decision on another bill.
    """
    chosen = _runs(given)
    for run in chosen:
        runs_actions.lock_run(run, authority)
    is_one = len(chosen) == 1 and not given.months
    made = (
        new_bills.make_bill(chosen[0], authority, without=given.without or ())
        if is_one
        else new_bills.make_bill_of_months(chosen, authority)
    )
    return Answer(
        made.sentence, {"bills": [bill_state(bill) for bill in made.bills], "waits": list(made.waits)}
    )


def _runs(given: MakeGiven) -> list[int]:
    """The named runs, or the latest runs of the months."""
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


def _signs(
    name: str, states: tuple[str, ...], also: Callable[[Any], Mapping[str, Any]] = lambda _given: {}
) -> Callable[[Authority, Any], Prepared]:
    """A function that prepares the statement of the named bills; ``also`` is signed with it."""

    def prepares(authority: Authority, given: Any) -> Prepared:
        if again := PaymentNamed.in_place_of_bills(given):
            return prepared_again(authority, again, seed_of(given))
        return prepared_bills(authority, name, _named(given, states), also(given))

    return prepares


@act(
    "check",
    title=_("Check a bill"),
    roles=(Role.DRAWING_OFFICER,),
    scope="drawing_code",
    signs="bill",
    prepares=_signs("check", _TO_CHECK),
)
def check(authority: Authority, given: SignedBills) -> Answer:
    """Check bills: the drawing officer signs. The maker cannot check her own bill."""
    return _each(given, _TO_CHECK, "bill_checked", lambda bill: bills_actions.check_bill(bill, authority))


@act(
    "countersign",
    title=_("Countersign a bill"),
    roles=(Role.COUNTERSIGNING_OFFICER,),
    scope="drawing_code",
    signs="bill",
    prepares=_signs("countersign", _TO_COUNTERSIGN),
)
def countersign(authority: Authority, given: SignedBills) -> Answer:
    """Countersign bills."""
    return _each(
        given,
        _TO_COUNTERSIGN,
        "bill_countersigned",
        lambda bill: bills_actions.countersign_bill(bill, authority),
    )


@act(
    "present",
    title=_("Present a bill"),
    roles=(Role.DRAWING_OFFICER,),
    scope="drawing_code",
    signs="bill",
    prepares=_signs("present", _TO_PRESENT),
)
def present(authority: Authority, given: PresentGiven) -> Answer:
    """Present bills to the treasury; after an objection again, with ``answer``.

    ``reference``, ``employment`` or ``institution`` instead names a failed payment, which is sent again to
    the current account.
    """
    if again := PaymentNamed.in_place_of_bills(given):
        return send_again(authority, again)
    said = given.answer or ""
    return _each(
        given,
        _TO_PRESENT,
        "bill_presented",
        lambda bill: bills_actions.present_bill(bill, authority, answer=said),
    )


@act("withdraw", title=_("Take a bill back"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code")
def withdraw(authority: Authority, given: WithReason) -> Answer:
    """Withdraw a presented bill from the treasury."""
    return _each(
        given,
        _WAITS,
        "bill_withdrawn",
        lambda bill: bills_actions.withdraw_bill(bill, authority, reason=given.reason),
    )


@act(
    "cancel",
    title=_("Cancel a bill"),
    roles=(Role.DRAWING_OFFICER, Role.CLERK),
    scope="drawing_code",
    final=_("A cancelled bill stays cancelled, and its number is not used again."),
)
def cancel(authority: Authority, given: WithReason) -> Answer:
    """Cancel a bill that is not passed; its claims become free, its number is not reused.

    The clerk cancels one that nobody has checked.
    """
    live = tuple(state for state in Bill.State if state not in (*Bill.PAID, Bill.State.CANCELLED))
    return _each(
        given,
        live,
        "bill_cancelled",
        lambda bill: bills_actions.cancel_bill(bill, authority, reason=given.reason),
    )


@act("object", title=_("Send a bill back"), roles=(Role.TREASURY_OFFICER,))
def object_to(authority: Authority, given: ObjectGiven) -> Answer:
    """Object to a bill at the treasury; ``lines`` gives reasons by employee number."""
    lines = dict(given.lines or {})
    return _each(
        given,
        _WAITS,
        "bill_objected",
        lambda bill: treasury_actions.object_bill(bill, authority, reason=given.reason, lines=lines),
    )


@act("queue", title=_("Keep a bill waiting"), roles=(Role.TREASURY_OFFICER,))
def queue(authority: Authority, given: QueueGiven) -> Answer:
    """Queue a bill at the treasury; it can still be passed, returned or withdrawn."""
    return _each(
        given,
        (Bill.State.PRESENTED,),
        "bill_queued",
        lambda bill: treasury_actions.queue_bill(bill, authority, reason=given.reason),
    )


@act("lapse", title=_("Let a bill lapse"), roles=(Role.TREASURY_OFFICER,))
def lapse(authority: Authority, given: WithReason) -> Answer:
    """Lapse a bill presented in an account year that has ended. Its claims stay on it."""
    return _each(
        given,
        _WAITS,
        "bill_lapsed",
        lambda bill: treasury_actions.lapse_bill(bill, authority, reason=given.reason),
    )


def _voucher(given: PassGiven) -> Mapping[str, Any]:
    """The voucher in the statement; empty for the treasury's next number and today."""
    dated = given.voucher_date.isoformat() if given.voucher_date else ""
    return {"voucher_number": given.voucher_number or "", "voucher_date": dated}


@act(
    "pass",
    title=_("Pass a bill"),
    roles=(Role.TREASURY_OFFICER,),
    signs="bill",
    prepares=_signs("pass", _WAITS, _voucher),
)
def pass_(authority: Authority, given: PassGiven) -> Answer:
    """Pass a bill at the treasury: its claims are drawn and the money is paid."""
    number, dated = given.voucher_number or "", given.voucher_date
    return _each(
        given,
        _WAITS,
        "bill_passed",
        lambda bill: treasury_actions.pass_bill(bill, authority, voucher_number=number, voucher_date=dated),
    )


def _each(given: NamedBills, states: tuple[str, ...], done: str, sign: Callable[[Bill], object]) -> Answer:
    """Apply an action to the named bills: one by number, or those of a code and month in a suitable state."""
    chosen = _named(given, states)
    for bill in chosen:
        sign(bill)
        bill.refresh_from_db()
    state = {"bills": [bill_state(bill) for bill in chosen]}
    return Answer.of(done, state, bills=[bill.number for bill in chosen])


def _named(given: NamedBills, states: tuple[str, ...]) -> list[Bill]:
    if listed := getattr(given, "bills", None):
        return [bill_of(number) for number in dict.fromkeys(listed)]
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
