"""A year of birth typed beside a code or a number opens a page; wrong pairs are slowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from vethanam.errors import Refused
from vethanam.identity.slowdowns import (
    OF_CARDS,
    REMEMBERED,
    address_slowed_until,
    begin_guess,
    count_from_address,
    guess_was_right,
    guess_was_wrong,
    minutes_left,
    subject_of,
    was_wrong_today,
)


@dataclass(frozen=True, slots=True)
class Answers:
    """The codes of the sentences that refuse: half a pair, a slowed address, five wrong years, one."""

    incomplete: str
    address_slowed: str
    spent: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The id of a card or person behind a code or number, and the year of birth that opens it."""

    id: int
    born_in: int


def open_by_year(
    kind: str, plain: str, born_in: str, find: Callable[[str], Opened | None], answers: Answers,
    *, address: str, now: datetime,
) -> int:  # fmt: skip
    """The id that ``find`` has for a code, if the year of birth fits.

    A code has five wrong years in a day. While an address is slowed, a code has one from it: a holder who
    types the right pair is never hindered by others. An unknown code gets the same answers.

    Raises
    ------
    Refused
        The pair does not fit, or the code or the address is slowed.
    """
    if not plain or not born_in.isdecimal():
        raise Refused(answers.incomplete)
    subject = subject_of(kind, plain)
    slowed = address_slowed_until(address, now, OF_CARDS)
    if slowed is not None and was_wrong_today(subject, now):
        raise Refused(answers.address_slowed, minutes=minutes_left(slowed, now))
    guess = begin_guess(subject, None, None, now, REMEMBERED)
    if isinstance(guess, datetime):
        raise Refused(answers.spent, hours=-(-minutes_left(guess, now) // 60))
    found = find(plain)
    if found is None or found.born_in != int(born_in[:4]):
        guess_was_wrong(guess, now)
        count_from_address(address, now, OF_CARDS)
        raise Refused(answers.wrong)
    guess_was_right(guess, now)
    return found.id
