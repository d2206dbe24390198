"""A signed file leaves once, with the bytes of its journal line, wherever the paymaster ends."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256

import pytest
from mockbank import validate as another_bank  # type: ignore[import-untyped]

from tests.payments.desk import Desk
from tests.payments.paymaster_rounds import PAY_KEY, body_of, hand_over, pay
from vethanam.payments.actions import instruct
from vethanam.payments.models import PaymasterRemark, PaymentFile
from vethanam.payments.paymaster.journal import read_lines


class Fell(BaseException):
    """A simulated crash."""


def test_the_file_is_signed_in_the_journal_and_read_by_another_bank(desk: Desk) -> None:
    file = _written(desk)
    hand_over(file.pk, desk.channel, desk.service)
    sent = desk.channel.outgoing / f"{file.message}.xml"
    body = sent.read_bytes()
    PAY_KEY.public_key().verify(sent.with_name(f"{sent.name}.sig").read_bytes(), body)
    (line,) = read_lines(desk.channel.outgoing.parent / "paymaster" / "journal.jsonl")
    assert (line.message, line.sha256) == (file.message, sha256(body).hexdigest())
    assert (line.count, line.total) == (file.legs_count, file.total)
    assert another_bank.validate(body, today=date(2026, 1, 1)) == []


@pytest.mark.parametrize("falls", ["before the signature", "before the file"])
def test_a_fall_between_journal_and_bank_sends_the_same_bytes_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, falls: str
) -> None:
    file = _written(desk)
    from vethanam.payments import channel

    write, left = channel.write_once, [0 if falls == "before the signature" else 1]

    def fall(*given: object) -> None:
        if left[0] == 0:
            raise Fell
        left[0] -= 1
        write(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(channel, "write_once", fall)
        with pytest.raises(Fell):
            hand_over(file.pk, desk.channel, desk.service)
    (line,) = read_lines(desk.channel.outgoing.parent / "paymaster" / "journal.jsonl")
    assert not list(desk.channel.outgoing.glob("*.xml"))
    before = body_of(file)
    pay(desk.channel, desk.later())
    (sent,) = desk.channel.outgoing.glob("*.xml")
    assert sent.read_bytes() == before
    assert sha256(before).hexdigest() == line.sha256
    assert len(read_lines(desk.channel.outgoing.parent / "paymaster" / "journal.jsonl")) == 1
    sent.unlink()
    pay(desk.channel, desk.later())
    assert not list(desk.channel.outgoing.glob("*.xml"))


def test_a_file_of_which_only_the_line_is_left_is_not_signed_again(desk: Desk) -> None:
    """As after a restore of the database, and the loss of the files beside the journal."""
    file = _written(desk)
    hand_over(file.pk, desk.channel, desk.service)
    with desk.world.connect("postgres") as rows:
        rows.execute("SET session_replication_role = replica")
        rows.execute("DELETE FROM payments_filebody")
        rows.execute("DELETE FROM payments_legaccount")
        rows.execute("UPDATE payments_paymentfile SET state = 'leaving', sha256 = NULL, leaf = NULL")
    (sent,) = desk.channel.outgoing.glob("*.xml")
    sent.unlink()
    shutil.rmtree(desk.channel.outgoing.parent / "paymaster" / "files")
    pay(desk.channel, desk.later())
    assert not list(desk.channel.outgoing.glob("*.xml"))
    with desk.world.role("paymaster"):
        assert PaymasterRemark.objects.get().code == "file_signed_before"


def _written(desk: Desk) -> PaymentFile:
    file = instruct(desk.bill, desk.service)
    assert file is not None
    return file
