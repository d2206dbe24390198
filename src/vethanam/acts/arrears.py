"""Acts on arrears: list them before anything is drawn, and make a bill of the list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Flag, Given, MonthField
from vethanam.acts.finding import employment_of
from vethanam.acts.runs import OFFICE
from vethanam.acts.states import bill_state
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import list_arrears, make_arrear_bill
from vethanam.payroll.arrears import told


class ArrearsGiven(Given):
    """For which months and whom arrears are listed."""

    drawing_code: Code = Field(title=_("Drawing code"))
    first: MonthField = Field(alias="from", title=_("First month"))
    last: MonthField = Field(alias="to", title=_("Last month"))
    employment: Code | None = Field(None, title=_("Employee number"))
    bill: Flag | None = Field(None, title=_("Is the bill made at once?"))


@act("arrears", title=_("List arrears"), roles=OFFICE, scope="drawing_code")
def arrears(authority: Authority, given: ArrearsGiven) -> Answer:
    """Due by what is known now less drawn, month by month, with the order that caused each difference.

    ``bill: true`` makes the arrear bill of the list.
    """
    people = [employment_of(given.employment).pk] if given.employment else None
    listed = list_arrears(given.first, given.last, given.drawing_code, authority, employments=people)
    state: dict[str, Any] = {"list": listed.arrear_list.pk, **told.as_json(listed.arrears)}
    state["findings"] = [{"record": f.record, "code": f.code, "says": f.says} for f in listed.findings]
    if not given.bill:
        return Answer(listed.says, state)
    made = make_arrear_bill(listed.arrear_list.pk, authority)
    state["bills"] = [bill_state(bill) for bill in made.bills]
    state["findings"] = [{"record": f.record, "code": f.code, "says": f.says} for f in made.findings]
    return Answer(made.says, state)
