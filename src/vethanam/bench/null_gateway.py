"""A dispatcher without a network: the cost of permit, opening and saving alone.

``python -m vethanam.bench.null_gateway dispatcher``, run as the dispatcher's account.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from threading import Event

from vethanam.cli import boot

if __name__ == "__main__":
    boot("dispatcher")

from vethanam.messaging.dispatch import run
from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Handed, Posted, Receipt


class Nowhere:
    """Accepts every letter at once, if the fence allows it."""

    channel = "email"
    other_side = None

    def is_reachable(self) -> bool:
        """Always true."""
        return True

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Accept each letter."""
        for posted in post:
            if fence.may_begin():
                told(posted.id, Handed(Fate.SENT, "250"))

    def receipts(self) -> list[Receipt]:
        """No receipts."""
        return []

    def close(self) -> None:
        """Nothing to close."""


if __name__ == "__main__":
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(stop, gateways=[Nowhere()])
