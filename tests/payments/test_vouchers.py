"""The sums of a month's vouchers, and the outcome of the payments, for any answers of the bank."""

from __future__ import annotations

from tests.payments.builders import AT
from tests.payments.desk import NETS, Desk
from tests.payments.test_answers import credited, handed_over, notice, rejected, report, returned, say
from vethanam.payments.queries import settlement_of
from vethanam.payments.vouchers import Became, before_voucher, by, months_of_vouchers, together, vouchers_of
from vethanam.payroll.models import Bill
from vethanam.periods import Month

MONTH = Month.of(AT.date())


def test_what_the_bank_did_not_answer_yet_waits(desk: Desk) -> None:
    drawn = together(vouchers_of(MONTH))
    assert (drawn.bills, drawn.people, drawn.gross, drawn.net) == (1, len(NETS), sum(NETS), sum(NETS))
    assert drawn.pay == Became(waits=sum(NETS))


def test_every_answer_is_counted_once_and_adds_up_to_what_was_drawn(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 1)), notice(*credited(sent, 0, 2), returned(sent, 2)))
    pay = together(vouchers_of(MONTH)).pay
    assert pay == Became(settled=NETS[0], rejected=NETS[1], returned=NETS[2], waits=NETS[3])
    told = settlement_of(desk.bill)
    assert (pay.settled, pay.rejected, pay.returned, pay.waits) == (
        told.settled,
        told.rejected,
        told.returned,
        told.open,
    )
    assert pay.total == sum(NETS)


def test_a_closed_bill_has_arrived_without_a_look_at_its_payments(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent)))
    assert Bill.objects.get(pk=desk.bill).state == Bill.State.CLOSED
    assert together(vouchers_of(MONTH)).pay == Became(settled=sum(NETS))


def test_what_is_deducted_for_others_stands_apart(desk: Desk) -> None:
    desk.deducting(("profession_tax", 20_000, None))
    drawn = together(vouchers_of(MONTH))
    assert (drawn.bills, drawn.deductions, drawn.gross) == (2, 80_000, 2 * sum(NETS) + 80_000)
    assert drawn.others == Became(waits=80_000)


def test_a_bill_counts_in_the_month_of_its_voucher(desk: Desk) -> None:
    assert vouchers_of(MONTH.plus(1)) == []
    (month,) = months_of_vouchers()
    assert (month.month, month.bills, month.net) == (MONTH, 1, sum(NETS))
    assert before_voucher() == {}


def test_the_sums_by_treasury_are_those_of_all(desk: Desk) -> None:
    desk.deducting(("profession_tax", 20_000, None), number=10)
    desk.join(700)
    vouchers = vouchers_of(MONTH)
    assert by(vouchers, lambda one: one.treasury) == {"TVM01": together(vouchers)}
    assert [one.voucher for one in vouchers] == ["V1", "V4", "V10"]
