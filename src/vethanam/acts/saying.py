"""Sentences in the language that is active: the template of a room, translated, with its facts."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from vethanam.acts.performing import Performed
from vethanam.errors import Fault, Sentence, templates


def in_words(sentence: Sentence | str) -> str:
    """The sentence in the active language; English where no translation stands."""
    if isinstance(sentence, str):
        return gettext(sentence) if sentence else sentence
    if not (get_language() or "en").startswith("ml"):
        return sentence.says
    translated = gettext(sentence.template)
    if translated == sentence.template:
        return sentence.says
    return translated % {name: _word(value) for name, value in sentence.facts.items()}


def fault_in_words(fault: Fault) -> str:
    """What is wrong, in the active language."""
    if fault.code in templates():
        try:
            return in_words(Sentence(fault.code, fault.facts))
        except KeyError:
            return fault.says
    return gettext(fault.says) if fault.says else fault.says


def says_of(performed: Performed) -> str:
    """What an answer says, in the active language."""
    return in_words(performed.sentence or performed.says)


def _word(value: Any) -> str:
    if isinstance(value, Sentence):
        return in_words(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_word(one) for one in value)
    if hasattr(value, "year") and hasattr(value, "day"):
        return date_format(value, "j F Y")
    return str(value)
