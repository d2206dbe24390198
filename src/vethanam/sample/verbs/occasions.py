"""Acts on what is drawn apart from a month's pay: surrender of earned leave, bonus and festival allowance of a year."""

from __future__ import annotations

from typing import Any

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import draw_festival, surrender_leave
from vethanam.payroll.actions.occasions import Drawn
from vethanam.sample.acts import Act, Answer, day
from vethanam.sample.verbs.bills import bill_state
from vethanam.sample.verbs.service import entered_order


def surrender(authority: Authority, act: Act) -> Answer:
    """``{drawing_code, on, order, days: {employee number: days}}``: claim the surrender of earned leave in a bill."""
    act.only("drawing_code", "on", "order", "days")
    asked = {str(number): _whole(number, count) for number, count in act.mapping("days").items()}
    if not asked:
        raise Unsound("surrender_days_missing")
    order = entered_order(authority, act["order"])
    drawn = surrender_leave(str(act["drawing_code"]), asked, day(act["on"]), order, authority)
    return Answer(drawn.says, _state(drawn))


def festival(authority: Authority, act: Act) -> Answer:
    """``{drawing_code, year, order}``: claim bonus or festival allowance; ``employments`` for some of the office alone."""
    act.only("drawing_code", "year", "order", "employments")
    year = _whole("year", act["year"])
    only = [str(number) for number in act["employments"]] if act.get("employments") else None
    order = entered_order(authority, act["order"])
    drawn = draw_festival(str(act["drawing_code"]), year, order, authority, only=only)
    return Answer(drawn.says, _state(drawn))


def _whole(name: object, written: Any) -> int:
    if isinstance(written, bool) or not isinstance(written, int) or written < 1:
        raise Unsound("not_above_zero", name=typed(name, 20), written=typed(written, 20))
    return written


def _state(drawn: Drawn) -> dict[str, Any]:
    left = [{"employment": one.number, "code": one.code, "says": one.says} for one in drawn.left]
    return {"bills": [bill_state(bill) for bill in drawn.bills], "left": left}
