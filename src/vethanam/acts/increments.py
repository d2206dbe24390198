"""The act on a month's yearly increments granted by one order."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts import orders
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Given, MonthField, Texts
from vethanam.acts.orders import OrderGiven
from vethanam.acts.service_book import WRITES
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import grant_increments


class IncrementsGiven(Given):
    """The employees with increments by one order."""

    drawing_code: Code = Field(title=_("Drawing code"))
    month: MonthField = Field(
        title=_("Month"), description=_("Those due in it, and earlier ones without an entry.")
    )
    employments: Texts = Field(title=_("Employee numbers"))
    order: OrderGiven = Field(title=_("Order"))


@act(
    "grant_increments",
    title=_("Grant increments"),
    roles=WRITES,
    scope="drawing_code",
    power="prepare",
)
def grant(authority: Authority, given: IncrementsGiven) -> Answer:
    """Record the due yearly increments, each to the next stage from the first of its month, by one order.

    An employee at the top stage, or with days that may postpone the increment, is entered separately with the
    act ``record``. All are recorded or none; another person verifies them.
    """
    order = orders.entered(authority, given.order)
    granted = grant_increments(authority, given.drawing_code, given.month, given.employments, order)
    state = {"employments": granted}
    return Answer.of("increments_granted", state, count=len(granted), month=given.month)
