"""Worker and bank as separate processes, both killed repeatedly: everybody is paid once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.payments.desk import NETS, Desk
from tests.payments.desk_process import GAPS
from vethanam.payments import audit, queries
from vethanam.payments.models import Credit, PaymentFile, PaymentLeg
from vethanam.people.models import Role
from vethanam.sample.bank import is_quiet, statement

SUPPLEMENTARY = 12


def start_worker(desk: Desk, fall: str = "") -> subprocess.Popen[bytes]:
    folder = desk.channel.outgoing.parent
    arguments = [
        str(folder),
        str(folder.parent / "bank.pub"),
        str(desk.service.account),
        desk.service.at.isoformat(),
    ]
    command = [sys.executable, str(Path(__file__).with_name("desk_process.py")), *arguments]
    return subprocess.Popen(command, env={**desk.world.env, "VETHANAM_FALL": fall}, stdout=subprocess.PIPE)


def start_bank(desk: Desk) -> subprocess.Popen[bytes]:
    folder = desk.channel.outgoing.parent
    return subprocess.Popen(
        [
            sys.executable, "-m", "vethanam.sample.bank", "--in", str(folder / "out"), "--out",
            str(folder / "in"), "--own", str(folder / "own"), "--key", str(folder.parent / "bank.key"),
            "--pay-key", str(folder.parent / "pay.pub"),
            "--interval", "0.01", "--return-after", "0.1", "--rejects", "0", "--returns", "0",
        ],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def is_done(desk: Desk) -> bool:
    folder = desk.channel.outgoing.parent
    return (
        not PaymentLeg.objects.filter(state="instructed").exists()
        and PaymentFile.objects.count() == SUPPLEMENTARY + 1
        and is_quiet(folder / "out", folder / "own", folder / "in")
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


@pytest.mark.parametrize("gap", GAPS)
def test_killed_three_times_in_a_gap_it_pays_everybody_once(desk: Desk, gap: str) -> None:
    total = supplementary_bills(desk)
    bank = start_bank(desk)
    for times in (1, 2, 3):
        worker = start_worker(desk, f"{gap}:{times}")
        worker.communicate(timeout=60)
        assert worker.returncode == -signal.SIGKILL
    worker = start_worker(desk)
    deadline = time.monotonic() + 60
    while not is_done(desk) and time.monotonic() < deadline:
        time.sleep(0.05)
    end(worker)
    end(bank)
    everybody_is_paid_once(desk, total)


def test_worker_and_bank_killed_again_and_again_pay_everybody_once(desk: Desk) -> None:
    rng = random.Random(2026)
    total = supplementary_bills(desk)
    worker, bank = start_worker(desk), start_bank(desk)
    kills = Counter[str]()
    deadline = time.monotonic() + 90
    while (not is_done(desk) or kills["worker"] < 3) and time.monotonic() < deadline:
        if sum(kills.values()) < 10:
            if kills["worker"] <= kills["bank"]:
                assert worker.stdout is not None
                worker.stdout.read(1)  # it ran at least one round, or crashed in it
                time.sleep(rng.uniform(0, 0.05))
                end(worker)
                kills["worker"] += 1
                worker = start_worker(desk)
            else:
                time.sleep(rng.uniform(0.1, 0.4))
                end(bank)
                kills["bank"] += 1
                bank = start_bank(desk)
        else:
            time.sleep(0.1)
    end(worker)
    end(bank)

    everybody_is_paid_once(desk, total)
