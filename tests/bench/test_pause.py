"""A message to everybody that is paused on its way: the SMSC counts what we recorded, each message once."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import World
from vethanam.bench.audience import NOW, record_tellable
from vethanam.bench.far_side import FarSide, smsc
from vethanam.bench.pause import bench_pausing, compare_counts
from vethanam.errors import Broken
from vethanam.journal.keys import create, load
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey
from vethanam.messaging.actions import register_texts
from vethanam.privacy.actions import register_purposes
from vethanam.privacy.models import UseResume
from vethanam.privacy.vault.keys import new_vault_keys
from vethanam.site.clock import service_authority
from vethanam.site.install import _make_service_accounts
from vethanam.site.processes import free_port

#: `make nightly` has more people; the message is paused after a fifth of them
PEOPLE = int(os.environ.get("VETHANAM_TEST_PAUSED", "200"))
AFTER = PEOPLE // 5


@contextlib.contextmanager
def dispatcher(world: World, state: Path, address: str) -> Iterator[None]:
    """The dispatcher as a process of its own, slow from the pause on until the message is resumed."""
    command = [
        sys.executable,
        "-m",
        "tests.messaging.dispatcher_process",
        str(state / "keys"),
        address,
        "smpp",
    ]
    env = {
        **world.env, "VETHANAM_ROLE": "dispatcher",
        "VETHANAM_TEST_SLOW_AFTER": str(AFTER), "VETHANAM_TEST_FAST": str(state / "fast"),
    }  # fmt: skip
    running = subprocess.Popen(command, env=env, cwd=Path(__file__).parents[2])
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def test_a_paused_message_goes_on_by_another_person_and_the_smsc_counts_the_same(
    world: World, tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "keys").mkdir()
    public, private = new_vault_keys()
    (tmp_path / "keys" / "vault.pub").write_bytes(public)
    with os.fdopen(os.open(tmp_path / "keys" / "vault.key", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(private)
    create(tmp_path / "keys" / "log.key", "vethanam.example/test")
    log_key = load(tmp_path / "keys" / "log.key")
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    _make_service_accounts()
    with smsc(free_port(), tells=False) as far_side, world.role("worker"):
        settings.VETHANAM_STATE, settings.VETHANAM_SMPP = tmp_path, far_side.address
        asks = replace(service_authority("worker"), at=NOW, is_sample=True)
        register_purposes(asks)
        register_texts(asks)
        record_tellable(asks, PEOPLE, lambda _: None)
        found = bench_pausing(
            asks, far_side, lambda: dispatcher(world, tmp_path, far_side.address),
            lambda: settle(tmp_path, log_key), after=AFTER, rests=0.3,
        )  # fmt: skip
    assert found["told"] == found["in_the_end"]["smsc_messages"] == PEOPLE
    assert AFTER <= found["paused"]["smsc_messages"] < PEOPLE
    assert found["paused"]["smsc_messages"] + found["paused"]["waiting"] == PEOPLE
    assert found["closing"] == {"accepted": 0, "sent": PEOPLE, "failed": 0, "uncertain": 0, "cancelled": 0}
    assert found["same_person_resumes"] == "resume_by_another"


def settle(state: Path, log_key: SigningKey) -> None:
    """The log takes every entry."""
    if UseResume.objects.exists():
        (state / "fast").touch()
    while sequence_once(log_key):
        pass


def counts(smsc_messages: int, our_messages: int, parts: int = 9) -> dict[str, int]:
    return {
        "smsc_messages": smsc_messages, "our_messages": our_messages, "smsc_parts": parts, "our_parts": 9,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"in_the_end": counts(9, 8)}, "bench_counts_differ"),
        ({"in_the_end": counts(8, 8)}, "bench_counts_differ"),
        ({"in_the_end": counts(9, 9, parts=10)}, "bench_counts_differ"),
        ({"after_the_rest": counts(5, 5)}, "bench_went_on"),
        ({"same_person_resumes": ""}, "bench_went_on"),
    ],
)
def test_a_drill_that_fails_says_so(changed: dict[str, Any], code: str) -> None:
    found = {
        "told": 9, "paused": counts(4, 4), "after_the_rest": counts(4, 4), "in_the_end": counts(9, 9),
        "same_person_resumes": "resume_by_another",
    }  # fmt: skip
    compare_counts(found)
    with pytest.raises(Broken) as caught:
        compare_counts({**found, **changed})
    assert caught.value.code == code


def test_the_smsc_counts_messages_and_parts() -> None:
    with smsc(free_port(), tells=False) as far_side:
        assert isinstance(far_side, FarSide) and (far_side.count(), far_side.messages()) == (0, 0)
