"""The worker's payments as a process of its own that a test may kill: rounds until told to stop.

``VETHANAM_FALL=GAP:N`` makes it kill itself with SIGKILL on entering a gap for the N-th time.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import django

#: The start of each gap: the function called after its first half and before its second.
GAPS = {
    "passed / instruction": ("payments.actions.instructions", "write_file"),
    "file written / state saved": ("payments.actions.file_release", "save_handed_over"),
    "journal / signature at the bank": ("payments.channel", "write_whole"),
    "answer read / credit saved": ("payments.actions.answers", "keep_credits"),
}


def fall_at(gap: str, times: int) -> None:
    """Kill this process on the way into a gap."""
    room, name = GAPS[gap]
    module: Any = importlib.import_module(f"vethanam.{room}")
    through, count = getattr(module, name), 0

    def enter(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return through(*args, **kwargs)

    setattr(module, name, enter)


def main() -> None:
    """Arguments: the bank's folder, the bank's public key, the service's account, its business time."""
    os.environ["VETHANAM_ROLE"] = "worker"
    django.setup()
    from tests.payments.paymaster_rounds import settle_pending
    from vethanam.identity.authority import Authority
    from vethanam.payments.channel import open_channel

    if wanted := os.environ.get("VETHANAM_FALL"):
        gap, _, times = wanted.partition(":")
        fall_at(gap, int(times))
    folder, key, account, at = sys.argv[1:]
    authority = Authority(int(account), None, "TRY", "service", datetime.fromisoformat(at))
    channel = open_channel(Path(folder), Path(key))
    while True:
        settle_pending(channel, authority)
        sys.stdout.write(".")
        sys.stdout.flush()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
