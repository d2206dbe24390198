"""The worker process delivers webhooks; killed during a delivery, it loses none."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.conftest import World
from tests.payroll.office import SmallOffice
from tests.webhooks.conftest import Hooked
from tests.webhooks.receiver import receiving
from tests.webhooks.test_deliveries import found
from vethanam.identity.models import Account
from vethanam.webhooks.models import Delivery

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[IO[bytes]]:
    with (tmp_path / "log").open("w+b") as log:
        yield log


@contextlib.contextmanager
def worker(world: World, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A running worker, killed at the end in any case."""
    command = [sys.executable, "-m", "tests.webhooks.worker_process"]
    environment = {**world.env, "VETHANAM_ROLE": "worker", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(is_so: Callable[[], bool], what: str, seconds: float = 40.0) -> None:
    """Wait for something, at most so long."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_a_worker_that_is_killed_while_it_sends_loses_nothing(
    world: World, office: SmallOffice, hooked: Hooked, log: IO[bytes]
) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    Account.objects.create(username="service-worker", kind=Account.Kind.SERVICE)
    with receiving(500, "hang", 503) as receiver:
        webhook = hooked(receiver.address, "payment.finding")
        for number in range(3):
            found(office, number)
        with worker(world, log) as first:
            until(lambda: len(receiver.got) == 2, "the second request never came")
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        assert not Delivery.objects.filter(state="delivered").exists()
        receiver.answers[:] = []
        with worker(world, log) as second:
            until(
                lambda: Delivery.objects.filter(state="delivered").count() == 4,
                "not everything was delivered",
            )
            second.terminate()
            assert second.wait(20) == 0
    rows = Delivery.objects.filter(webhook=webhook)
    assert {row.reference for row in rows} == set(receiver.ids())
    by_id = {
        one: {got.body for got in receiver.got if got.headers["webhook-id"] == one} for one in receiver.ids()
    }
    assert all(len(bodies) == 1 for bodies in by_id.values())  # at least once, always the same
    told = {json.loads(got.body)["data"].get("finding") for got in receiver.got} - {None}
    assert len(told) == 3
    log.seek(0)
    assert b"Traceback" not in log.read()
