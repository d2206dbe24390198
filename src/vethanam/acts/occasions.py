"""Acts on payments outside the monthly pay: surrender of earned leave, yearly
bonus and festival allowance.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts import orders
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import YEARS, Code, Counts, Day, Given, Texts, whole
from vethanam.acts.orders import OrderGiven
from vethanam.acts.runs import OFFICE
from vethanam.acts.states import bill_state
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.payroll.actions import draw_festival, surrender_leave
from vethanam.payroll.occasions.actions import Drawn


class SurrenderGiven(Given):
    """The days each employee surrenders, the date and the order."""

    drawing_code: Code = Field(title=_("Drawing code"))
    on: Day = Field(title=_("Surrendered on"))
    days: Counts = Field(title=_("Days by employee number"))
    order: OrderGiven = Field(title=_("Order"))


class FestivalGiven(Given):
    """The year of the festival, its order, and the payees."""

    drawing_code: Code = Field(title=_("Drawing code"))
    year: whole(YEARS[0], YEARS[-1]) = Field(title=_("Year"))  # type: ignore[valid-type]
    order: OrderGiven = Field(title=_("Order"))
    employments: Texts | None = Field(
        None, title=_("Employee numbers"), description=_("Left out: everybody who is entitled.")
    )


@act("surrender", title=_("Surrender earned leave"), roles=OFFICE, scope="drawing_code")
def surrender(authority: Authority, given: SurrenderGiven) -> Answer:
    """Claim the surrender of earned leave: a bill for each class and head of account.

    The order says how it is paid; where it leaves that open and the rules do not know the order of the year,
    the act is refused until ``payment_mode`` is stated.
    """
    if not given.days:
        raise Unsound("nobody_surrenders")
    order = orders.entered(authority, given.order)
    drawn = surrender_leave(
        given.drawing_code, given.days, given.on, order, authority, mode=_stated(given.order, order)
    )
    return Answer(drawn.sentence, _state(drawn))


@act("festival", title=_("Draw bonus and festival allowance"), roles=OFFICE, scope="drawing_code")
def festival(authority: Authority, given: FestivalGiven) -> Answer:
    """Claim the bonus or festival allowance of a year; ``left`` lists those who get
    neither, with the reason.
    """
    if given.employments is not None and not given.employments:
        raise Unsound("nobody_chosen")
    only = None if given.employments is None else list(given.employments)
    order = orders.entered(authority, given.order)
    drawn = draw_festival(given.drawing_code, given.year, order, authority, only=only)
    return Answer(drawn.sentence, _state(drawn))


def _stated(given: Any, order: Order) -> str:
    """The payment mode that the act or the order on record states; an unstated one is stored as cash."""
    on_record = order.payment_mode if order.payment_mode != Order.PaymentMode.CASH else ""
    return given.payment_mode or on_record


def _state(drawn: Drawn) -> dict[str, Any]:
    left = [{"employment": one.number, "code": one.code, "says": one.says} for one in drawn.left]
    return {"bills": [bill_state(bill) for bill in drawn.bills], "left": left}
