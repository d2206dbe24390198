"""The translations of the pages for another face: names and sentences in one language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, override

from vethanam.clauses.explanation import Given
from vethanam.web.parts import translations
from vethanam.web.parts.names import (
    component_name,
    fact_name,
    given_said,
    held_meant,
    kind_name,
    label_name,
    rounding_said,
    rule_said,
    titles,
)
from vethanam.web.pay.explanation_steps import words_said


@dataclass(frozen=True, slots=True)
class PagesSpeaker:
    """Translates the names and sentences of the rules; those without a translation stay in English."""

    language: str

    def __post_init__(self) -> None:
        translations.compile_stale()

    def component(self, code: str) -> str:
        """The name of a line or step."""
        with override(self.language):
            return component_name(code)

    def label(self, label: str) -> str:
        """The name of a number in an equation, or a word."""
        with override(self.language):
            known = label_name(label)
            return gettext(known) if known == label.replace("_", " ") else known

    def key(self, name: str) -> str:
        """The name of an answer's key, with a note if it is in paise."""
        plain = name.removesuffix("_paise")
        with override(self.language):
            known = component_name(plain) if plain in titles() else self.label(plain)
            return f"{known} ({gettext('paise')})" if plain != name else known

    def refused(self, message: str) -> str:
        """The reason why a question cannot be used: its meaning, then the original words."""
        with override(self.language):
            return f"{gettext('This question cannot be used.')} {message}"

    def rule(self, text: str) -> str:
        """A rule as a sentence; for a held line its meaning, then the original words."""
        with override(self.language):
            known = rule_said(text)
            return f"{held_meant()} {text}" if known == text and " is held" in text else known

    def words(self, text: str) -> str:
        """Words within an equation."""
        with override(self.language):
            return words_said(text)

    def rounding(self, text: str | None) -> str:
        """The rounding that was applied."""
        with override(self.language):
            return rounding_said(text)

    def given(self, given: Given) -> str:
        """A fact with its value."""
        with override(self.language):
            return given_said(given)

    def fact(self, name: str) -> str:
        """The name of a fact, or of a parameter."""
        with override(self.language):
            return fact_name(name)

    def written(self, kind: str) -> str:
        """The record that holds a fact."""
        with override(self.language):
            return kind_name(kind)
