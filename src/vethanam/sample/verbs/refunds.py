"""Acts on what comes back to the treasury by challan: the office enters it, the treasury confirms or refuses it."""

from __future__ import annotations

from typing import Any

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import rupees
from vethanam.payments.actions import confirm_challan, refund_by_challan
from vethanam.payroll.actions import Challan, refuse_refund
from vethanam.payroll.models import Bill, Component, Refund
from vethanam.people.models import Role
from vethanam.sample.acts import Act, Answer, day
from vethanam.sample.verbs.service import employment_of


def refund(authority: Authority, act: Act) -> Answer:
    """The office: ``{bill, employment, challan, dated, reason}``, ``amounts`` (component: rupees) for a part, ``amount``; and
    ``whole`` where the challan covers several refunds.

    The treasury: ``{bill, challan, confirm: true}``, or ``refuse`` with the reason.
    """
    if authority.role == Role.TREASURY_OFFICER:
        return _decide(authority, act)
    act.only("bill", "employment", "challan", "dated", "amount", "amounts", "reason", "drawing_code", "whole")
    bill, whole = _bill(act), act.get("amounts") is None
    amounts = None if whole else {str(name): rupees(value) for name, value in act.mapping("amounts").items()}
    said, covers = (rupees(act[name]) if act.get(name) else None for name in ("amount", "whole"))
    entered = refund_by_challan(
        bill.pk,
        authority,
        employment=employment_of(act["employment"]),
        challan=Challan(str(act["challan"]), day(act["dated"]), said, covers),
        reason=str(act["reason"]),
        amounts=amounts,
    )
    says = f"{entered.employment}: {entered} of bill {bill.number} is entered. It counts when the treasury confirms it."
    return Answer(says, {"refunds": [refund_state(entered)]})


def refund_state(refund: Refund) -> dict[str, Any]:
    """A refund as ``state``."""
    names = dict(Component.objects.values_list("code", "name"))
    lines: dict[str, int] = {}
    for component, amount in refund.lines.order_by("id").values_list("component", "amount"):
        lines[names[component]] = lines.get(names[component], 0) + amount
    return {
        "bill": refund.bill.number,
        "employment": refund.employment.number,
        "challan": refund.challan_number,
        "dated": refund.challan_date.isoformat(),
        "account_year": refund.account_year,
        "state": refund.state,
        "amount_paise": refund.amount,
        "lines": lines,
    }


def _decide(authority: Authority, act: Act) -> Answer:
    act.only("bill", "challan", "confirm", "refuse")
    bill = _bill(act)
    found = Refund.objects.filter(bill=bill, challan_number=str(act["challan"])).order_by("-id").first()
    if found is None:
        raise Unsound("no_such_challan", bill=bill.number, challan=typed(act["challan"], 40))
    if act.get("refuse"):
        found = refuse_refund(found.pk, authority, reason=str(act["refuse"]))
    elif act["confirm"] is True:
        found = confirm_challan(found.pk, authority)
    else:
        raise Unsound("confirm_or_refuse")
    return Answer(f"{found.employment}: {found} is {found.state}.", {"refunds": [refund_state(found)]})


def _bill(act: Act) -> Bill:
    found = Bill.objects.filter(number=str(act["bill"])).first()
    if found is None:
        raise Unsound("bill_number_unknown", bill=typed(act["bill"], 40))
    return found
