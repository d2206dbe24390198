"""Silence of the bank is counted in working days, by the State's own list."""

from __future__ import annotations

from datetime import date, timedelta

from tests.payments.builders import AT
from tests.payments.desk import Desk
from tests.payments.test_answers import credited, handed_over, notice, say
from vethanam.orders.models import Order
from vethanam.payments.actions import find_silence
from vethanam.payments.models import BankDay, PaymentFinding
from vethanam.payments.queries import open_findings
from vethanam.payments.working_days import is_working, working_days_after
from vethanam.people.models import Role


def order() -> Order:
    return Order.objects.create(number="G.O.(Rt) 1/2026/GAD", dated=date(2026, 10, 1), recorded_at=AT)


def test_after_two_working_days_the_treasury_is_told_once_and_until_the_bank_answers(desk: Desk) -> None:
    sent = handed_over(desk)
    assert find_silence(desk.later(1)) == 0
    assert find_silence(desk.later(2)) == 1
    assert find_silence(desk.later(3)) == 0
    (finding,) = open_findings(officer=Role.TREASURY_OFFICER, scope="TVM01")
    assert finding.code == "no_answer"
    assert "has not answered for 4 payments" in finding.says
    say(desk, notice(*credited(sent)))
    find_silence(desk.later(3))
    assert (
        PaymentFinding.objects.get(code="no_answer").resolution == "The bank has answered for every payment."
    )


def test_the_states_own_list_closes_a_day_and_opens_one(desk: Desk) -> None:
    handed_over(desk)
    listing = order()
    for day, is_open in ((date(2026, 11, 4), False), (date(2026, 11, 8), True)):
        BankDay.objects.create(
            day=day, is_open=is_open, order=listing, entered_by_id=desk.service.account,
            recorded_at=AT - timedelta(days=1),
        )  # fmt: skip
    assert find_silence(desk.later(2)) == 0
    assert find_silence(desk.later(3)) == 1


def test_sundays_second_saturdays_and_holidays_are_no_working_days() -> None:
    off = (date(2026, 11, 8), date(2026, 11, 14), date(2026, 11, 28), date(2026, 12, 25), date(2026, 8, 26))
    assert [is_working(day, {}, "KL") for day in off] == [False] * 5
    assert is_working(date(2026, 11, 7), {})
    assert is_working(date(2026, 12, 25), {date(2026, 12, 25): True})
    assert working_days_after(date(2026, 12, 24), date(2026, 12, 28), {}) == 1
