"""The sample's counterparts for acts of a file; ``site`` registers them, because no
face imports the sample.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands without a database do not load it
    from vethanam.acts.files import Counterparts

type Offer = Callable[[], Counterparts]
_offered: list[Offer] = []


def offer(counterparts: Offer) -> None:
    """Register a factory for the counterparts of the installed sample."""
    _offered[:] = [counterparts]


def offered() -> Counterparts | None:
    """The registered counterparts; None without a sample."""
    return _offered[0]() if _offered else None
