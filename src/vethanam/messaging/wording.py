"""The words of a message: the neutral text filled in from its order, or the office's
own in both languages.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from vethanam.errors import Fault, UnsoundInput
from vethanam.ledger.canonical import canonical
from vethanam.messaging.templates import LANGUAGES, Text, as_shown, is_of_form, texts
from vethanam.orders.models import Order
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Duty
from vethanam.privacy.queries.duties import WITHIN

NEUTRAL_TEXT = "pay-terms-changed"
#: purposes with another neutral text
NEUTRAL_TEXTS: Mapping[str, str] = {"BREACH-INT": "data-asked-for"}


def neutral_text(purpose: str) -> Text:
    """The neutral text for messages to many people under a purpose."""
    return texts()[NEUTRAL_TEXTS.get(purpose, NEUTRAL_TEXT)]


def registered_words(
    purpose: str, order: Order | None, values: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]] | None:
    """The registered text of a purpose with the values of a message, by language; None without such a text.

    A value that the message does not have stays a placeholder.
    """
    text = neutral_text(purpose)
    if text.purpose != purpose:
        return None
    known = dict(values)
    with suppress(UnsoundInput):
        known |= values_of(order, text.content) if order else {}
    shown = {language: _Shown(as_shown(text, known, language)) for language in LANGUAGES}
    return {
        language: {
            part: text.words[language][part].format_map(shown[language]) for part in ("subject", "body")
        }
        for language in LANGUAGES
    }


class _Shown(dict[str, str]):
    """Values of placeholders; one without a value stays as it is written."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def values_of(order: Order | None, content: Mapping[str, Any], case: Duty | None = None) -> dict[str, str]:
    """The placeholder values, from the order or the breach case.

    Raises
    ------
    UnsoundInput
        The order lacks a value that the text names, or states more than a fact.
    """
    known: dict[str, str] = {}
    if order is not None:
        known = {
            "title": order.title.rstrip("."),
            "title_ml": order.title_ml.rstrip("."),
            "order_number": order.number,
            "order_dated": order.dated.isoformat(),
            "effective_from": order.with_effect_from.isoformat() if order.with_effect_from else "",
        }
    if case is not None:
        opened = case.opened_at.astimezone(IST).date()
        known = {
            "case": case.number,
            "opened_on": opened.isoformat(),
            "first_day": (opened - WITHIN).isoformat(),
        }
    needed = content["values"]
    faults = [
        Fault(str(order or "Text"), name, "not_in_form" if known.get(name) else "not_in_order")
        for name, form in needed.items()
        if not is_of_form(known.get(name, ""), form)
    ]
    if faults:
        raise UnsoundInput("order_does_not_fill_text", faults)
    return {name: known[name] for name in needed}


def content_of_words(
    purpose: str, order: Order | None, words: Mapping[str, Mapping[str, str]] | None
) -> dict[str, Any]:
    """The neutral text, or the office's own words in both languages."""
    neutral = neutral_text(purpose)
    if words is None:
        return dict(neutral.content)
    faults = [
        Fault("Text", f"{language}.{part}", "text_missing")
        for language in LANGUAGES
        for part in ("subject", "body")
        if not str(words.get(language, {}).get(part, "")).strip()
    ]
    said = {
        language: {part: str(words.get(language, {}).get(part, "")).strip() for part in ("subject", "body")}
        for language in LANGUAGES
    }
    if said == {
        language: {k: v.strip() for k, v in neutral.words[language].items()} for language in LANGUAGES
    }:
        return dict(neutral.content)
    used = {name for of in said.values() for text in of.values() for name in _placeholders(text, faults)}
    unknown = sorted(used - set(neutral.values))
    faults += [
        Fault("Text", "{" + name[:30] + "}", "unknown_placeholder", {"values": [*neutral.values]})
        for name in unknown
    ]
    if faults:
        raise UnsoundInput("text_unsound", faults)
    values = {name: form for name, form in neutral.values.items() if name in used}
    parts = ["facts", "order_number"] if order else ["facts"]
    content: dict[str, Any] = {
        "version": 1,
        "purpose": purpose,
        "kind": "neutral",
        "parts": parts,
        "values": values,
        **said,
    }
    # the same words have the same code, so that a class that two officers signed is of the text that
    # is composed
    return {"code": f"written-{sha256(canonical(content)).hexdigest()[:12]}", **content}


def _placeholders(text: str, faults: list[Fault]) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        faults.append(Fault("Text", "{ }", "lone_brace"))
        return set()
