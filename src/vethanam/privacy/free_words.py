"""Free text must contain no contact."""

from __future__ import annotations

import re

#: seven digits with at most one separator between them, or an at sign between two words
_CONTACT = re.compile(r"(?:\d[\s.\-()]?){7,}|\S@\S")


def looks_like_a_contact(words: str) -> bool:
    """Whether a text may contain a phone number or an address."""
    return _CONTACT.search(words) is not None
