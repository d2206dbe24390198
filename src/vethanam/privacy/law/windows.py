"""Election and caution windows as data: area, start and end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from vethanam.shipped import shipped_yaml

IST = ZoneInfo("Asia/Kolkata")
STATE = "state"


@dataclass(frozen=True, slots=True)
class Window:
    """A period in which messages of some purposes wait or are refused.

    ``ended`` is None until the authority has announced the end of the code; the counting of votes does
    not end it.
    """

    id: str
    area: tuple[str, ...]
    starts_at: datetime
    ended: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the window is open at an instant."""
        return self.starts_at <= at and (self.ended is None or at < self.ended)


@dataclass(frozen=True, slots=True)
class Windows:
    """The known windows of both kinds."""

    election: tuple[Window, ...]
    caution: tuple[Window, ...]


@cache
def recorded_windows() -> Windows:
    """The windows shipped with this version; a law officer's later entries add to them."""
    content = shipped_yaml(files("vethanam.privacy.law") / "windows.yaml")
    return Windows(
        election=tuple(_window(entry, "ended") for entry in content["election"]),
        caution=tuple(_window({**entry, "area": [STATE]}, "ends_at") for entry in content["caution"]),
    )


def shipped_entries() -> tuple[tuple[str, Window, Mapping[str, Any]], ...]:
    """Each shipped window with its kind and its full entry."""
    content = shipped_yaml(files("vethanam.privacy.law") / "windows.yaml")
    known = recorded_windows()
    return tuple(
        (kind, window, entry)
        for kind, windows in (("election", known.election), ("caution", known.caution))
        for window, entry in zip(windows, content[kind], strict=True)
    )


def instant(value: str | date | datetime, *, end_of_day: bool = False) -> datetime:
    """An instant in Indian Standard Time unless a zone is given; a bare date is its start, or its end."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value or " " in value else date.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value + timedelta(days=1) if end_of_day else value, time())
    return value if value.tzinfo else value.replace(tzinfo=IST)


def open_at(windows: Iterable[Window], at: datetime) -> tuple[Window, ...]:
    """The windows open at an instant."""
    return tuple(window for window in windows if window.is_open(at))


def _window(entry: Mapping[str, Any], end: str) -> Window:
    ended = entry.get(end)
    return Window(
        id=entry["id"],
        area=tuple(entry["area"]),
        starts_at=instant(entry["starts_at"]),
        ended=instant(ended, end_of_day=True) if ended else None,
    )
