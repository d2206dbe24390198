"""Check, countersign, present, withdraw or cancel a bill."""

from __future__ import annotations

from django.db.models import Max
from django.utils.timezone import localdate

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payroll.bills.later_deaths import refuse_after_death
from vethanam.payroll.compensation.holds import refuse_held
from vethanam.payroll.models import Bill, BillLine, Presentation
from vethanam.payroll.powers import (
    OFFICE,
    PREPARE,
    PRESENT,
    act,
    close_presentation,
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
from vethanam.people.models import BillClass, Role
from vethanam.periods import Month


@act
def check_bill(bill: Bill | int, authority: Authority) -> Bill:
    """Check a bill that another person made.

    Raises
    ------
    Refused
        The same person made it, its class needs no check, or it is past checking.
    """
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.DRAWING_OFFICER,),
        scope=now.drawing_code.code,
        power=PREPARE,
        doing="Checking a bill",
    )
    if now.signing != BillClass.Signing.MAKER_CHECKER:
        raise Refused("needs_no_check", bill=now.number, signing=now.signing)
    stands(now, Bill.State.MADE, doing="Checking")
    refuse_after_death(now, authority.at, "bill_after_death")
    refuse_held(now)
    return _sign(
        now,
        "checked",
        authority,
        not_by={now.made_by_id},
        code="same_person",
    )


@act
def countersign_bill(bill: Bill | int, authority: Authority) -> Bill:
    """Countersign, as controlling officer, a bill of an office without a second person.

    Raises
    ------
    Refused
        The same person made it, or its class needs no countersignature.
    """
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.COUNTERSIGNING_OFFICER,),
        scope=now.drawing_code.code,
        power=PREPARE,
        doing="Countersigning a bill",
    )
    if now.signing != BillClass.Signing.COUNTERSIGNED:
        raise Refused("needs_no_countersignature", bill=now.number, signing=now.signing)
    stands(now, Bill.State.MADE, doing="Countersigning")
    refuse_after_death(now, authority.at, "bill_after_death")
    refuse_held(now)
    return _sign(
        now,
        "countersigned",
        authority,
        not_by={now.made_by_id},
        code="countersigned_by_maker",
    )


def _sign(bill: Bill, what: str, authority: Authority, *, not_by: set[int], code: str) -> Bill:
    by, for_whom = signer(authority)
    if by in not_by:
        raise Refused(code, bill=bill.number)
    setattr(bill, f"{what}_by_id", by)
    setattr(bill, f"{what}_for_id", for_whom)
    bill.state = what
    keep(bill)
    note(bill, what, authority, leaf_of(bill, f"bill_{what}", authority))
    return bill


@act
def present_bill(bill: Bill | int, authority: Authority, *, answer: str = "") -> Presentation:
    """Present a bill to its treasury. A repeated presentation keeps the bill number and gets a new token.

    ``answer`` is the reply to an objection.

    Raises
    ------
    Refused
        The bill lacks a signature its class demands, or is already at the treasury.
    """
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.DRAWING_OFFICER,),
        scope=now.drawing_code.code,
        power=PRESENT,
        doing="Presenting a bill",
    )
    ready = {
        "maker_checker": Bill.State.CHECKED,
        "countersigned": Bill.State.COUNTERSIGNED,
        "self_drawn": Bill.State.MADE,
    }[now.signing]
    stands(now, ready, *Bill.AGAIN, doing="Presenting")
    refuse_after_death(now, authority.at, "bill_after_death")
    refuse_held(now)
    now.presented_by_id, now.presented_for_id = signer(authority)
    if now.signing == BillClass.Signing.SELF_DRAWN and now.made_for_id != now.presented_for_id:
        raise Refused("self_drawn_bill", bill=now.number)
    said = (
        needs_reason(answer, f"Presenting bill {now.number} again")
        if now.state == Bill.State.OBJECTED
        else " ".join(answer.split())[:500]
    )
    now.state = Bill.State.PRESENTED
    keep(now)
    coming = Presentation.objects.create(
        bill=now,
        treasury_id=now.treasury_id,
        ordinal=now.presentations.count() + 1,
        token=_next_token(now, authority),
        presented_at=authority.at,
    )
    facts = {"ordinal": coming.ordinal, "token": coming.token}
    note(
        now,
        "presented",
        authority,
        leaf_of(now, "bill_presented", authority, ordinal=coming.ordinal, token=coming.token),
        reason=said,
        facts=facts,
    )
    return coming


def _next_token(bill: Bill, authority: Authority) -> str:
    """The next token of the treasury in the account year: 2026/000118."""
    year = Month.of(localdate(authority.at)).account_year[:4]
    hold(-int(year), bill.treasury_id)
    last = Presentation.objects.filter(treasury=bill.treasury_id, token__startswith=f"{year}/").aggregate(
        last=Max("token")
    )["last"]
    return f"{year}/{int(last.split('/')[1]) + 1 if last else 1:06d}"


@act
def withdraw_bill(bill: Bill | int, authority: Authority, *, reason: str) -> Bill:
    """Withdraw a bill before the treasury decides. It can be presented again or cancelled."""
    now = locked_bill(bill)
    require(
        authority,
        roles=(Role.DRAWING_OFFICER,),
        scope=now.drawing_code.code,
        power=PRESENT,
        doing="Withdrawing a bill",
    )
    stands(now, Bill.State.PRESENTED, Bill.State.QUEUED, doing="Withdrawing")
    said = needs_reason(reason, "Withdrawing a bill")
    close_presentation(now, Presentation.Outcome.WITHDRAWN, authority, said)
    now.state = Bill.State.WITHDRAWN
    keep(now)
    note(
        now, "withdrawn", authority, leaf_of(now, "bill_withdrawn", authority, {"reason": said}), reason=said
    )
    return now


@act
def cancel_bill(bill: Bill | int, authority: Authority, *, reason: str) -> Bill:
    """Cancel a bill before the treasury passes it. Its claims become free; its number is never reused.

    Raises
    ------
    Refused
        The bill is passed. Amounts drawn are returned by refund.
    """
    now = locked_bill(bill)
    roles = OFFICE if now.state == Bill.State.MADE else (Role.DRAWING_OFFICER,)
    require(
        authority,
        roles=roles,
        scope=now.drawing_code.code,
        power=PREPARE if now.state == Bill.State.MADE else PRESENT,
        doing="Cancelling a bill",
    )
    if now.state in Bill.PAID:
        raise Refused("already_passed", bill=now.number)
    stands(
        now,
        *(state for state in Bill.State.values if state not in (*Bill.PAID, Bill.State.CANCELLED)),
        doing="Cancelling",
    )
    said = needs_reason(reason, "Cancelling a bill")
    if now.state in (Bill.State.PRESENTED, Bill.State.QUEUED):
        close_presentation(now, Presentation.Outcome.WITHDRAWN, authority, said)
    before = now.state
    now.state = Bill.State.CANCELLED
    keep(now)
    BillLine.objects.filter(bill=now).update(is_live=False)
    note(
        now,
        "cancelled",
        authority,
        leaf_of(now, "bill_cancelled", authority, {"reason": said}),
        reason=said,
        facts={"was": before},
    )
    return now
