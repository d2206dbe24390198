"""How many messages are taken in hand, and handed over at a time: as many as leave in a moment, learnt from those before."""

from __future__ import annotations

from dataclasses import dataclass, field

FEWEST, MOST_IN_HAND = 50, 5_000
GROUP = 5
#: how long a group behind the fence is expected to take, how long it may, and a chunk in hand
GROUP_SECONDS, LONGEST_SECONDS, CHUNK_SECONDS = 0.05, 0.25, 1.0


@dataclass(slots=True)
class Pace:
    """What one dispatcher knows of how fast each channel is."""

    _a_second: dict[str, float] = field(default_factory=dict)
    _group: dict[str, int] = field(default_factory=dict)

    def chunk(self, channel: str) -> int:
        """How many are expected to leave through a channel in the time of a chunk."""
        return max(FEWEST, min(MOST_IN_HAND, int(self._a_second.get(channel, 0.0) * CHUNK_SECONDS)))

    def group(self, channel: str) -> int:
        """How many are handed over at a time."""
        return self._group.get(channel, GROUP)

    def learn(self, channel: str, count: int, seconds: float) -> None:
        """Remember how fast a channel is; quickly when it got slower.

        Groups grow while they leave sooner than a group should, and also while a larger one leaves faster: what they
        then wait for is an answer from afar and not their own number.
        """
        if not count:
            return
        now, before = count / max(seconds, 1e-6), self._a_second.get(channel, 0.0)
        self._a_second[channel] = min(now, 2 * before) if before else GROUP / GROUP_SECONDS
        group = self.group(channel)
        if seconds > LONGEST_SECONDS:
            group = max(GROUP, int(now * GROUP_SECONDS))
        elif seconds < GROUP_SECONDS or now > 1.05 * before:
            group = min(MOST_IN_HAND, max(group, count + count // 4 + 1))
        self._group[channel] = group
