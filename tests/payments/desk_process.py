"""The payments of the worker, or the paymaster, as a process of its own that a test may
kill: rounds until then.

``VETHANAM_FALL=GAP:N`` makes it kill itself with SIGKILL on entering a gap for the N-th time.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import django

WORKER, PAYMASTER = "worker", "paymaster"
#: By process, the start of each gap: the function called after its first half and before its second.
GAPS = {
    (WORKER, "passed / instruction"): ("payments.actions.instructions", "write_file"),
    (WORKER, "handed over / logged"): ("payments.actions.file_release", "save_handed_over"),
    (WORKER, "answer read / credit saved"): ("payments.actions.answers", "keep_credits"),
    (PAYMASTER, "signed / journal"): ("payments.paymaster.journal", "Journal.keep"),
    (PAYMASTER, "journal / signature and file at the bank"): ("payments.channel", "write_once"),
    (PAYMASTER, "file at the bank / state saved"): ("payments.channel", "_sync_folder"),
    (PAYMASTER, "answer read / answer kept"): ("payments.paymaster.answers", "_keep"),
}


def fall_at(room: str, path: str, times: int) -> None:
    """Kill this process on the way into a function for the N-th time."""
    module: Any = importlib.import_module(f"vethanam.{room}")
    within, _, name = path.rpartition(".")
    holder: Any = attrgetter(within)(module) if within else module
    through, count = getattr(holder, name), 0

    def enter(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return through(*args, **kwargs)

    setattr(holder, name, enter)


def worker(_bank: Path, _key: Path, account: int, at: datetime) -> Callable[[], object]:
    """A round of the worker."""
    from vethanam.identity.authority import Authority
    from vethanam.payments.actions import settle_pending

    authority = Authority(account, None, "TRY", "service", at)
    return lambda: settle_pending(authority)


def paymaster(bank: Path, key: Path, _account: int, at: datetime) -> Callable[[], object]:
    """A round of the paymaster, for whom everything was signed."""
    from tests.payments.paymaster_rounds import PAY_KEY, all_proven, journal_beside
    from vethanam.payments.channel import open_channel
    from vethanam.payments.paymaster.files import Paymaster
    from vethanam.payments.paymaster.journal import Journal
    from vethanam.payments.paymaster.process import go_round

    channel = open_channel(bank, key)
    own = Paymaster(channel, PAY_KEY, Journal(journal_beside(channel)), all_proven)
    return lambda: go_round(own, at)


def main() -> None:
    """Arguments: the process, the bank's folder, the bank's public key, the service's
    account, its business time.
    """
    role, folder, key, account, at = sys.argv[1:]
    os.environ["VETHANAM_ROLE"] = role
    django.setup()
    if wanted := os.environ.get("VETHANAM_FALL"):
        gap, _, times = wanted.partition(":")
        fall_at(*GAPS[role, gap], int(times))
    body = {WORKER: worker, PAYMASTER: paymaster}[role]
    go_round = body(Path(folder), Path(key), int(account), datetime.fromisoformat(at))
    while True:
        go_round()
        sys.stdout.write(".")
        sys.stdout.flush()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
