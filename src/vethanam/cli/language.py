"""The language of names and sentences on the command line: the codes themselves, or a language of the pages.

The pages own the translations; ``site`` registers them here, because no face imports another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from vethanam.errors import Unsound, typed
from vethanam.money import shown

if TYPE_CHECKING:  # verifying a bundle loads no frames
    from vethanam.clauses.comparison import LineMoved
    from vethanam.clauses.explanation import Explanation, Given, Term, UsedParameter

Language = Annotated[
    str, typer.Option("--lang", help="Language of names and sentences: en or ml (Malayalam).")
]


class Speaker(Protocol):
    """Translates the names and sentences of the rules into one language."""

    def component(self, code: str) -> str:
        """The name of a line or step."""

    def label(self, label: str) -> str:
        """The name of a number in an equation."""

    def key(self, name: str) -> str:
        """The name of an answer's key."""

    def refused(self, message: str) -> str:
        """The reason why a question cannot be used."""

    def rule(self, text: str) -> str:
        """A rule, or the reason of a held line, as a sentence."""

    def words(self, text: str) -> str:
        """Words within an equation."""

    def rounding(self, text: str | None) -> str:
        """The rounding that was applied."""

    def given(self, given: Given) -> str:
        """A fact with its value."""

    def fact(self, name: str) -> str:
        """The name of a fact or of a parameter."""

    def written(self, kind: str) -> str:
        """The record that holds a fact."""


class Plain:
    """The names and sentences of the rules, untranslated."""

    def component(self, code: str) -> str:
        """The code."""
        return code

    def label(self, label: str) -> str:
        """The label without underscores."""
        return label.replace("_", " ")

    def key(self, name: str) -> str:
        """The name itself."""
        return name

    def refused(self, message: str) -> str:
        """The sentence itself."""
        return message

    def rule(self, text: str) -> str:
        """The sentence itself."""
        return text

    def words(self, text: str) -> str:
        """The words themselves."""
        return text

    def rounding(self, text: str | None) -> str:
        """The sentence itself."""
        return text or ""

    def given(self, given: Given) -> str:
        """The name and its value."""
        return f"{self.label(given.name)} {given.text}"

    def fact(self, name: str) -> str:
        """The last part of the name without underscores."""
        return self.label(name.rsplit(".", 1)[-1].removesuffix("_exact"))

    def written(self, kind: str) -> str:
        """The kind without underscores."""
        return kind.replace("_", " ")


_OFFERED: dict[str, Callable[[], Speaker]] = {"en": Plain}


def offer(language: str, speaker: Callable[[], Speaker]) -> None:
    """Register a language."""
    _OFFERED[language] = speaker


def speaker_of(language: str) -> Speaker:
    """The speaker of a language.

    Raises
    ------
    Unsound
        The language is not offered.
    """
    if language not in _OFFERED:
        raise Unsound(
            "unknown_language", language=typed(language, 20), languages=" or ".join(sorted(_OFFERED))
        )
    return _OFFERED[language]()


def lines_of(tree: Explanation, say: Speaker, depth: int = 0) -> Iterator[str]:
    """An explanation as lines: value, equation, rule, facts and parameters with their
    orders; then its parts.
    """
    edge = "  " * depth
    held = "held" if tree.reason != "set_aside" else "set aside"
    amount = (
        say.label(held)
        if tree.value is None
        else shown(tree.value)
        if tree.unit == "paise"
        else str(tree.value)
    )
    yield f"{edge}{say.component(tree.name)}: {amount}"
    for line in tree.arithmetic:
        yield f"{edge}    {' '.join(_term(term, say) for term in line)}"
    for sentence in (say.rounding(tree.rounding), say.rule(tree.says)):
        if sentence:
            yield f"{edge}    {sentence}"
    yield from (f"{edge}    · {_fact(given, say)}" for given in tree.givens)
    yield from (f"{edge}    · {_figure(used, say)}" for used in tree.parameters)
    yield from (f"{edge}    · {citation.order}" for citation in tree.citations)
    for child in tree.children:
        yield from lines_of(child, say, depth + 1)


def moved_lines(
    before: Explanation, now: Explanation, lines: Sequence[LineMoved], say: Speaker
) -> Iterator[str]:
    """The cause of a change of net pay, as lines: each line that differs, then the facts and
    parameters that changed it.
    """
    difference = (now.value or 0) - (before.value or 0)
    yield (
        f"{say.label('net')}: {shown(before.value or 0)} → {shown(now.value or 0)} "
        f"({shown(difference, signed=True)})"
    )
    for line in lines:
        amounts = f"{shown(line.before or 0)} → {shown(line.after or 0)}"
        yield f"  {say.component(line.name)}: {amounts} ({shown(line.effect, signed=True)})"
        for one in line.by:
            order = f" ({one.order})" if one.order else ""
            yield f"    · {say.fact(one.name)} {one.before or '–'} → {one.after or '–'}{order}"


def _term(term: Term, say: Speaker) -> str:
    if term.kind == "words":
        return say.words(term.text)
    return f"{term.text} {say.label(term.label)}" if term.kind == "value" and term.label else term.text


def _fact(given: Given, say: Speaker) -> str:
    source = given.source
    if source is None:
        return say.given(given)
    days = ", ".join(day for day in (source.valid_from, source.recorded_at) if day)
    where = " – ".join(part for part in (say.written(source.kind), source.order, days) if part)
    return f"{say.given(given)} ({where})"


def _figure(used: UsedParameter, say: Speaker) -> str:
    weak = "" if used.verified else f" [{say.label('unconfirmed')}]"
    since = f", {used.with_effect_from}" if used.with_effect_from else ""
    return f"{say.label(used.name.rsplit('.', 1)[-1])} {used.text} ({used.citation}{since}){weak}"
