"""A passed bill becomes one instruction; it is handed over once, despite crashes."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.payments.desk import NETS, Desk
from tests.payments.paymaster_rounds import body_of, hand_over, journal_beside, settle_pending
from vethanam.errors import Refused, Unsound
from vethanam.payments import queries
from vethanam.payments.actions import instruct
from vethanam.payments.messages import read_instruction
from vethanam.payments.models import PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payments.paymaster.journal import FILE, read_lines


def test_everybody_on_a_passed_bill_is_instructed_to_the_paisa(desk: Desk) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    assert (file.total, file.legs_count, file.state) == (sum(NETS), len(NETS), "written")
    hand_over(file.pk, desk.channel, desk.service)
    sent = read_instruction(body_of(file))
    assert [transfer.amount for transfer in sent.transfers] == list(NETS)
    assert queries.settlement_of(desk.bill).open == sum(NETS)
    assert len(sent.message) <= 35


def test_asked_again_it_writes_nothing(desk: Desk) -> None:
    assert instruct(desk.bill, desk.service) == instruct(desk.bill, desk.later())
    assert (PaymentFile.objects.count(), PaymentLeg.objects.count()) == (1, len(NETS))


def test_a_bill_that_is_not_passed_pays_nobody(desk: Desk) -> None:
    with desk.world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE payroll_bill SET state = 'presented', passed_by_id = NULL, passed_for_id = NULL"
        )
    with pytest.raises(Refused, match="not passed"):
        instruct(desk.bill, desk.service)
    assert not PaymentFile.objects.exists()


def test_whoever_has_no_account_is_a_finding_and_paid_when_there_is_one(desk: Desk) -> None:
    employment, bill = desk.join(4200)
    settle_pending(desk.channel, desk.service)
    assert queries.settlement_of(bill).instructed == 0
    assert queries.settlement_of(desk.bill).instructed == sum(NETS)
    assert [finding.code for finding in queries.open_findings(bill)] == ["no_account"]
    assert queries.bills_to_instruct() == []
    desk.new_account(employment, "3999999999")
    settle_pending(desk.channel, desk.later())
    assert queries.settlement_of(bill).open == 4200
    assert queries.open_findings(bill) == []


def test_a_file_is_handed_over_whole_and_once(desk: Desk) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    hand_over(file.pk, desk.channel, desk.service)
    path = desk.channel.outgoing / f"{file.message}.xml"
    assert path.read_bytes() == body_of(file)
    path.unlink()
    assert hand_over(file.pk, desk.channel, desk.later()).state == "handed_over"
    assert not path.exists()


class Fell(BaseException):
    """A simulated crash."""


def test_a_fall_between_writing_and_saving_hands_over_the_same_bytes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    path = desk.channel.outgoing / f"{file.message}.xml"

    def fall(_: object) -> None:
        if path.exists():
            raise Fell

    with monkeypatch.context() as patched, pytest.raises(Fell):
        patched.setattr("vethanam.payments.channel._sync_folder", fall)
        hand_over(file.pk, desk.channel, desk.service)
    before = path.read_bytes()
    file.refresh_from_db()
    assert (file.state, file.leaf, bytes(file.sha256 or b"")) == ("leaving", None, sha256(before).digest())
    assert hand_over(file.pk, desk.channel, desk.later()).state == "handed_over"
    assert path.read_bytes() == before == body_of(file)
    assert [one.sha256 for one in read_lines(journal_beside(desk.channel) / FILE)] == [
        sha256(before).hexdigest()
    ]


def test_a_folder_that_cannot_be_written_is_a_sentence_and_nothing_is_saved(desk: Desk) -> None:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    desk.channel.outgoing.rmdir()
    with pytest.raises(Unsound, match="Nothing was handed over"):
        hand_over(file.pk, desk.channel, desk.service)
    file.refresh_from_db()
    assert (file.state, file.leaf) == ("written", None)


def test_a_name_no_message_can_carry_is_a_finding_and_holds_up_no_other_bill(desk: Desk) -> None:
    employment, bill = desk.join(4200)
    desk.new_account(employment, "3999999999", holder="a\x01b")
    settle_pending(desk.channel, desk.service)
    settle_pending(desk.channel, desk.later())
    assert {finding.code for finding in PaymentFinding.objects.all()} == {
        "payment_not_proven", "pay_not_proven",
    }  # fmt: skip
    assert queries.settlement_of(bill).open == 0
    assert queries.settlement_of(desk.bill).instructed == sum(NETS)
