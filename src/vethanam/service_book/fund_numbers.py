"""Numbers of funds and insurances: digits and letters as printed, never a phone number."""

from __future__ import annotations

import re

from vethanam.errors import holds_contact

#: a mobile of this country, or a made-up one of a sample
_DIALLED = re.compile(r"(?:91|0)?(?:[6-9]\d{4}|00000)\d{5}")
_PRINTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./()-]*")


def is_digits_of_fund(text: str) -> bool:
    """Whether this is all digits and no mobile number: fund numbers are digits too."""
    return text.isdecimal() and not _DIALLED.fullmatch(text)


def is_number_of_fund(text: str) -> bool:
    """Whether this can be a number of a fund or an insurance, as printed on its card, pass book or policy.

    >>> [is_number_of_fund(text) for text in ("110012345678", "EDN/12345-A", "98460 12345", "to follow")]
    [True, True, False, False]
    """
    if is_digits_of_fund(text):
        return True
    has_digit = any(letter.isdecimal() for letter in text)
    return bool(_PRINTED.fullmatch(text)) and has_digit and not holds_contact(text)
