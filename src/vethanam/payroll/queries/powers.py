"""Whether somebody can do an act to a bill now, and if not, why: for the words beside a button. The act decides again."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill
from vethanam.people.models import BillClass, Role

ACTS = ("check", "countersign", "present", "withdraw", "cancel", "object", "queue", "pass")
_OFFICE_ACTS = {"check", "countersign", "present", "withdraw", "cancel"}


def why_not(bill: Bill, act: str, authority: Authority) -> str:
    """Why an authority cannot do an act to a bill now, as a sentence; empty when it can. The act itself decides again."""
    at_treasury = bill.state in (Bill.State.PRESENTED, Bill.State.QUEUED)
    if act in _OFFICE_ACTS:
        return _why_not_in_office(bill, act, authority, at_treasury)
    if authority.role != Role.TREASURY_OFFICER or authority.scope != bill.treasury.code:
        return f"The treasury officer of {bill.treasury.code} does this."
    if not at_treasury:
        return f"The bill is {bill.state.replace('_', ' ')}."
    return (
        "Whoever drew a bill never decides on it. Another treasury officer does."
        if drew(bill, authority)
        else ""
    )


def drew(bill: Bill, authority: Authority) -> bool:
    """Whether the person made, checked, countersigned or presented the bill, or somebody did in the person's name."""
    signed = {
        getattr(bill, f"{what}_{whose}_id")
        for what in ("made", "checked", "countersigned", "presented")
        for whose in ("by", "for")
    }
    return bool(signed & ({authority.person, authority.on_behalf_of} - {None}))


def _why_not_in_office(bill: Bill, act: str, authority: Authority, at_treasury: bool) -> str:
    roles: tuple[str, ...] = (Role.COUNTERSIGNING_OFFICER if act == "countersign" else Role.DRAWING_OFFICER,)
    if act == "cancel" and bill.state == Bill.State.MADE:
        roles = (Role.CLERK, Role.DRAWING_OFFICER)
    if authority.role not in roles or authority.scope != bill.drawing_code.code:
        return f"The {roles[-1].replace('_', ' ')} of {bill.drawing_code.code} does this."
    ready = {"maker_checker": Bill.State.CHECKED, "countersigned": Bill.State.COUNTERSIGNED}.get(
        bill.signing, Bill.State.MADE
    )
    fits = {
        "check": bill.state == Bill.State.MADE and bill.signing == BillClass.Signing.MAKER_CHECKER,
        "countersign": bill.state == Bill.State.MADE and bill.signing == BillClass.Signing.COUNTERSIGNED,
        "present": bill.state in (ready, Bill.State.OBJECTED, Bill.State.WITHDRAWN),
        "withdraw": at_treasury,
        "cancel": bill.state not in (*Bill.PAID, Bill.State.CANCELLED),
    }[act]
    if not fits:
        return f"The bill is {bill.state.replace('_', ' ')}."
    if act in ("check", "countersign") and authority.person == bill.made_by_id:
        return f"You made this bill. Another person {act}s it."
    return ""
