"""A death learnt after the bill was passed: unsent pay is withheld, sent pay is a finding."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.payments.builders import AT, DAY
from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import settle_pending
from tests.payments.test_answers import credited, notice, returned, say
from tests.payments.test_legs import handed_over
from vethanam.errors import Refused
from vethanam.payments import audit, queries
from vethanam.payments.actions import ask_reissue, instruct
from vethanam.payments.models import PaymentFile, PaymentLeg
from vethanam.people.models import Employment, Role
from vethanam.service_book.models import ServiceSpell

WITHIN = date(2026, 10, 14)


def dies(desk: Desk, employment: int, on: date, known: int = 0) -> ServiceSpell:
    """Record a death so many days after the bill was made; for the bill of October."""
    return ServiceSpell.objects.create(
        employment_id=employment, valid_from=date(2010, 6, 1), valid_until=on, end_cause="death",
        recorded_at=AT + timedelta(days=known), entered_by_id=desk.officer.account,
    )  # fmt: skip


def joined(desk: Desk) -> tuple[int, int]:
    """An employee with her own account, alone on a passed bill: employment and bill."""
    employment, bill = desk.join(4200)
    desk.new_account(employment, "3999999999", valid_from=date(2020, 1, 1))
    return employment, bill


def told(bill: int, officer: str) -> list[tuple[str, str, str]]:
    found = queries.open_findings(bill, officer=officer)
    return [(one.record, one.code, one.says) for one in found]


def test_pay_of_the_dead_stays_out_of_the_file_and_both_officers_are_told(desk: Desk) -> None:
    employment, bill = joined(desk)
    number = Employment.objects.get(pk=employment).number
    dies(desk, employment, date(2026, 10, 31))
    settle_pending(desk.channel, desk.later())
    assert not PaymentLeg.objects.filter(bill=bill).exists()
    ((record, code, says),) = told(bill, Role.TREASURY_OFFICER)
    assert (record, code) == (f"Employee {number}", "payment_kept_back")
    assert says.startswith("₹\u202f42.00 is not in the payment file: the person died on 31 Oct 2026.")
    ((record, code, says),) = told(bill, Role.DRAWING_OFFICER)
    assert code == "died_before_payment" and "Record that of the nominee or the legal heirs" in says
    assert "3999" not in says and queries.bills_to_instruct() == []
    assert audit.broken_invariants() == []


def test_what_is_due_up_to_the_death_goes_to_the_account_of_the_heirs(desk: Desk) -> None:
    employment, bill = joined(desk)
    dies(desk, employment, date(2026, 10, 31))
    settle_pending(desk.channel, desk.later())
    desk.new_account(employment, "5550001112", holder="Heir")
    settle_pending(desk.channel, desk.later(2))
    since = PaymentLeg.objects.filter(bill=bill).values_list("account_fact__valid_from", flat=True)
    assert len(since) == 1 and since[0] > date(2026, 10, 31)
    assert queries.open_findings(bill) == [] and audit.broken_invariants() == []


def test_an_heirs_account_that_nobody_verified_gets_nothing(desk: Desk) -> None:
    employment, bill = joined(desk)
    dies(desk, employment, date(2026, 10, 31))
    desk.new_account(employment, "5550001112", verified=False, holder="Heir")
    settle_pending(desk.channel, desk.later())
    assert not PaymentLeg.objects.filter(bill=bill).exists()


def test_what_was_drawn_for_days_after_the_death_is_to_be_given_back_whole(desk: Desk) -> None:
    employment, bill = joined(desk)
    dies(desk, employment, WITHIN, known=1)
    settle_pending(desk.channel, desk.later(2))
    ((_, _, says),) = told(bill, Role.DRAWING_OFFICER)
    assert "the bill also covers later days. Give the whole back by challan" in says
    desk.new_account(employment, "5550001112", holder="Heir")
    settle_pending(desk.channel, desk.later(3))
    assert not PaymentLeg.objects.filter(bill=bill).exists()


def test_a_bill_that_was_made_knowing_of_the_death_pays_the_heirs(desk: Desk) -> None:
    employment, bill = joined(desk)
    dies(desk, employment, WITHIN, known=-1)
    desk.new_account(employment, "5550001112", holder="Heir")
    settle_pending(desk.channel, desk.later())
    assert PaymentLeg.objects.filter(bill=bill).exists()


def test_a_death_that_was_entered_in_error_is_paid_when_it_is_taken_back(desk: Desk) -> None:
    employment, bill = joined(desk)
    spell = dies(desk, employment, date(2026, 10, 31))
    settle_pending(desk.channel, desk.later())
    ServiceSpell.objects.create(
        employment_id=employment, valid_from=date(2010, 6, 1), recorded_at=AT + timedelta(days=2),
        supersedes=spell,
        entered_by_id=desk.officer.account,
    )  # fmt: skip
    assert queries.bills_to_instruct() == [bill]
    settle_pending(desk.channel, desk.later(3))
    assert PaymentLeg.objects.filter(bill=bill).count() == 1 and queries.open_findings(bill) == []


def test_the_others_of_the_bill_are_paid(desk: Desk) -> None:
    dies(desk, desk.employments[0], WITHIN, known=1)
    file = instruct(desk.bill, desk.later(2))
    assert isinstance(file, PaymentFile) and file.total == sum(NETS[1:])


@pytest.mark.parametrize(("on", "codes"), [(WITHIN, ["paid_after_death"]), (date(2026, 10, 31), [])])
def test_pay_of_days_after_a_death_that_went_before_it_was_known_is_to_come_back(
    desk: Desk, on: date, codes: list[str]
) -> None:
    employment, bill = joined(desk)
    say(desk, notice(*credited(handed_over(desk, bill))))
    dies(desk, employment, on, known=3)
    settle_pending(desk.channel, desk.later(4))
    settle_pending(desk.channel, desk.later(5))
    found = told(bill, Role.DRAWING_OFFICER)
    assert [code for _, code, _ in found] == codes
    for _, _, says in found:
        assert "before the death on 14 Oct 2026 was known" in says
        assert "ask the bank to send it back, or recover it from the estate" in says
    assert audit.broken_invariants() == []


def test_what_came_back_is_not_sent_to_the_account_of_the_dead_again(desk: Desk) -> None:
    employment, bill = joined(desk)
    sent = handed_over(desk, bill)
    say(desk, notice(*credited(sent), returned(sent, 0)))
    dies(desk, employment, DAY, known=1)
    leg = PaymentLeg.objects.get(bill=bill, state="returned")
    by = desk.officer.later(AT + timedelta(days=2))
    with pytest.raises(Refused, match="that account is the person's own"):
        ask_reissue(leg.pk, leg.account_fact_id or 0, by)
