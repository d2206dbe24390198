"""A failed payment is sent again under a reference that names the old one; never while
the first one lives.
"""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection

from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import body_of, hand_over, settle_pending
from tests.payments.test_answers import credited, handed_over, notice, rejected, report, returned, say, states
from vethanam.acts.inbox_kinds import KINDS
from vethanam.errors import Refused, Unsound
from vethanam.payments import audit, queries
from vethanam.payments.actions import ask_reissue, carry_out_reissue, reissue
from vethanam.payments.messages import read_instruction
from vethanam.payments.models import PaymentFile, PaymentLeg, Reissue


def failed_leg(desk: Desk) -> PaymentLeg:
    sent = handed_over(desk)
    say(desk, report(sent, rejected(sent, 1)), notice(*credited(sent, 0, 2, 3)))
    return PaymentLeg.objects.get(bill=desk.bill, state="rejected")


def test_a_rejected_payment_goes_to_the_new_account_and_names_the_old_reference(desk: Desk) -> None:
    leg = failed_leg(desk)
    file = reissue(leg.pk, desk.new_account(leg.pay.employment, "555000111222"), desk.officer)
    hand_over(file.pk, desk.channel, desk.service)
    (transfer,) = read_instruction(body_of(file)).transfers
    assert (transfer.replaces, transfer.amount, transfer.account.number) == (
        leg.end_to_end_id,
        NETS[1],
        "555000111222",
    )
    assert transfer.reference != leg.end_to_end_id
    settlement = queries.settlement_of(desk.bill)
    assert (settlement.instructed, settlement.rejected, settlement.open) == (sum(NETS), 0, NETS[1])
    assert settlement.adds_up


def test_its_credit_closes_the_bill(desk: Desk) -> None:
    leg = failed_leg(desk)
    file = reissue(leg.pk, desk.new_account(leg.pay.employment, "555000111222"), desk.officer)
    hand_over(file.pk, desk.channel, desk.service)
    sent = read_instruction(body_of(file))
    say(desk, notice(*credited(sent), message="N9"))
    assert queries.settlement_of(desk.bill).settled == sum(NETS)
    assert states(desk) == ["settled", "reissued", "settled", "settled", "settled"]
    assert audit.broken_invariants() == []
    assert {credit.reference for credit in queries.credits_not_told()} >= {sent.transfers[0].reference}


def test_a_payment_that_came_back_can_fail_and_be_sent_again_twice(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(*credited(sent), returned(sent, 0)))
    for attempt in (2, 3):
        leg = PaymentLeg.objects.get(bill=desk.bill, state__in=PaymentLeg.FAILED)
        file = reissue(leg.pk, desk.new_account(leg.pay.employment, f"55500011122{attempt}"), desk.officer)
        hand_over(file.pk, desk.channel, desk.service)
        again = read_instruction(body_of(file))
        assert PaymentLeg.objects.get(end_to_end_id=again.transfers[0].reference).attempt == attempt
        say(desk, report(again, rejected(again, 0)))
    assert queries.settlement_of(desk.bill).rejected == NETS[0]
    assert PaymentFile.objects.filter(bill=desk.bill).count() == 3


def test_the_inbox_asks_for_an_account_then_for_the_payment(desk: Desk) -> None:
    """While the new account waits for its second person, it stands among the entries to verify."""
    sent = handed_over(desk)
    say(desk, notice(returned(sent, 0)))
    leg = PaymentLeg.objects.get(bill=desk.bill, state="returned")
    assert _waiting(desk) == ["credit_returned"]
    fact = desk.new_account(leg.pay.employment, "555000111222", verified=False)
    assert _waiting(desk) == []
    desk.verify(fact)
    assert _waiting(desk) == ["credit_to_send_again"]
    reissue(leg.pk, fact, desk.officer)
    assert _waiting(desk) == []


def _waiting(desk: Desk) -> list[str]:
    """The drawing officer's inbox, as far as it is about credits."""
    kinds = [kind for kind in KINDS if kind.code.startswith("credit_")]
    return [kind.code for kind in kinds for _ in kind.rows(desk.officer)]


def test_a_late_credit_of_the_old_reference_is_kept_and_pays_nothing_more(desk: Desk) -> None:
    sent = handed_over(desk)
    say(desk, notice(returned(sent, 0)))
    leg = PaymentLeg.objects.get(state="returned")
    reissue(leg.pk, desk.new_account(leg.pay.employment, "555000111222"), desk.officer)
    say(desk, notice(*credited(sent, 0), message="N2"))
    leg.refresh_from_db()
    assert leg.state == "reissued"
    assert queries.settlement_of(desk.bill).settled == 0
    assert queries.credits_not_told() == []


# -- refusals ------------------------------------------------------------------------------------------------


def test_a_payment_that_lives_is_not_sent_again(desk: Desk) -> None:
    handed_over(desk)
    leg = PaymentLeg.objects.order_by("id")[0]
    with pytest.raises(Refused, match="instructed"):
        reissue(leg.pk, desk.facts[0], desk.officer)


def test_twice_is_refused(desk: Desk) -> None:
    leg = failed_leg(desk)
    fact = desk.new_account(leg.pay.employment, "555000111222")
    reissue(leg.pk, fact, desk.officer)
    with pytest.raises(Refused, match="once"):
        reissue(leg.pk, fact, desk.officer)


def test_somebody_elses_account_is_refused(desk: Desk) -> None:
    leg = failed_leg(desk)
    with pytest.raises(Unsound, match="not one of this employee's"):
        reissue(leg.pk, desk.facts[0], desk.officer)


def test_an_account_nobody_verified_is_refused(desk: Desk) -> None:
    leg = failed_leg(desk)
    fact = desk.new_account(leg.pay.employment, "555000111222", verified=False)
    with pytest.raises(Refused, match="verified"):
        reissue(leg.pk, fact, desk.officer)


def test_another_offices_drawing_officer_is_refused(desk: Desk) -> None:
    leg = failed_leg(desk)
    with pytest.raises(Refused):
        reissue(leg.pk, desk.facts[1], replace(desk.officer, scope="0999"))


def test_the_service_itself_asks_for_nothing(desk: Desk) -> None:
    leg = failed_leg(desk)
    with pytest.raises(Refused):
        reissue(leg.pk, desk.facts[1], desk.service)


# -- web asks, worker and paymaster do -----------------------------------------------------------------------


def test_web_asks_the_next_round_of_the_worker_writes_and_the_paymaster_sends(desk: Desk) -> None:
    leg = failed_leg(desk)
    fact = desk.new_account(leg.pay.employment, "555000111222")
    with desk.world.role("web"):
        ask_reissue(leg.pk, fact, desk.officer)
    with desk.world.role("worker"):
        done = settle_pending(desk.channel, desk.service)
        assert (done.instructed, done.released) == (1, 1)
        assert settle_pending(desk.channel, desk.later()).instructed == 0
    again = PaymentFile.objects.get(legs__replaces=leg)
    assert {path.stem for path in desk.channel.outgoing.glob("*.xml")} == {
        again.message,
        leg.file and leg.file.message,
    }
    (transfer,) = read_instruction(body_of(again)).transfers
    assert (transfer.replaces, transfer.amount) == (leg.end_to_end_id, leg.amount)


def test_two_workers_at_once_send_it_once(desk: Desk) -> None:
    leg = failed_leg(desk)
    asked = ask_reissue(leg.pk, desk.new_account(leg.pay.employment, "555000111222"), desk.officer)
    files: list[int] = []

    def work() -> None:
        try:
            files.append(carry_out_reissue(asked.pk).pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(files) == 2
    assert len(set(files)) == 1
    assert PaymentLeg.objects.filter(replaces=leg).count() == 1
    assert Reissue.objects.count() == 1
