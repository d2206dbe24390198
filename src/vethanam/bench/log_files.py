"""The log published as files, its proofs, and a head signed by three witnesses on this machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.measurement import measured
from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal.actions import Event, append_many
from vethanam.journal.log_files import publish
from vethanam.journal.policy_files import policy_path
from vethanam.journal.queries import inclusion_proof, latest_head
from vethanam.journal.witnesses import Asking, head_to_show
from vethanam.ledger import witness
from vethanam.ledger.witness import new_key

WITNESSES = ("union", "court", "press")
_LOT = 2_000
#: proofs of random entries, and heads that the witnesses sign
PROOFS, ROUNDS = 200, 20

type Settle = Callable[[], None]
type Sequencer = Callable[[], AbstractContextManager[object]]


def bench_log(
    authority: Authority, entries: int, settle: Settle, sequencer: Sequencer, database: Path | None
) -> dict[str, Any]:
    """Append entries of a usual length, publish the log, prove random entries, and let three witnesses sign.

    ``sequencer`` is the role of the sequencer, which asks the witnesses.
    """
    refuse_real_database()
    with measured(database) as made:
        with made.step("staged"):
            _stage(authority, entries)
        with made.step("signed"):
            settle()
    with tempfile.TemporaryDirectory() as folder:
        with measured(database) as found:
            _, size = publish(Path(folder, "log"))
        files = [path for path in Path(folder, "log").rglob("*") if path.is_file()]
        published = {"files": len(files), "bytes": sum(path.stat().st_size for path in files)}
        if publish(Path(folder, "log")) != (size, size):
            raise Broken("published_another_log", folder=folder)
    return {
        "size": size, "published": {**published, **found.as_json()}, "proof_ms": _proofs(size),
        "quorum_ms": _quorum(authority, settle, sequencer), "made": made.as_json(),
    }  # fmt: skip


def _stage(authority: Authority, count: int) -> None:
    for start in range(0, count, _LOT):
        numbers = range(start, min(start + _LOT, count))
        append_many([Event("event", _public(one), None, authority.at, is_sample=True) for one in numbers])


def _public(number: int) -> dict[str, Any]:
    """As long as that of a use."""
    hashes = {f"hash_{place}": f"{number:064x}" for place in range(5)}
    return {"number": number, "office": "FIN", "purpose": "SAL-CREDIT", **hashes}


def _proofs(size: int) -> dict[str, float]:
    chance, times = Random(size), []  # noqa: S311 - no secret
    for _ in range(PROOFS):
        since = time.perf_counter()
        inclusion_proof(chance.randrange(size), size)
        times.append((time.perf_counter() - since) * 1000)
    return _told(times)


def _quorum(authority: Authority, settle: Settle, sequencer: Sequencer) -> dict[str, float]:
    """Milliseconds until three witnesses signed a new head, one entry after the other."""
    asks, times = Asking(), []
    with tempfile.TemporaryDirectory() as folder, witnesses(Path(folder)):
        for round_ in range(ROUNDS + 1):
            append_many([Event("event", _public(round_), None, authority.at, is_sample=True)])
            settle()
            with sequencer():
                latest_head()
                since = time.perf_counter()
                count = asks.ask(DEFAULT_DB_ALIAS)
                times.append((time.perf_counter() - since) * 1000)
            if count != len(WITNESSES):
                raise Broken("bench_not_witnessed", count=count)
        shown, head = head_to_show(), latest_head()
        if shown is None or head is None or not shown.is_enough or shown.head.size != head.size:
            raise Broken("bench_not_witnessed", count=0)
    return _told(times[1:])  # the first asks each witness which head it knows


@contextmanager
def witnesses(folder: Path) -> Iterator[None]:
    """Three witnesses as processes of their own on loopback; the policy of the log demands all three."""
    with ExitStack() as stack:
        lines = [stack.enter_context(_witness(name, folder / name)) for name in WITNESSES]
        policy = [*lines, f"group every all {' '.join(WITNESSES)}", "quorum every"]
        policy_path().write_text("\n".join(policy), encoding="ascii")
        stack.callback(policy_path().unlink)
        yield


@contextmanager
def _witness(name: str, folder: Path) -> Iterator[str]:
    """A running witness; its line of a policy."""
    folder.mkdir()
    key = folder / "key"
    key.write_text(new_key(f"{name}.example"), encoding="ascii")
    key.chmod(0o600)
    running = subprocess.Popen(
        [sys.executable, "-I", witness.__file__, "serve", "--key", str(key), "--folder", str(folder),
         "--log", str(keys.public_key()), "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        public, listens = (
            (running.stdout.readline().strip() for _ in range(2)) if running.stdout else ("", "")
        )
        yield f"witness {name} {public} http://{listens.removeprefix('listening on ')}/"
    finally:
        running.terminate()
        running.communicate(timeout=10)


def _told(times: list[float]) -> dict[str, float]:
    return {"median": round(median(times), 2), "p95": round(quantiles(times, n=20)[-1], 2)}
