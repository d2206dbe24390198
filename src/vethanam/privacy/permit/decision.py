"""The answer, as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vethanam.privacy.permit.subject_groups import kinds_counted

ALLOW, PARTIAL, HOLD, DENY = "allow", "partial", "hold", "deny"
DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class SubjectAnswer:
    """The answer for one subject: ``allow``, ``dropped`` or ``hold``; per channel a code or ``allow``."""

    id: str
    status: str
    reason: str | None
    channels: Mapping[str, str]
    route: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A follow-up task with its deadline: of an allowed use, a withdrawn consent or a late window."""

    kind: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request at one instant.

    ``reason`` is the first code in table order, ``also`` the rest; both hold for every subject. ``says`` is
    one English sentence; :mod:`vethanam.privacy.permit.reason_texts` has it in other languages.
    """

    outcome: str
    reason: str | None
    also: tuple[str, ...]
    per_subject: Sequence[SubjectAnswer]
    says: str
    at: datetime
    rules_hash: str
    tasks: tuple[Task, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_allowed(self) -> bool:
        """Whether any subject is allowed."""
        return self.outcome in (ALLOW, PARTIAL)

    @property
    def allowed(self) -> int:
        """The number of allowed subjects."""
        return sum(count for answer, count in kinds_counted(self.per_subject) if answer.status == ALLOW)

    @property
    def left_out(self) -> Mapping[str, int]:
        """Number of subjects left out, by code."""
        left_out = Counter[str]()
        for answer, count in kinds_counted(self.per_subject):
            if answer.reason and answer.status != ALLOW:
                left_out[answer.reason] += count
        return left_out
