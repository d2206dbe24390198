"""The small values that templates of several journeys share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vethanam.money import Paise


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stepper. ``kind`` is ``behind``, ``ahead`` or ``over`` (a cancelled bill)."""

    name: str
    under: str = ""
    kind: str = "ahead"
    is_current: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An act a page offers. Without address it cannot be done yet, and ``beside`` says why.

    A quiet one takes something back: it is never filled.
    """

    verb: str
    address: str = ""
    is_post: bool = False
    is_first: bool = False
    is_link: bool = False
    is_quiet: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A name and an amount: a row of totals."""

    name: str
    amount: Paise


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a history: when, who did what, what came of it."""

    at: datetime
    shape: str
    who: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding as a list shows it."""

    record: str
    says: str
    code: str = ""
    shape: str = "look"
    person: str = ""
    fix: str = ""
    settle: str = ""
    settle_word: str = ""
    settled: str = ""


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of pay as a table shows it; ``amount`` is None while it is held."""

    code: str
    name: str
    amount: Paise | None
    detail: str = ""
    change: Paise | None = None
    is_unconfirmed: bool = False
    address: str = ""
    says: str = ""

    @property
    def is_held(self) -> bool:
        """Whether something is missing to work it out."""
        return self.amount is None


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what stands beside it; codes are small beneath."""

    label: str
    text: str
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a row of links."""

    name: str
    address: str
    is_current: bool = False


def total(lines: Sequence[LineShown]) -> Paise:
    """The sum of what is not held."""
    return sum(line.amount or 0 for line in lines)


def offered(acts: Sequence[Offer]) -> list[Offer]:
    """The acts of a page: the first that can be done is filled, the others are outlined."""
    first = next(
        (index for index, act in enumerate(acts) if act.address and not (act.is_link or act.is_quiet)), -1
    )
    return [replace(act, is_first=index == first) for index, act in enumerate(acts)]
