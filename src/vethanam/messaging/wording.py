"""The words of a message: the neutral text filled in from its order, or the office's
own in both languages.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from vethanam.errors import Fault, Unsound, UnsoundInput, typed
from vethanam.ledger.canonical import canonical
from vethanam.messaging.templates import LANGUAGES, PUBLICITY, Text, as_shown, is_of_form, texts
from vethanam.orders.models import Order
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Duty, EventDeclaration
from vethanam.privacy.queries.duties import WITHIN

NEUTRAL_TEXT = "pay-terms-changed"
#: purposes with another text of their own
NEUTRAL_TEXTS: Mapping[str, str] = {
    "BREACH-INT": "data-asked-for",
    "ADV-LOAN": "advance-decided",
    "DON-RECEIPT": "contribution-received",
    "EMERG": "emergency-ready",
    "HLTH-INS": "health-cover",
    "PUBLICITY": "scheme-news",
    "SCHEME-ELIG": "scheme-verified",
    "SURVEY": "survey-open",
    "TRAIN": "training-ordered",
    "WELLNESS": "wellness-open",
}
#: the text of the purpose that tells the people on a roll
ROLL_TEXT = "roll-made"
#: purposes with messages about a case or an event: their words name no order
WITHOUT_ORDER = frozenset({"BREACH-INT", "EMERG"})
#: purposes with a text that nothing in this version begins
NOT_YET = frozenset({"BEN-CREDIT"})
#: page that stops messages, and the sentence with which a text of publicity ends
STOP_PAGE: Mapping[str, str] = {"en": "“My contact”", "ml": "“എന്റെ നമ്പർ”"}
STOPS: Mapping[str, str] = {
    "en": f"To stop these messages: {STOP_PAGE['en']}.",
    "ml": f"ഈ സന്ദേശങ്ങൾ നിർത്താൻ: {STOP_PAGE['ml']}.",
}


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


def values_of(
    order: Order | None,
    content: Mapping[str, Any],
    case: Duty | None = None,
    event: EventDeclaration | None = None,
    roll: str = "",
) -> dict[str, str]:
    """The placeholder values, from the order, the breach case, the declared event or the roll.

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
    if roll:
        known = {"roll": roll}
    if event is not None:
        known = {"hazard": event.hazard, "place": event.place}
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
    purpose: str, order: Order | None, words: Mapping[str, Mapping[str, str]] | str | None
) -> dict[str, Any]:
    """The text of the purpose, another of its texts by code, or the office's own words in both languages."""
    neutral = neutral_text(purpose)
    if words is None:
        return dict(neutral.content)
    if isinstance(words, str):
        return dict(_text_of_purpose(purpose, words).content)
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
        language: {part: neutral.words[language][part].strip() for part in ("subject", "body")}
        for language in LANGUAGES
    }:
        return dict(neutral.content)
    used = {name for of in said.values() for text in of.values() for name in _placeholders(text, faults)}
    known = {**(texts()[NEUTRAL_TEXT].values if purpose not in WITHOUT_ORDER else {}), **neutral.values}
    unknown = sorted(used - set(known))
    faults += [
        Fault("Text", "{" + name[:30] + "}", "unknown_placeholder", {"values": [*known]}) for name in unknown
    ]
    if faults:
        raise UnsoundInput("text_unsound", faults)
    values = {name: form for name, form in known.items() if name in used}
    parts = ["facts", "order_number"] if order else ["facts"]
    if purpose == "PUBLICITY":
        parts, said = [*parts, "praise"], {name: _with_stop(of, name) for name, of in said.items()}
    content: dict[str, Any] = {
        "version": 1,
        "purpose": purpose,
        "kind": PUBLICITY if purpose == "PUBLICITY" else "neutral",
        "parts": parts,
        "values": values,
        **said,
    }
    # the same words have the same code, so that a class that two officers signed is of the text that
    # is composed
    return {"code": f"written-{sha256(canonical(content)).hexdigest()[:12]}", **content}


def texts_of_purpose(purpose: str) -> list[str]:
    """The codes of the texts of this version for a purpose."""
    return sorted(text.code for text in texts().values() if text.purpose == purpose)


def _text_of_purpose(purpose: str, code: str) -> Text:
    codes = texts_of_purpose(purpose)
    if code not in codes:
        raise Unsound("unknown_text", code=typed(code, 40), codes=codes)
    return texts()[code]


def _with_stop(words: Mapping[str, str], language: str) -> dict[str, str]:
    """The words with the sentence that says how to stop, unless the body names the page."""
    if STOP_PAGE[language] in words["body"]:
        return dict(words)
    return {**words, "body": f"{words['body']}\n{STOPS[language]}"}


def _placeholders(text: str, faults: list[Fault]) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        faults.append(Fault("Text", "{ }", "lone_brace"))
        return set()
