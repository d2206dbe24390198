"""Facts of an evidence file: a code, its values, the entries that prove them, and a sentence in words.

A fact states what is on record. It does not judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, override

from vethanam.evidence.sentences import SENTENCES
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import instant
from vethanam.money import grouped
from vethanam.money import shown as amount_shown
from vethanam.privacy.counts import FEWER
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registry import purpose_name

LANGUAGES = ("en", "ml")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``entries`` are staged ids of the entries that it rests on."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    entries: Sequence[int] = ()

    def as_json(self, number: int, hashes: Mapping[int, str]) -> dict[str, Json]:
        """The fact as a file holds it, with the hashes of its leaves."""
        return {
            "code": self.code,
            "entries": [hashes[staged] for staged in self.entries],
            "number": number,
            "says": {language: self.says(language) for language in LANGUAGES},
            "values": {name: _kept(value) for name, value in self.values.items()},
        }

    def says(self, language: str) -> str:
        """Its sentence."""
        with override(language):
            shown = {name: _shown(name, value, language) for name, value in self.values.items()}
            if "total_paise" in self.values:
                shown["total"] = amount_shown(self.values["total_paise"], symbol=False)
            return gettext(SENTENCES[self.code]) % shown


def _kept(value: Any) -> Json:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_kept(one) for one in value]
    return value  # type: ignore[no-any-return]


def _shown(name: str, value: Any, language: str) -> str:
    if value is None or value in ("", [], ()):
        return gettext("none")
    if isinstance(value, datetime):
        return f"{value.astimezone(IST):%d-%m-%Y %H:%M:%S} IST"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(name, one, language) for one in value)
    if isinstance(value, int):
        return grouped(value)
    if name in ("office", "sender", "controllers", "senders"):
        return load_catalogue().office_name(value, language)
    if name in ("purpose", "purposes"):
        return f"{purpose_name(value, language)} ({value})"
    if name == "why":
        return reason_in_words(value, language)
    if value == FEWER:
        return gettext(value)
    word = SENTENCES.get(f"word_{value.replace(' ', '_')}") if name in _WORDS else None
    return gettext(word) if word else value.replace("_", " ") if name in _CODES else str(value)


#: values that are words of ours, and codes that read as words; others are names
_WORDS = ("role", "group", "outcome", "kind", "state", "means", "mode", "district", "form", "heading")
_CODES = ("kind", "asked", "step", "part", "signs_in", "group")
