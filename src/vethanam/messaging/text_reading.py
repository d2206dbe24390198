"""The text of a proposed class: an office's words with their values, or a text of this version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vethanam.errors import Broken, Unsound, typed
from vethanam.messaging.templates import LANGUAGES, assessed, render_in, text_of, texts, values_hash
from vethanam.messaging.text_standing import in_log
from vethanam.messaging.wording import content_of_words, values_of
from vethanam.orders.models import Order
from vethanam.privacy.permit import Template


@dataclass(frozen=True, slots=True)
class TextRead:
    """A text by name and hash.

    ``values_hash`` is None where each person has her own values; ``rendered`` is shown to signers.
    """

    name: str
    hash: bytes
    values_hash: bytes | None
    rendered: Mapping[str, Mapping[str, str]]


def template_of_words(
    purpose: str, order: Order | None, words: Mapping[str, Mapping[str, str]] | None
) -> Template | None:
    """The text that these words would make, with its standing in the log; None if they make no valid text.

    Without words it is the neutral text.
    """
    try:
        content: dict[str, Any] = content_of_words(purpose, order, words)
        return in_log(assessed(content), content, values_hash(values_of(order, content)))
    except (Broken, Unsound):
        return None


def read_text(
    purpose: str, order: Order | None, words: Mapping[str, Mapping[str, str]] | None, code: str | None = None
) -> TextRead:
    """The text that would be composed from these words and this order, or the text of this
    version with a code.

    Raises
    ------
    Unsound, UnsoundInput
        The code is unknown, the words are more than facts of the event, or the order does not fill the text.
    """
    if code is not None:
        known = texts().get(code)
        if known is None:
            raise Unsound("unknown_text", code=typed(code, 40), codes=sorted(texts()))
        shown = {language: dict(known.words[language]) for language in LANGUAGES}
        return TextRead(known.name, bytes.fromhex(known.hash), None, shown)
    content: dict[str, Any] = content_of_words(purpose, order, words)
    try:
        text = text_of(content)
    except Broken as broken:
        raise Unsound("text_to_be_changed", why=broken.sentence) from None
    values = values_of(order, content)
    rendered = {
        language: {"subject": one.subject, "body": one.body}
        for language, one in zip(LANGUAGES, render_in(text, values, LANGUAGES), strict=True)
    }
    return TextRead(text.name, bytes.fromhex(text.hash), bytes.fromhex(values_hash(values)), rendered)
