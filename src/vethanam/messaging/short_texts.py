"""Short messages as operators in India take them: a fixed text with few, short variables.

The rules are those of the direction of 18 November 2025 on content templates: two variables, a third
with a recorded reason, and at least 30 % of the text fixed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from vethanam.errors import Sentence
from vethanam.messaging.stop_words import can_be_stopped, stop_sentence
from vethanam.messaging.templates import ON_A_PHONE, Text

VARIABLE = "{#var#}"
MOST, MOST_WITH_REASON, LEAST_FIXED = 2, 3, 30
#: letters of the longest value of each closed form, as a short message writes it; free words have no bound
_LONGEST = {
    "month": 15,
    "day": 10,
    "masked_money": 19,
    "last_digits": 6,
    "code": 10,
    "first_code": 14,
    "case": 14,
    "roll": 17,
    "hazard": 26,
    "place": 22,
}
#: operators take 30 letters for a variable, some 40
LONGEST_VARIABLE = 30
_BESIDE = re.compile(re.escape(VARIABLE) + r"[\s.,:;/()-]{0,1}" + re.escape(VARIABLE))


def short_words(text: Text, language: str) -> str:
    """The words of a text that go to a phone, with their placeholders."""
    words = text.words[language]
    return words.get("short", words["body"])


def as_registered(text: Text, language: str, replies_to: str = "") -> str:
    """The words as they stand in the operators' register, a mark in place of each variable.

    Where readers can answer the sender, at ``replies_to``, they end with the stop word.
    """
    pieces = []
    for fixed, name, _, _ in string.Formatter().parse(short_words(text, language)):
        pieces.append(fixed if name is None else fixed + VARIABLE)
    words = "".join(pieces)
    if replies_to and can_be_stopped(text.purpose):
        words = words.rstrip() + stop_sentence(language, replies_to)
    return words.translate(ON_A_PHONE) if language == "en" else words


def short_faults(text: Text, language: str) -> Iterator[Sentence]:
    """Why operators would not take a text for short messages."""
    words, names = as_registered(text, language), _names(text, language)
    most = MOST_WITH_REASON if text.content.get("third_variable") else MOST
    if len(names) > most:
        yield Sentence("short_variables", {"count": len(names), "most": most})
    for name in names:
        if _LONGEST.get(text.values[name], LONGEST_VARIABLE + 1) > LONGEST_VARIABLE:
            yield Sentence("short_variable_long", {"name": name, "most": LONGEST_VARIABLE})
    if _BESIDE.search(words):
        yield Sentence("short_variables_beside")
    fixed = len(words.replace(VARIABLE, ""))
    whole = fixed + sum(min(_LONGEST.get(text.values[name], 99), LONGEST_VARIABLE) for name in names)
    if whole and 100 * fixed < LEAST_FIXED * whole:
        yield Sentence("short_fixed_part", {"least": LEAST_FIXED})


def _names(text: Text, language: str) -> list[str]:
    """The placeholders in order; one that stands twice counts twice, as operators count."""
    found = string.Formatter().parse(short_words(text, language))
    return [name for _, name, _, _ in found if name is not None]
