"""Sentences in the active language: the translated template of a room, with its facts in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from vethanam.acts.executor import Performed
from vethanam.errors import PLACE, TEXTS, WORDS, Sentence, day_of, kept_sentence, month_of
from vethanam.periods import Month

type Named = Callable[[str], str]
_EMPLOYEE = re.compile(r"Employee (\S+)")
#: facts that are employee numbers; so is a fact after the word employee
_NUMBERS = frozenset({"employee", "employment", "numbers", "whom"})
_NUMBER = re.compile(r"[^\s,;…]+")


def as_words(code: str) -> str:
    """An internal code as words."""
    return code.replace("_", " ")


def english_day(value: date) -> str:
    """A day as Django formats it in the active language."""
    return date_format(value, "j F Y")


class Speaker:
    """Translates sentences into the active language;

    ``named`` names a component, kind of entry or unit by its code; ``whose`` names an employee by her number,
    for a reader who is entitled to it, or is empty.
    """

    def __init__(
        self,
        named: Named = as_words,
        day: Callable[[date], str] = english_day,
        month: Callable[[Month], str] = str,
        whose: Named = lambda _number: "",
    ) -> None:
        self._named, self._day, self._month, self._whose = named, day, month, whose

    def says(self, sentence: Sentence) -> str:
        """The sentence; English without a translation."""
        template = gettext(sentence.template)
        if is_malayalam() and template == sentence.template and "".join(PLACE.split(template)[::2]).strip():
            return sentence.says
        if not is_malayalam():
            template = sentence.template
        filled = {name: self._fact(name, sentence, template) for name in PLACE.findall(template)}
        for name, text in filled.items():
            if _is_number(name, sentence.template) and text != self._word(name, sentence.facts[name]):
                template = re.sub(rf"(?:PEN|[Ee]mployee) (?=%\({name}\)s)", "", template)  # a name says it
        places = [self._place(place) for place in sentence.facts.get("within", ())]
        return "".join(places) + template % filled

    def _place(self, place: Any) -> str:
        if isinstance(place, Month) or month_of("month", place):
            return f"{self._word('month', place)}. "
        return f"{self._word('place', place)}: "

    def _fact(self, name: str, sentence: Sentence, template: str) -> str:
        value = sentence.facts[name]
        if f"“%({name})s" in template:
            return str(value)
        text = self._word(name, value)
        if _is_number(name, sentence.template):
            text = _NUMBER.sub(lambda one: self._whose(one[0]) or one[0], text)
        starts = not is_malayalam() and name in WORDS and template.startswith(f"%({name})s")
        return text[:1].upper() + text[1:] if starts else text

    def _word(self, name: str, value: Any) -> str:
        if inner := kept_sentence(value):
            return self.says(inner)
        if isinstance(value, (list, tuple, set, frozenset)):
            said = [self._word(name, one) for one in value]
            if any(kept_sentence(one) for one in value):
                return (" " if all(one.endswith(".") for one in said) else "; ").join(said)
            return ", ".join(said)
        if isinstance(value, Month):
            return self._month(value)
        if isinstance(value, datetime):
            local = localtime(value) if value.tzinfo else value
            return f"{self._day(local.date())}, {local:%H:%M}"
        if isinstance(value, date):
            return self._day(value)
        return self._text(name, str(value))

    def _text(self, name: str, text: str) -> str:
        """A text fact: a stored day or month, an internal code, an employee, or the text itself."""
        if first := month_of(name, text):
            return self._month(Month.of(first))
        if day := day_of(text):
            return self._day(day)
        if name in WORDS:
            return self._named(text)
        if name in TEXTS:
            return gettext(text) if text else text
        employee = _EMPLOYEE.fullmatch(text)
        if employee is None:
            return text
        return self._whose(employee[1]) or gettext("Employee %(number)s") % {"number": employee[1]}


def numbers_in(sentence: Sentence) -> set[str]:
    """The employee numbers that a sentence may show: to look up their names in one query."""
    found: set[str] = set()
    for name in PLACE.findall(sentence.template):
        found |= _numbers_of(sentence.facts[name], is_number=_is_number(name, sentence.template))
    for place in sentence.facts.get("within", ()):
        found |= _numbers_of(place, is_number=False)
    return found


def _numbers_of(value: Any, *, is_number: bool) -> set[str]:
    if inner := kept_sentence(value):
        return numbers_in(inner)
    if isinstance(value, (list, tuple, set, frozenset)):
        return {number for one in value for number in _numbers_of(one, is_number=is_number)}
    if employee := _EMPLOYEE.fullmatch(str(value)):
        return {employee[1]}
    return set(_NUMBER.findall(str(value))) if is_number else set()


def _is_number(name: str, template: str) -> bool:
    return name in _NUMBERS or re.search(rf"[Ee]mployee %\({name}\)s", template) is not None


def is_malayalam() -> bool:
    """True if the active language is Malayalam."""
    return (get_language() or "en").startswith("ml")


_PLAIN = Speaker(month=lambda month: date_format(month.first, "F Y"))


def in_words(sentence: Sentence | str) -> str:
    """The sentence in the active language; English without a translation."""
    if isinstance(sentence, str):
        return gettext(sentence) if sentence else sentence
    return _PLAIN.says(sentence) if is_malayalam() else sentence.says


def says_of(performed: Performed) -> str:
    """The sentence of an answer in the active language."""
    return in_words(performed.sentence or performed.says)
