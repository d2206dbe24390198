"""Hand a few letters over to a gateway. Nothing here opens a contact."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Gateway, Handed, Posted
from vethanam.messaging.outbox import KEPT_BACK

log = logging.getLogger("vethanam.messaging")


def hand_over_in_order(order: Sequence[Gateway], post: Sequence[Posted], fence: Fence) -> dict[int, Handed]:
    """The outcome of each letter: a letter that a gateway certainly did not take goes to the next one."""
    handed = hand_over(order[0], post, fence)
    for gateway in order[1:]:
        again = [one for one in post if _was_not_taken(handed[one.id])]
        if not again or not fence.may_begin():
            break
        handed |= hand_over(gateway, again, fence)
    return handed


def _was_not_taken(answer: Handed) -> bool:
    return answer.fate == Fate.TEMPORARY and answer.code != KEPT_BACK


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
