"""Hand a few letters over to a gateway. Nothing here opens a contact."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Gateway, Handed, Posted
from vethanam.messaging.outbox import KEPT_BACK

log = logging.getLogger("vethanam.messaging")


def hand_over(gateway: Gateway, post: Sequence[Posted], fence: Fence) -> dict[int, Handed]:
    """The outcome of each letter; one not begun waits again."""
    handed: dict[int, Handed] = {}
    otherwise = Handed(Fate.TEMPORARY, KEPT_BACK)
    try:
        gateway.hand_over(post, fence, handed.__setitem__)
    except Exception as error:  # noqa: BLE001 - after any error in a gateway the letters may have left
        log.error(
            "The %s gateway failed with %s; its messages are listed as uncertain.",
            gateway.channel,
            type(error).__name__,
        )
        otherwise = Handed(Fate.UNCERTAIN, type(error).__name__)
    return {one.id: handed.get(one.id, otherwise) for one in post}
