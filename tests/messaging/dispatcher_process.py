"""A dispatcher as a process of its own that a test may kill.

``VETHANAM_FALL`` names a gap; the process kills itself with SIGKILL on entering it: ``in hand`` (opened, not
begun), ``before hand-over`` (begun, nothing sent), ``after hand-over`` (the server accepted the first
message), ``before outcome`` (all sent, nothing saved), ``in resealing`` (two contacts sealed again under a
rotation, two more opened).

``VETHANAM_TEST_SLOW_AFTER`` is a count of messages: after them each group takes 0.3 s, until the file exists
that ``VETHANAM_TEST_FAST`` names.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django


def fall_at(gap: str) -> None:
    """Put a trap into a gap."""
    from vethanam.messaging import gateway_calls, outbox, resealing

    def die(*_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    saved = outbox.save

    def die_late(ended: Any, holder: int) -> None:
        saved(ended, holder) if not ended else die()

    if gap == "before hand-over":
        gateway_calls.hand_over = die
    elif gap == "after hand-over":
        through = gateway_calls.hand_over

        def hand_over(*args: Any) -> Any:
            through(*args)
            die()

        patch.object(gateway_calls, "hand_over", hand_over).start()
    elif gap == "in hand":
        outbox.begin = die
    elif gap == "in resealing":
        resealing.CHUNK, store = 2, resealing.store_resealed

        def store_once(*args: Any) -> None:
            store(*args)
            resealing.store_resealed = die

        patch.object(resealing, "store_resealed", store_once).start()
    elif gap == "before outcome":
        outbox.save = die_late


def slow_after(count: int, fast: Path) -> None:
    """Hand each group over slowly once so many messages went, until a file exists."""
    from vethanam.messaging import gateway_calls

    through, gone = gateway_calls.hand_over, 0

    def hand_over(gateway: Any, post: Any, *more: Any) -> Any:
        nonlocal gone
        if gone >= count and not fast.exists():
            time.sleep(0.3)
        gone += len(post)
        return through(gateway, post, *more)

    patch.object(gateway_calls, "hand_over", hand_over).start()


def main() -> None:
    """Arguments: the folder of the keys, the mail server; ``smpp`` after it for an SMSC."""
    django.setup()
    from vethanam.messaging.dispatch import run
    from vethanam.messaging.gateways.smpp import SmppGateway
    from vethanam.messaging.gateways.smtp import SmtpGateway

    fall_at(os.environ.get("VETHANAM_FALL", ""))
    if slow := os.environ.get("VETHANAM_TEST_SLOW_AFTER"):
        slow_after(int(slow), Path(os.environ["VETHANAM_TEST_FAST"]))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    host, _, port = sys.argv[2].rpartition(":")
    kind = SmppGateway if "smpp" in sys.argv[3:] else SmtpGateway
    run(stop, keys=Path(sys.argv[1]), gateways=[kind(host, int(port))])


if __name__ == "__main__":
    main()
