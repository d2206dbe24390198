"""The sample's two administrators, who set it up by acts. One proposes, the other agrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vethanam.acts.executor import DATABASE, Performed, look
from vethanam.acts.fields import INDIA
from vethanam.acts.files import Counterparts, FileAct, Played, play_one
from vethanam.acts.record_lookup import account_of
from vethanam.cli.account import make_administrator
from vethanam.errors import Fault, Refused, Unsound, UnsoundInput, VethanamError
from vethanam.sample.officer_keys import ADMINISTRATORS, sign
from vethanam.sample.papers import keep_papers

FIRST, SECOND = ADMINISTRATORS
#: the start of the sample's offices and officers
FOUNDED = date(2024, 4, 1)
BORN = date(1975, 1, 1)
_COUNTERPARTS = Counterparts(sign=sign)
#: the code of an answer -> the code of its sentence, where they differ
_CODES = {DATABASE: "act_database_refused"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The administrators at a business time."""

    at: datetime

    def do(self, act: str, /, by: str = FIRST, **given: Any) -> Mapping[str, Any]:
        """Do an act; returns the changed state.

        Raises
        ------
        VethanamError
            The act was refused.
        """
        played = play_one(FileAct(self.at, by, act, given, Path()), _COUNTERPARTS)
        if not played.ok:
            raise refusal(played)
        keep_papers(played.state.get("first_codes", ()))
        return played.state

    def look(self, view: str, /, **given: Any) -> Mapping[str, Any]:
        """The rows of a view."""
        shown = look(view, account_of(FIRST), given, self.at, is_sample=True)
        return state_of(shown)

    def masters(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The current masters of a kind, by key."""
        return dict(self._masters(kind))

    def _masters(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        after: str | None = ""
        while after is not None:
            page = self.look("masters", kind=kind, after=after)
            yield from ((row["key"], row) for row in page["rows"])
            after = page["next"]


def opened(at: datetime) -> Desk:
    """The desk at an instant. On a new sample, the two administrators are created first."""
    for name in (FIRST, SECOND):
        if not is_known(name):
            made = make_administrator(name, f"Officer {name}", BORN, at=min(at, founded()))
            keep_papers([{"account": name, "first_code": made.issued.code}])
    return Desk(at)


def founded() -> datetime:
    """The first morning of the sample."""
    return datetime(FOUNDED.year, FOUNDED.month, FOUNDED.day, 10, tzinfo=INDIA)


def is_known(account: str) -> bool:
    """True if an account has this sign-in name."""
    try:
        account_of(account)
    except Unsound:
        return False
    return True


def state_of(performed: Performed) -> Mapping[str, Any]:
    """The state of an act or view.

    Raises
    ------
    Refused
        It was refused, with its sentence.
    """
    if not performed.ok:
        raise Refused(_CODES.get(performed.code, performed.code), **performed.facts)
    return performed.state


def refusal(played: Played) -> VethanamError:
    """The error of a refused act, from its answer."""
    faults = [
        Fault(one["record"], one["field"], one["code"], one["facts"])
        for one in played.state.get("faults", ())
    ]
    code = _CODES.get(str(played.state["code"]), str(played.state["code"]))
    return UnsoundInput(code, faults, **played.facts) if faults else Unsound(code, **played.facts)
