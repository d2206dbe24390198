"""A payee dies while a file waits: another file leaves without that pay, and nobody else waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.payments.builders import AT, DAY
from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import hand_over, settle_pending
from tests.payments.test_answers import credited, notice, returned, say
from tests.payments.test_deaths import WITHIN, dies, joined, told
from tests.payments.test_instructions import Fell
from tests.payments.test_legs import SOCIETY, handed_over, owes, sent, verified_society
from vethanam.errors import Refused, Unsound
from vethanam.payments import audit, queries
from vethanam.payments.actions import ask_reissue, instruct, reissue
from vethanam.payments.actions.refunds import refund_by_challan
from vethanam.payments.messages import Account, Entry, Happening
from vethanam.payments.models import PaymentFile, PaymentLeg
from vethanam.payments.paymaster.file_proofs import Proven
from vethanam.payroll.actions import Challan
from vethanam.people.models import Employment, Role
from vethanam.service_book.models import ServiceSpell

#: an account from this day on does not belong to an employee who died on DAY
HEIRS = DAY + timedelta(days=1)


def waiting(desk: Desk, bill: int) -> PaymentFile:
    """The file of a bill, written while the bank's folder is missing."""
    file = instruct(bill, desk.service)
    assert file is not None
    folder = desk.channel.outgoing
    folder.rmdir()
    with pytest.raises(Unsound, match="Nothing was handed over"):
        hand_over(file.pk, desk.channel, desk.service)
    folder.mkdir()
    file.refresh_from_db()
    assert file.state == "written"
    return file


def left(desk: Desk) -> set[str]:
    return {path.stem for path in desk.channel.outgoing.glob("*.xml")}


def states(bill: int) -> list[tuple[str, str]]:
    legs = PaymentLeg.objects.filter(bill=bill, payee="employee").order_by("id")
    return [(str(leg.attempt), leg.state) for leg in legs]


def test_what_leaves_is_a_file_without_whoever_died_meanwhile(desk: Desk) -> None:
    file = waiting(desk, desk.bill)
    dies(desk, desk.employments[1], DAY, known=1)
    settle_pending(desk.channel, desk.later(2))
    file.refresh_from_db()
    anew = PaymentFile.objects.get(bill=desk.bill, ordinal=2)
    assert (file.state, anew.state, left(desk)) == ("withdrawn", "handed_over", {anew.message})
    assert sum(one.amount for one in sent(anew).transfers) == anew.total == sum(NETS) - NETS[1]
    assert states(desk.bill) == [
        ("1", "instructed"),
        ("1", "withheld"),
        ("1", "instructed"),
        ("1", "instructed"),
    ]
    assert [code for _, code, _ in told(desk.bill, Role.TREASURY_OFFICER)] == ["payment_kept_back"]
    assert [code for _, code, _ in told(desk.bill, Role.DRAWING_OFFICER)] == ["died_before_payment"]
    settled = queries.settlement_of(desk.bill)
    assert (settled.instructed, settled.legs, settled.adds_up) == (anew.total, 3, True)
    assert audit.broken_invariants() == []


def test_a_death_stops_a_payment_whose_proof_the_paymaster_still_waits_for(desk: Desk) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    settle_pending(desk.channel, desk.service, prove=lambda file, legs: Proven(waits=True))
    file.refresh_from_db()
    assert file.state == "leaving" and left(desk) == set()
    dies(desk, desk.employments[1], DAY, known=1)
    settle_pending(desk.channel, desk.later(2))
    anew = PaymentFile.objects.get(bill=desk.bill, ordinal=2)
    assert (file_state(file), anew.state, left(desk)) == ("withdrawn", "handed_over", {anew.message})
    assert sum(one.amount for one in sent(anew).transfers) == sum(NETS) - NETS[1]
    assert [code for _, code, _ in told(desk.bill, Role.DRAWING_OFFICER)] == ["died_before_payment"]
    assert audit.broken_invariants() == []


def file_state(file: PaymentFile) -> str:
    file.refresh_from_db()
    return file.state


def test_the_others_are_credited_by_the_file_in_its_place(desk: Desk) -> None:
    waiting(desk, desk.bill)
    dies(desk, desk.employments[1], DAY, known=1)
    settle_pending(desk.channel, desk.later(2))
    say(desk, notice(*credited(sent(PaymentFile.objects.get(ordinal=2)))))
    assert queries.settlement_of(desk.bill).settled == sum(NETS) - NETS[1]
    assert audit.broken_invariants() == []


def test_the_heirs_are_paid_under_a_new_reference_of_which_the_bank_knows_no_older_one(desk: Desk) -> None:
    waiting(desk, desk.bill)
    dies(desk, desk.employments[1], DAY, known=1)
    settle_pending(desk.channel, desk.later(2))
    desk.new_account(desk.employments[1], "5550001112", holder="Heir", valid_from=HEIRS)
    settle_pending(desk.channel, desk.later(3))
    (transfer,) = sent(PaymentFile.objects.get(ordinal=3)).transfers
    assert (transfer.amount, transfer.payee, transfer.replaces) == (NETS[1], "Heir", None)
    assert states(desk.bill)[1] == ("1", "reissued") and states(desk.bill)[4] == ("2", "instructed")
    assert queries.settlement_of(desk.bill).instructed == sum(NETS)
    assert queries.open_findings(desk.bill) == [] and audit.broken_invariants() == []


def test_heirs_whose_account_is_on_record_already_are_paid_in_the_same_round(desk: Desk) -> None:
    waiting(desk, desk.bill)
    dies(desk, desk.employments[1], DAY, known=1)
    desk.new_account(desk.employments[1], "5550001112", holder="Heir", valid_from=HEIRS)
    settle_pending(desk.channel, desk.later(2))
    settle_pending(desk.channel, desk.later(3))
    assert PaymentFile.objects.filter(bill=desk.bill, state="handed_over").count() == 2
    assert queries.settlement_of(desk.bill).instructed == sum(NETS)
    assert queries.open_findings(desk.bill) == [] and audit.broken_invariants() == []


def test_where_nobody_else_is_in_it_no_file_leaves(desk: Desk) -> None:
    employment, bill = joined(desk)
    file = waiting(desk, bill)
    dies(desk, employment, WITHIN, known=1)
    assert hand_over(file.pk, desk.channel, desk.later(2)).state == "withdrawn"
    assert left(desk) == set() and states(bill) == [("1", "withheld")]
    ((_, _, says),) = told(bill, Role.DRAWING_OFFICER)
    assert "the bill also covers later days. Give the whole back by challan" in says
    assert audit.broken_invariants() == []


def test_a_death_entered_in_error_is_paid_when_it_is_taken_back(desk: Desk) -> None:
    employment, bill = joined(desk)
    file = waiting(desk, bill)
    spell = dies(desk, employment, date(2026, 10, 31), known=1)
    hand_over(file.pk, desk.channel, desk.later(2))
    ServiceSpell.objects.create(
        employment_id=employment, valid_from=date(2010, 6, 1), recorded_at=AT + timedelta(days=3),
        supersedes=spell,
        entered_by_id=desk.officer.account,
    )  # fmt: skip
    settle_pending(desk.channel, desk.later(4))
    assert states(bill) == [("1", "reissued"), ("2", "instructed")] and queries.open_findings(bill) == []
    assert audit.broken_invariants() == []


def test_a_payment_to_an_institution_leaves_in_the_file_in_its_place(desk: Desk) -> None:
    verified_society(desk)
    bill = desk.deducting(("cooperative", 100000, owes(desk, SOCIETY)))
    waiting(desk, bill)
    dies(desk, desk.employments[0], DAY, known=1)
    settle_pending(desk.channel, desk.later(2))
    anew = PaymentFile.objects.get(bill=bill, ordinal=2)
    assert PaymentLeg.objects.filter(file=anew, payee="institution").count() == 1
    assert audit.broken_invariants() == []


def test_what_is_sent_again_is_held_back_too(desk: Desk) -> None:
    employment, bill = joined(desk)
    ours = handed_over(desk, bill)
    say(desk, notice(*credited(ours), returned(ours, 0)))
    leg = PaymentLeg.objects.get(bill=bill, state="returned")
    file = reissue(leg.pk, desk.new_account(employment, "555000111222", valid_from=DAY), desk.officer)
    dies(desk, employment, DAY, known=1)
    assert hand_over(file.pk, desk.channel, desk.later(2)).state == "withdrawn"
    assert states(bill) == [("1", "reissued"), ("2", "withheld")] and audit.broken_invariants() == []
    desk.new_account(employment, "5550001112", holder="Heir", valid_from=HEIRS)
    settle_pending(desk.channel, desk.later(3))
    (transfer,) = sent(PaymentFile.objects.get(bill=bill, ordinal=3)).transfers
    assert transfer.replaces == leg.end_to_end_id and states(bill)[2] == ("3", "instructed")
    assert audit.broken_invariants() == []


def test_what_the_bank_may_have_is_not_written_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    employment, bill = joined(desk)
    file = instruct(bill, desk.service)
    assert file is not None

    written: list[object] = []

    def fall(folder: object) -> None:
        written.append(folder)
        if len(written) == 2:  # signature and file are there, and nothing says so yet
            raise Fell

    with monkeypatch.context() as patched:
        patched.setattr("vethanam.payments.channel._sync_folder", fall)
        with pytest.raises(Fell):
            hand_over(file.pk, desk.channel, desk.service)
    dies(desk, employment, WITHIN, known=1)
    for path in desk.channel.outgoing.iterdir():
        path.unlink()
    desk.channel.outgoing.rmdir()
    with pytest.raises(Unsound, match="Nothing was handed over"):
        hand_over(file.pk, desk.channel, desk.later(2))
    desk.channel.outgoing.mkdir()
    settle_pending(desk.channel, desk.later(3))
    assert PaymentFile.objects.get(bill=bill).state == "handed_over" and file.message in left(desk)
    assert [code for _, code, _ in told(bill, Role.DRAWING_OFFICER)] == ["paid_after_death"]


def test_a_bank_that_reports_what_never_left_is_not_believed(desk: Desk) -> None:
    employment, bill = joined(desk)
    file = waiting(desk, bill)
    dies(desk, employment, date(2026, 10, 31), known=1)
    hand_over(file.pk, desk.channel, desk.later(2))
    reference = PaymentLeg.objects.get(bill=bill).end_to_end_id
    say(desk, notice(Entry(reference, Happening.CREDITED, 1, WITHIN, Account("SBIN0070028", "31234567890"))))
    assert states(bill) == [("1", "withheld")]
    assert "unknown_reference" in {one.code for one in queries.open_findings()}


def test_what_is_withheld_is_not_sent_again_by_an_officer_and_is_given_back_whole(desk: Desk) -> None:
    employment, bill = joined(desk)
    file = waiting(desk, bill)
    dies(desk, employment, WITHIN, known=1)
    hand_over(file.pk, desk.channel, desk.later(2))
    leg = PaymentLeg.objects.get(bill=bill)
    with pytest.raises(Refused, match="is withheld: only a payment that was rejected or came back"):
        ask_reissue(leg.pk, leg.account_fact_id or 0, desk.officer)
    with pytest.raises(Refused, match="the payment was never sent, so nothing was received"):
        refund_by_challan(
            bill, desk.officer, employment=Employment.objects.get(pk=employment), reason="died",
            challan=Challan("C 1", DAY), amounts={"basic_pay": 100},
        )  # fmt: skip
