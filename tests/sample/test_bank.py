"""The demo's bank: pays each instruction once and answers signed, through any number of kills."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.payments.builders import DAY, instruction, transfer
from tests.payments.paymaster_rounds import PAY_KEY
from vethanam.payments.channel import Arrived, Channel, open_channel, write_whole
from vethanam.payments.messages import (
    PAIN_002,
    Account,
    Entry,
    Happening,
    Transfer,
    Verdict,
    build_instruction,
    kind_of,
    read_notice,
    read_report,
)
from vethanam.sample.bank import Bank, Terms, is_quiet, make_bank_keys, read_key, statement
from vethanam.sample.bank_answers import PAID, REJECTED, RETURNED

NONE_BY_SEED = Terms(rejects=0, returns=0)
GOOD, WRONG, CLOSED, COMES_BACK = "31234567890", "31234560000", "31234560001", "31234560009"


def arrived_in(channel: Channel) -> Iterator[Arrived]:
    """The answers in the folder; the bank puts nothing else there."""
    for one in channel.arrived():
        assert isinstance(one, Arrived)
        yield one


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    private, public = make_bank_keys()
    (tmp_path / "bank.key").write_bytes(private)
    (tmp_path / "bank.pub").write_bytes(public)
    (tmp_path / "pay.pub").write_bytes(
        PAY_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return open_channel(tmp_path, tmp_path / "bank.pub")


def bank(channel: Channel, terms: Terms = NONE_BY_SEED, return_after: float = 0) -> Bank:
    folder = channel.outgoing.parent
    return Bank(
        inbox=channel.outgoing, outbox=channel.incoming, own=folder / "own",
        key=read_key(folder / "bank.key"), pay_key=PAY_KEY.public_key(),
        terms=terms, return_after=return_after,
    )  # fmt: skip


def hand_over(channel: Channel, *transfers: Transfer, message: str = "TVM01-202610-7-1") -> bytes:
    body = build_instruction(instruction(*transfers, message=message))
    channel.deliver(f"{message}.xml.sig", PAY_KEY.sign(body))
    channel.deliver(f"{message}.xml", body)
    return body


def entries(channel: Channel) -> list[Entry]:
    found: list[Entry] = []
    for arrived in arrived_in(channel):
        assert channel.is_signed(arrived)
        if kind_of(arrived.body) != PAIN_002:
            found += read_notice(arrived.body).entries
    return found


# -- outcomes of accounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "branch", "outcome"),
    [
        (GOOD, "SBIN0070028", (PAID, "")),
        (GOOD, "TVM01", (PAID, "")),
        (GOOD, "SBIN1070028", (REJECTED, "RC01")),
        (GOOD, "", (REJECTED, "RC01")),
        (WRONG, "SBIN0070028", (REJECTED, "AC01")),
        (CLOSED, "SBIN0070028", (REJECTED, "AC04")),
        (COMES_BACK, "SBIN0070028", (RETURNED, "AC04")),
    ],
)
def test_the_account_decides(number: str, branch: str, outcome: tuple[str, str]) -> None:
    assert NONE_BY_SEED.outcome(Account(branch, number)) == outcome


def test_the_seed_decides_over_the_rest_and_always_the_same() -> None:
    accounts = [Account("SBIN0070028", str(30_000_000_002 + 10 * n)) for n in range(2000)]
    terms = Terms("7", rejects=500, returns=500)
    outcomes = Counter(terms.outcome(account)[0] for account in accounts)
    assert 50 < outcomes[REJECTED] < 150
    assert 50 < outcomes[RETURNED] < 150
    assert Counter(Terms("7", 500, 500).outcome(account)[0] for account in accounts) == outcomes
    assert [terms.outcome(account) for account in accounts] != [
        Terms("8", 500, 500).outcome(account) for account in accounts
    ]


# -- answers
# --------------------------------------------------------------------------------------------------


def test_all_paid_is_accepted_and_credited(channel: Channel) -> None:
    hand_over(channel, transfer("P1A1", 100), transfer("P2A1", 250))
    bank(channel).round()
    report, notice = arrived_in(channel)
    assert read_report(report.body).verdict == Verdict.ACCEPTED
    assert [(entry.reference, entry.amount, entry.on) for entry in read_notice(notice.body).entries] == [
        ("P1A1", 100, DAY), ("P2A1", 250, DAY),
    ]  # fmt: skip


def is_quiet_once_read(channel: Channel) -> bool:
    """True if nothing waits; it must not be true while answers are unread."""
    seen = [is_quiet(channel.outgoing, channel.outgoing.parent / "own", channel.incoming)]
    for arrived in list(arrived_in(channel)):
        channel.put_away(arrived.name, "read")
        seen.append(is_quiet(channel.outgoing, channel.outgoing.parent / "own", channel.incoming))
    return seen[-1] and not any(seen[:-1])


def test_a_wrong_account_is_rejected_and_not_credited(channel: Channel) -> None:
    hand_over(channel, transfer("P1A1", 100), transfer("P2A1", 250, WRONG))
    bank(channel).round()
    report = read_report(next(arrived_in(channel)).body)
    assert report.verdict == Verdict.IN_PART
    assert [(status.reference, status.code, status.amount) for status in report.statuses] == [
        ("P2A1", "AC01", 250)
    ]
    assert [entry.reference for entry in entries(channel)] == ["P1A1"]


def test_a_late_return_is_credited_first_and_told_later(channel: Channel) -> None:
    hand_over(channel, transfer("P1A1", 100, COMES_BACK))
    patient = bank(channel, return_after=3600)
    patient.round()
    assert [entry.happening for entry in entries(channel)] == [Happening.CREDITED]
    assert not patient.is_quiet()
    bank(channel, return_after=0).round()
    assert [entry.happening for entry in entries(channel)] == [Happening.CREDITED, Happening.RETURNED]
    assert is_quiet_once_read(channel)


def test_every_answer_is_signed_and_a_changed_one_is_not(channel: Channel) -> None:
    hand_over(channel)
    bank(channel).round()
    arrived = next(arrived_in(channel))
    assert channel.is_signed(arrived)
    (channel.incoming / arrived.name).write_bytes(arrived.body.replace(b"ACCP", b"RJCT"))
    assert not channel.is_signed(next(arrived_in(channel)))


def test_openssl_agrees_with_the_signature(channel: Channel) -> None:
    hand_over(channel)
    bank(channel).round()
    name = channel.incoming / next(arrived_in(channel)).name
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        str(channel.outgoing.parent / "bank.pub"),
        "-rawin",
    ]
    try:
        found = subprocess.run(
            [*command, "-in", name, "-sigfile", f"{name}.sig"], check=False, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("needs openssl")
    assert found.returncode == 0, found.stderr


# -- once each -----------------------------------------------------------------------------------------------


def test_the_same_file_again_pays_nothing(channel: Channel) -> None:
    body = hand_over(channel, transfer("P1A1", 100))
    bank(channel).round()
    before = {path.name: path.read_bytes() for path in channel.incoming.iterdir()}
    channel.deliver("TVM01-202610-7-1.xml", body)
    bank(channel).round()
    assert {path.name: path.read_bytes() for path in channel.incoming.iterdir()} == before
    assert statement(channel.outgoing.parent / "own")["paid_paise"] == 100


def test_the_same_message_with_other_content_is_refused_as_a_duplicate(channel: Channel) -> None:
    hand_over(channel, transfer("P1A1", 100))
    bank(channel).round()
    for path in channel.outgoing.iterdir():  # else our side overwrites nothing
        path.unlink()
    hand_over(channel, transfer("P1A1", 999))
    bank(channel).round()
    refusals = [a for a in arrived_in(channel) if "refused" in a.name]
    assert [read_report(refusal.body).code for refusal in refusals] == ["AM05"]
    assert statement(channel.outgoing.parent / "own")["paid_paise"] == 100


@pytest.mark.parametrize("signature", [None, b"", bytes(64)])
def test_a_file_that_the_paymaster_did_not_sign_is_not_paid(
    channel: Channel, signature: bytes | None
) -> None:
    body = build_instruction(instruction(transfer("P1A1", 100)))
    if signature is not None:
        write_whole(channel.outgoing / "dropped.xml.sig", signature)
    write_whole(channel.outgoing / "dropped.xml", body)
    bank(channel).round()
    (refusal,) = arrived_in(channel)
    assert read_report(refusal.body).code == "DS02"
    assert statement(channel.outgoing.parent / "own")["paid_paise"] == 0


def test_the_same_reference_in_another_message_is_not_paid_again(channel: Channel) -> None:
    hand_over(channel, transfer("P1A1", 100))
    hand_over(channel, transfer("P1A1", 100), transfer("P2A1", 7), message="TVM01-202610-8-1")
    bank(channel).round()
    found = statement(channel.outgoing.parent / "own")
    assert (found["paid_paise"], found["twice"]) == (107, 0)


def test_what_is_no_instruction_is_refused_whole(channel: Channel) -> None:
    write_whole(channel.outgoing / "X-1.xml.sig", PAY_KEY.sign(b"<nothing/>"))
    write_whole(channel.outgoing / "X-1.xml", b"<nothing/>")
    bank(channel).round()
    report = read_report(next(arrived_in(channel)).body)
    assert (report.original, report.verdict, report.code) == ("X-1", Verdict.REJECTED, "FF01")
    assert is_quiet_once_read(channel)


class Fell(BaseException):
    """The process died here."""


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("at", range(9))
def test_it_falls_over_before_or_after_each_write(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, at: int, is_done: bool
) -> None:
    hand_over(channel, transfer("P1A1", 100), transfer("P2A1", 250, WRONG), transfer("P3A1", 7, COMES_BACK))
    writes = 0

    def write_and_fall(path: Path, body: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes == at + 1 and not is_done:
            raise Fell
        write_whole(path, body)
        if writes == at + 1:
            raise Fell

    with monkeypatch.context() as patched:
        patched.setattr("vethanam.sample.bank.write_whole", write_and_fall)
        patched.setattr("vethanam.sample.bank_answers.write_whole", write_and_fall)
        if at < 8:
            with pytest.raises(Fell):
                bank(channel).round()
        else:
            bank(channel).round()
    bank(channel).round()
    found = statement(channel.outgoing.parent / "own")
    assert (found["paid_paise"], found["rejected_paise"], found["returned_paise"], found["twice"]) == (
        100,
        250,
        7,
        0,
    )
    events = Counter((entry.reference, entry.happening) for entry in entries(channel))
    assert events == {
        ("P1A1", Happening.CREDITED): 1, ("P3A1", Happening.CREDITED): 1, ("P3A1", Happening.RETURNED): 1,
    }  # fmt: skip


# -- its own process -----------------------------------------------------------------------------------------


def start(channel: Channel, *more: str) -> subprocess.Popen[str]:
    folder = channel.outgoing.parent
    command = [
        sys.executable, "-m", "vethanam.sample.bank", "--in", str(channel.outgoing), "--out",
        str(channel.incoming), "--own", str(folder / "own"), "--key", str(folder / "bank.key"), "--pay-key",
        str(folder / "pay.pub"), "--interval", "0.01",
    ]  # fmt: skip
    return subprocess.Popen([*command, *more], stderr=subprocess.PIPE, text=True)


def test_killed_at_any_point_it_pays_each_reference_once(channel: Channel) -> None:
    rng = random.Random(11)
    expected = 0
    for number in range(6):
        legs = [
            transfer(f"P{number * 40 + n}A1", 100 + n, f"3{number}{n:02}1{number}0{rng.choice('0123')}")
            for n in range(40)
        ]
        expected += sum(leg.amount for leg in legs)
        hand_over(channel, *legs, message=f"TVM01-202610-{number}-1")
    for _ in range(4):
        process = start(channel, "--return-after", "0")
        time.sleep(rng.uniform(0.15, 0.45))
        process.kill()
        process.communicate()
    process = start(channel, "--until-quiet", "--return-after", "0")
    _, log = process.communicate(timeout=60)
    assert process.returncode == 0, log
    found = statement(channel.outgoing.parent / "own")
    assert found["twice"] == 0
    assert found["paid_paise"] + found["rejected_paise"] + found["returned_paise"] == expected
    credited = [e.reference for e in entries(channel) if e.happening == Happening.CREDITED]
    assert len(credited) == len(set(credited)) == found["paid"] + found["returned"]


def test_its_log_names_no_account(channel: Channel) -> None:
    hand_over(channel, transfer(), transfer("P2A1", 5, WRONG))
    process = start(channel, "--until-quiet")
    _, log = process.communicate(timeout=60)
    assert "booked TVM01-202610-7-1" in log
    assert GOOD not in log
    assert WRONG not in log


def test_a_second_bank_on_the_same_books_is_a_sentence(channel: Channel) -> None:
    first = start(channel)
    try:
        deadline = time.monotonic() + 20
        while not (channel.outgoing.parent / "own" / "books").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        second = start(channel)
        _, log = second.communicate(timeout=60)
        assert (second.returncode, "Another bank" in log, "Traceback" in log) == (2, True, False)
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=60)
    assert first.returncode == 0


def test_a_missing_key_is_a_sentence(channel: Channel) -> None:
    (channel.outgoing.parent / "bank.key").unlink()
    process = start(channel)
    _, log = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in log) == (2, False)
