"""Open a beneficiary's own page by the code on her card and her year of birth; wrong pairs are slowed."""

from __future__ import annotations

from datetime import datetime

from vethanam.benefits.reference_codes import current_code, plain_code
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


def open_card(code: str, born_in: str, *, address: str, now: datetime) -> int:
    """The id of the current code on a card, if the year is that of its holder's birth.

    A code has five wrong years in a day. While an address is slowed, a code has one from it: a holder who
    types the right pair is never hindered by others. An unknown code gets the same answers.

    Raises
    ------
    Refused
        The pair does not fit, or the code or the address is slowed.
    """
    plain = plain_code(code)
    if not plain or not born_in.isdecimal():
        raise Refused("card_incomplete")
    subject = subject_of("card", plain)
    slowed = address_slowed_until(address, now, OF_CARDS)
    if slowed is not None and was_wrong_today(subject, now):
        raise Refused("card_address_slowed", minutes=minutes_left(slowed, now))
    guess = begin_guess(subject, None, None, now, REMEMBERED)
    if isinstance(guess, datetime):
        raise Refused("card_spent", hours=-(-minutes_left(guess, now) // 60))
    found = current_code(plain)
    if found is None or found.beneficiary.person.born.year != int(born_in[:4]):
        guess_was_wrong(guess, now)
        count_from_address(address, now, OF_CARDS)
        raise Refused("card_wrong")
    guess_was_right(guess, now)
    return found.pk
