"""Words that somebody writes freely: a contact has no place among them."""

from __future__ import annotations

import re

#: seven digits with at most a space, dot or hyphen between them, or a sign between two words
_CONTACT = re.compile(r"(?:\d[\s.\-()]?){7,}|\S@\S")


def looks_like_a_contact(words: str) -> bool:
    """Whether a number or an address may stand in what somebody wrote."""
    return _CONTACT.search(words) is not None
