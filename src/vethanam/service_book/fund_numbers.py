"""What a number of a fund or an insurance can be: digits and letters as printed, and nothing that is dialled."""

from __future__ import annotations

import re

from vethanam.errors import holds_contact

#: a mobile of this country, or one that is made up for a sample
_DIALLED = re.compile(r"(?:91|0)?(?:[6-9]\d{4}|00000)\d{5}")
_PRINTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./()-]*")


def is_digits_of_fund(text: str) -> bool:
    """Whether this is all digits and not what a mobile is dialled by: numbers of funds are digits too."""
    return text.isdecimal() and not _DIALLED.fullmatch(text)


def is_number_of_fund(text: str) -> bool:
    """Whether this can be a number of a fund or an insurance, as it is printed on its card, pass book or policy.

    >>> [is_number_of_fund(text) for text in ("110012345678", "EDN/12345-A", "98460 12345", "to follow")]
    [True, True, False, False]
    """
    if is_digits_of_fund(text):
        return True
    has_digit = any(letter.isdecimal() for letter in text)
    return bool(_PRINTED.fullmatch(text)) and has_digit and not holds_contact(text)
