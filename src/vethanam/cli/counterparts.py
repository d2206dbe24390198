"""What a sample brings to acts of a file: ``site`` offers it here, since no face knows the sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the commands that need no database load none of it
    from vethanam.acts.files import Counterparts

type Offer = Callable[[], Counterparts]
_offered: list[Offer] = []


def offer(counterparts: Offer) -> None:
    """The counterparts of the sample that is installed, made when they are asked for."""
    _offered[:] = [counterparts]


def offered() -> Counterparts | None:
    """The counterparts that were offered; None where no sample is installed."""
    return _offered[0]() if _offered else None
