"""What an act of a file is, what a verb answers, and how a word of ``do`` is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority

INDIA = ZoneInfo("Asia/Kolkata")


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the file: when, by whom, what, and with what. ``folder`` is where files it names lie.

    ``directorates`` are the files of offices and officers that acts before it name: theirs are the officers to be seated.
    """

    at: datetime
    by: str
    do: str
    given: Mapping[str, Any]
    folder: Path
    directorates: tuple[Path, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """A key of ``with``; Unsound names the key that is missing."""
        if self.given.get(name) in (None, ""):
            raise Unsound("act_key_missing", do=self.do, name=name)
        return self.given[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A key of ``with`` that may be left out."""
        return self.given.get(name, default)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A key of ``with`` that holds keys and values, empty where it is left out."""
        given = self.given.get(name) or {}
        if not isinstance(given, Mapping):
            raise Unsound("not_a_mapping", name=name, do=self.do)
        return given

    def only(self, *names: str) -> None:
        """Refuse keys that this act does not know."""
        unknown = sorted(set(self.given) - set(names))
        if unknown:
            raise Unsound("act_key_unknown", do=self.do, unknown=[*map(typed, unknown)], names=sorted(names))


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentence and the changed state a verb gives back."""

    says: str
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verb:
    """How a word of ``do`` is done: as which role, within which key's scope, under which power, by which function."""

    act: Callable[[Authority, Act], Answer]
    roles: tuple[str, ...] = ()
    scope: str | None = None
    power: str = "view"


def instant(written: Any) -> datetime:
    """A time of the file: Indian time unless it names a zone."""
    try:
        read = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        raise Unsound("not_a_time", written=typed(written, 30)) from None
    return read if read.tzinfo else read.replace(tzinfo=INDIA)


def day(written: Any) -> date:
    """A day of the file."""
    try:
        return written if type(written) is date else date.fromisoformat(str(written)[:10])
    except ValueError:
        raise Unsound("act_date_unreadable", written=typed(written, 30)) from None
