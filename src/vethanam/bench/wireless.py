"""A dispatcher whose letters go nowhere: what asking, opening and saving cost without the wire.

``python -m vethanam.bench.wireless dispatcher``, run as the dispatcher's account.
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
    """Takes every letter at once, if it may be begun."""

    channel = "email"

    def is_reachable(self) -> bool:
        """Always."""
        return True

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Each is taken."""
        for posted in post:
            if fence.may_begin():
                told(posted.id, Handed(Fate.SENT, "250"))

    def receipts(self) -> list[Receipt]:
        """None."""
        return []

    def close(self) -> None:
        """Nothing is open."""


if __name__ == "__main__":
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(stop, gateways=[Nowhere()])
