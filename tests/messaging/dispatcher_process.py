"""A dispatcher as a process of its own that a test may kill.

``VETHANAM_FALL`` names a gap; the process kills itself with SIGKILL on entering it: ``in hand`` (opened, not
begun), ``before hand-over`` (begun, nothing sent), ``after hand-over`` (the server accepted the first
message), ``before outcome`` (all sent, nothing saved), ``in resealing`` (two contacts sealed again under a
rotation, two more opened).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
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


def main() -> None:
    """Arguments: the folder of the keys, the mail server."""
    django.setup()
    from vethanam.messaging.dispatch import run
    from vethanam.messaging.gateways.smtp import SmtpGateway

    fall_at(os.environ.get("VETHANAM_FALL", ""))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    host, _, port = sys.argv[2].rpartition(":")
    run(stop, keys=Path(sys.argv[1]), gateways=[SmtpGateway(host, int(port))])


if __name__ == "__main__":
    main()
