"""Worker, paymaster and bank as separate processes, all killed repeatedly: everybody is paid once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.payments.desk import NETS, Desk
from tests.payments.desk_process import GAPS, PAYMASTER, WORKER
from tests.payments.paymaster_rounds import journal_beside
from vethanam.payments import audit, queries
from vethanam.payments.models import Answer, Credit, PaymasterRemark, PaymentFile, PaymentLeg
from vethanam.payments.paymaster.journal import FILE, read_lines
from vethanam.people.models import Role
from vethanam.sample.bank import is_quiet, statement

ROOT = Path(__file__).parents[2]
BANK = "bank"
SUPPLEMENTARY = 12

type Process = subprocess.Popen[bytes]
type Start = Callable[..., Process]


@pytest.fixture
def start(desk: Desk) -> Iterator[Start]:
    """Start a process of the desk: worker or paymaster, with a gap to fall in, or the bank.

    All end with the test.
    """
    started: list[Process] = []

    def start(name: str, fall: str = "") -> Process:
        command = _bank(desk) if name == BANK else _ours(desk, name)
        env = {**desk.world.env, "VETHANAM_FALL": fall}
        quiet = subprocess.DEVNULL if name == BANK else None
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=quiet
            )
        )
        return started[-1]

    yield start
    for process in started:
        end(process)


def _ours(desk: Desk, name: str) -> list[str]:
    folder = desk.channel.outgoing.parent
    return [
        "tests.payments.desk_process", name, str(folder), str(folder.parent / "bank.pub"),
        str(desk.service.account), desk.service.at.isoformat(),
    ]  # fmt: skip


def _bank(desk: Desk) -> list[str]:
    folder = desk.channel.outgoing.parent
    return [
        "vethanam.sample.bank", "--in", str(folder / "out"), "--out",
        str(folder / "in"), "--own", str(folder / "own"), "--key", str(folder.parent / "bank.key"),
        "--pay-key", str(folder.parent / "pay.pub"),
        "--interval", "0.01", "--return-after", "0.1", "--rejects", "0", "--returns", "0",
    ]  # fmt: skip


def end(process: Process) -> None:
    if process.poll() is None:
        process.kill()
        process.communicate()


def is_done(desk: Desk) -> bool:
    folder = desk.channel.outgoing.parent
    return (
        not PaymentLeg.objects.filter(state="instructed").exists()
        and PaymentFile.objects.count() == SUPPLEMENTARY + 1
        and is_quiet(folder / "out", folder / "own", folder / "in")
        and not Answer.objects.filter(leaf__isnull=True).exists()
    )


def supplementary_bills(desk: Desk) -> int:
    """Twelve more bills of one person: one account of three is wrong and one returns the money.

    Returns the sum passed.
    """
    for number in range(SUPPLEMENTARY):
        employment, _ = desk.join(1000 + number)
        desk.new_account(employment, f"77000{number:02}{['1234', '0000', '0009'][number % 3]}")
    return sum(NETS) + sum(1000 + number for number in range(SUPPLEMENTARY))


def everybody_is_paid_once(desk: Desk, total: int) -> None:
    """Our events and the bank's books agree to the paisa, with nothing open or doubled."""
    assert is_done(desk)
    settlement = queries.settlement_of_all()
    books = statement(desk.channel.outgoing.parent / "own")
    assert settlement.adds_up
    assert (settlement.instructed, settlement.open, books["twice"]) == (total, 0, 0)
    assert (settlement.settled, settlement.rejected, settlement.returned) == (
        books["paid_paise"], books["rejected_paise"], books["returned_paise"],
    )  # fmt: skip
    assert min(settlement.rejected, settlement.returned) > 0
    per_leg = Counter(Credit.objects.values_list("leg", "kind"))
    assert max(per_leg.values()) == 1
    assert queries.open_findings(officer=Role.TREASURY_OFFICER) == []
    failed = {finding.code for finding in queries.open_findings(officer=Role.DRAWING_OFFICER)}
    assert failed == {"not_credited", "came_back"}
    assert audit.broken_invariants() == []
    assert not PaymasterRemark.objects.exists()
    each_file_is_signed_once(desk)


def each_file_is_signed_once(desk: Desk) -> None:
    """Journal, files at the bank and rows agree, file by file and byte by byte."""
    sent = {path.stem: sha256(path.read_bytes()).hexdigest() for path in desk.channel.outgoing.glob("*.xml")}
    lines = read_lines(journal_beside(desk.channel) / FILE)
    rows = PaymentFile.objects.values_list("message", "sha256")
    assert [line.message for line in lines] == list(dict.fromkeys(line.message for line in lines))
    assert {line.message: line.sha256 for line in lines} == sent
    assert {message: bytes(digest or b"").hex() for message, digest in rows} == sent


@pytest.mark.parametrize(("name", "gap"), GAPS)
def test_killed_three_times_in_a_gap_it_pays_everybody_once(
    desk: Desk, start: Start, name: str, gap: str
) -> None:
    total = supplementary_bills(desk)
    start(BANK)
    start(PAYMASTER if name == WORKER else WORKER)
    for times in (1, 2, 3):
        process = start(name, f"{gap}:{times}")
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
    start(name)
    deadline = time.monotonic() + 60
    while not is_done(desk) and time.monotonic() < deadline:
        time.sleep(0.05)
    everybody_is_paid_once(desk, total)


def test_worker_paymaster_and_bank_killed_again_and_again_pay_everybody_once(
    desk: Desk, start: Start
) -> None:
    rng = random.Random(2026)
    total = supplementary_bills(desk)
    running = {name: start(name) for name in (WORKER, PAYMASTER, BANK)}
    kills = Counter(dict.fromkeys(running, 0))
    deadline = time.monotonic() + 120
    while (not is_done(desk) or min(kills.values()) < 3) and time.monotonic() < deadline:
        if sum(kills.values()) >= 15:
            time.sleep(0.1)
            continue
        name = min(kills, key=lambda one: kills[one])
        if name == BANK:
            time.sleep(rng.uniform(0.1, 0.4))
        else:
            wait_for_a_round(running[name])
            time.sleep(rng.uniform(0, 0.05))
        end(running[name])
        kills[name] += 1
        running[name] = start(name)
    everybody_is_paid_once(desk, total)


def wait_for_a_round(process: Process) -> None:
    """Until it ran at least one round, or crashed in it."""
    assert process.stdout is not None
    process.stdout.read(1)
