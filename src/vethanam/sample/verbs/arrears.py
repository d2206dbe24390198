"""Acts on arrears: list them before anything is drawn, and make a bill of the list."""

from __future__ import annotations

from typing import Any

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import list_arrears, make_arrear_bill
from vethanam.payroll.arrears import told
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.sample.acts import Act, Answer
from vethanam.sample.verbs.bills import bill_state


def arrears(authority: Authority, act: Act) -> Answer:
    """``{drawing_code, from, to}``, ``employment`` for one person, ``bill: true`` to make the arrear bill of the list."""
    act.only("drawing_code", "from", "to", "employment", "bill")
    people = [_employment(str(act["employment"]))] if act.get("employment") else None
    listed = list_arrears(
        Month.parse(act["from"]),
        Month.parse(act["to"]),
        str(act["drawing_code"]),
        authority,
        employments=people,
    )
    state: dict[str, Any] = {"list": listed.arrear_list.pk, **told.as_json(listed.arrears)}
    state["findings"] = [{"record": f.record, "code": f.code, "says": f.says} for f in listed.findings]
    if not act.get("bill"):
        return Answer(listed.says, state)
    made = make_arrear_bill(listed.arrear_list.pk, authority)
    state["bills"] = [bill_state(bill) for bill in made.bills]
    state["findings"] = [{"record": f.record, "code": f.code, "says": f.says} for f in made.findings]
    return Answer(made.says, state)


def _employment(number: str) -> int:
    found = Employment.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise Unsound("no_such_employee", number=typed(number, 20))
    return found
