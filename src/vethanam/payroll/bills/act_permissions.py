"""Whether an authority may act on a bill now, and the reason if not, which a page shows beside the button.

The act checks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill, BillAct
from vethanam.payroll.pay_calendar.queries import bill_pays_on
from vethanam.people.models import BillClass, Role
from vethanam.periods import Month

ACTS = ("check", "countersign", "present", "withdraw", "cancel", "refund", "object", "queue", "pass", "lapse")
_OFFICE_ACTS = {"check", "countersign", "present", "withdraw", "cancel", "refund"}


def why_not(bill: Bill, act: str, authority: Authority) -> str:
    """The reason an authority cannot do an act on a bill now, as a sentence; empty if it can.

    The act checks again.
    """
    at_treasury = bill.state in (Bill.State.PRESENTED, Bill.State.QUEUED)
    if act in _OFFICE_ACTS:
        return _why_not_in_office(bill, act, authority, at_treasury)
    if authority.role != Role.TREASURY_OFFICER or authority.scope != bill.treasury.code:
        return f"The treasury officer of {bill.treasury.code} does this."
    if not at_treasury or (act == "lapse" and not year_is_over(bill, authority)):
        return f"The bill is {bill.state.replace('_', ' ')}."
    if drawn_oneself([bill], authority):
        return "You drew this bill. Another treasury officer decides on it."
    if act == "pass" and year_is_over(bill, authority):
        return Sentence("pass_year_over").says
    return ""


def drawn_oneself(bills: Iterable[Bill], authority: Authority) -> set[int]:
    """The bills this person, or a delegate, ever made, checked, countersigned or presented."""
    oneself = {authority.person, authority.on_behalf_of} - {None}
    acts = BillAct.objects.filter(
        Q(person__in=oneself) | Q(on_behalf_of__in=oneself),
        bill__in=[bill.pk for bill in bills],
        act__in=BillAct.DRAWING,
    )
    return set(acts.values_list("bill", flat=True))


def year_is_over(bill: Bill, authority: Authority) -> bool:
    """True if the account year that grants the bill's money is over."""
    came = bill.presentations.order_by("ordinal").last()
    return came is not None and grant_year(bill.pk, came.presented_at) < account_year(authority.at)


def grant_year(bill: int, presented: datetime) -> str:
    """The account year that grants a bill's money: of its presentation, or of a later pay-day."""
    days = (localdate(presented), bill_pays_on(bill))
    return Month.of(max(filter(None, days))).account_year


def account_year(at: datetime) -> str:
    """The account year of an instant."""
    return Month.of(localdate(at)).account_year


def _why_not_in_office(bill: Bill, act: str, authority: Authority, at_treasury: bool) -> str:
    roles: tuple[str, ...] = (Role.COUNTERSIGNING_OFFICER if act == "countersign" else Role.DRAWING_OFFICER,)
    if act == "refund" or (act == "cancel" and bill.state == Bill.State.MADE):
        roles = (Role.CLERK, Role.DRAWING_OFFICER)
    if authority.role not in roles or authority.scope != bill.drawing_code.code:
        return f"The {roles[-1].replace('_', ' ')} of {bill.drawing_code.code} does this."
    ready = {"maker_checker": Bill.State.CHECKED, "countersigned": Bill.State.COUNTERSIGNED}.get(
        bill.signing, Bill.State.MADE
    )
    fits = {
        "check": bill.state == Bill.State.MADE and bill.signing == BillClass.Signing.MAKER_CHECKER,
        "countersign": bill.state == Bill.State.MADE and bill.signing == BillClass.Signing.COUNTERSIGNED,
        "present": bill.state in (ready, *Bill.AGAIN),
        "withdraw": at_treasury,
        "refund": bill.state in Bill.PAID,
        "cancel": bill.state not in (*Bill.PAID, Bill.State.CANCELLED),
    }[act]
    if not fits:
        return f"The bill is {bill.state.replace('_', ' ')}."
    if act in ("check", "countersign") and authority.person == bill.made_by_id:
        return f"You made this bill. Another person {act}s it."
    return ""
