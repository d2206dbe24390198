"""Open a beneficiary's own page by the code on her card and her year of birth; wrong pairs are slowed."""

from __future__ import annotations

from datetime import datetime

from vethanam.benefits.reference_codes import current_code, plain_code
from vethanam.identity.year_guesses import Answers, Opened, open_by_year

_ANSWERS = Answers("card_incomplete", "card_address_slowed", "card_spent", "card_wrong")


def open_card(code: str, born_in: str, *, address: str, now: datetime) -> int:
    """The id of the current code on a card, if the year is that of its holder's birth.

    Raises
    ------
    Refused
        The pair does not fit, or the code or the address is slowed (:func:`open_by_year`).
    """
    return open_by_year("card", plain_code(code), born_in, _card, _ANSWERS, address=address, now=now)


def _card(plain: str) -> Opened | None:
    found = current_code(plain)
    return None if found is None else Opened(found.pk, found.beneficiary.person.born.year)
