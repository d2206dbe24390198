"""Election and caution windows as they stand now: for the permit and for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.law.windows import Window, Windows, recorded_windows
from vethanam.privacy.models import RecordedWindow
from vethanam.privacy.window_proofs import (
    SHIPPED,
    is_narrower,
    shipped_rows,
    window_entries,
)


def windows_now(log_key: VerifierKey | None = None) -> Windows:
    """The shipped windows and a law officer's entries, each of which stops messages.

    An end counts only with the signatures of two officers under a head that ``log_key`` signed, else the
    log's own key.
    """
    entries, shipped = window_entries(log_key), recorded_windows()
    kinds: dict[str, list[Window]] = {"election": [], "caution": []}
    for row in entries.standing:
        kinds[row.kind].append(Window(row.code, tuple(row.area), row.starts_at, row.ended_at))
    ended = {one for one in entries.ends if entries.is_replaced(one, SHIPPED)}
    return Windows(
        election=(*(w for w in shipped.election if w.id not in ended), *kinds["election"]),
        caution=(*(w for w in shipped.caution if w.id not in ended), *kinds["caution"]),
    )


@dataclass(frozen=True, slots=True)
class WindowShown:
    """A window and its details; ``entered_at`` is None for a shipped one.

    ``confidence`` names the uncertain parts.
    """

    code: str
    kind: str
    area: tuple[str, ...]
    starts_at: datetime
    ended_at: datetime | None
    authority: str
    source: str
    confidence: str
    entered_at: datetime | None = None
    gap: int = 0

    def is_open(self, at: datetime) -> bool:
        """Whether the window is open at an instant."""
        return self.starts_at <= at and (self.ended_at is None or at < self.ended_at)


def windows_shown(known_at: datetime) -> list[WindowShown]:
    """Every window as known at an instant, latest first: of a code the widest entries that stand."""
    found = map(entry_shown, standing_rows(known_at=known_at))
    return sorted(found, key=lambda one: (one.starts_at, one.code), reverse=True)


def standing_rows(code: str = "", known_at: datetime | None = None) -> list[RecordedWindow]:
    """The entries and shipped windows that stand, or those of a code, without one that another covers."""
    entries = window_entries(known_at=known_at)
    rows = [
        *(one for one in shipped_rows(code) if not entries.is_replaced(one.code, SHIPPED)),
        *(one for one in entries.standing if code in ("", one.code)),
    ]
    return [
        row
        for place, row in enumerate(rows)
        if not any(is_narrower(row, other) or _is_later_twin(other, row) for other in rows[place + 1 :])
        and not any(is_narrower(row, other) for other in rows[:place])
    ]


def _is_later_twin(later: RecordedWindow, row: RecordedWindow) -> bool:
    """Whether a later entry says the same: its source is the newer one."""
    fields = ("code", "kind", "starts_at", "ended_at")
    return all(getattr(later, name) == getattr(row, name) for name in fields) and (
        set(later.area) == set(row.area)
    )


def entry_shown(row: RecordedWindow) -> WindowShown:
    """An entry, or a shipped window in its form, for a page."""
    is_entered = row.pk is not None
    return WindowShown(
        row.code, row.kind, tuple(row.area), row.starts_at, row.ended_at, row.authority, row.source,
        row.confidence, row.at if is_entered else None, row.gap.get("count", 0) if is_entered else 0,
    )  # fmt: skip
