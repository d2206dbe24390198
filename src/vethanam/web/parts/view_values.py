"""Small values shared by templates of several journeys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vethanam.money import Paise
from vethanam.web.parts.people import PersonShown


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
    """An act on a page. Without an address it is not possible yet, and ``beside`` gives the reason.

    A quiet act undoes something and is never a filled button.
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
    """One entry of a history: time, person, act, result."""

    at: datetime
    shape: str
    who: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding in a list, about a person or another record."""

    record: PersonShown | str
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
    """A line of pay in a table; ``amount`` is None if it is held."""

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
        """True if an input is missing, so that it has no amount."""
        return self.amount is None


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its text; codes in small print below."""

    label: str
    text: str
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One link in a row of links."""

    name: str
    address: str
    is_current: bool = False


def total(lines: Sequence[LineShown]) -> Paise:
    """The sum of the lines that are not held."""
    return sum(line.amount or 0 for line in lines)


def offered(acts: Sequence[Offer]) -> list[Offer]:
    """The acts of a page; the first possible one is filled, the others are outlined."""
    first = next(
        (index for index, act in enumerate(acts) if act.address and not (act.is_link or act.is_quiet)), -1
    )
    return [replace(act, is_first=index == first) for index, act in enumerate(acts)]
