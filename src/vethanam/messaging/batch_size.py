"""Size of chunks and groups: as many messages as leave in a moment, learnt from earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, field

FEWEST, MOST_IN_HAND = 50, 5_000
GROUP = 5
#: expected and longest duration of a group behind the fence, and duration of a chunk
GROUP_SECONDS, LONGEST_SECONDS, CHUNK_SECONDS = 0.05, 0.25, 1.0


@dataclass(slots=True)
class Pace:
    """One dispatcher's measured speed per channel."""

    _a_second: dict[str, float] = field(default_factory=dict)
    _group: dict[str, int] = field(default_factory=dict)

    def chunk(self, channel: str) -> int:
        """The number of messages expected to leave on a channel in the time of a chunk."""
        return max(FEWEST, min(MOST_IN_HAND, int(self._a_second.get(channel, 0.0) * CHUNK_SECONDS)))

    def group(self, channel: str) -> int:
        """The size of a group."""
        return self._group.get(channel, GROUP)

    def learn(self, channel: str, count: int, seconds: float) -> None:
        """Update the speed of a channel; a slowdown takes effect at once.

        Groups grow while they finish early, and while a larger one is faster: then they wait for a remote
        answer, not for their own size.
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
