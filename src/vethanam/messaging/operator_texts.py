"""The texts that go to a phone, each with its words and its number in the operators' register, or without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from vethanam.messaging.models import MessageText, OperatorText
from vethanam.messaging.operator_numbers import SUFFIXES
from vethanam.messaging.registered_gateways import reaches_phones
from vethanam.messaging.sender_views import SenderShown, TextShown, senders_on
from vethanam.messaging.short_texts import as_registered, short_faults
from vethanam.messaging.stop_words import stop_sentence
from vethanam.messaging.templates import LANGUAGES, Text, texts
from vethanam.privacy.purposes import Catalogue, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now

#: a number that ends within this time is work for an administrator
ENDS_SOON = timedelta(days=30)
REGISTERED, MISSING, ENDING = "registered", "missing", "ends_soon"
_FOR_EVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class TextNeeded:
    """A text of a sender in one language: its words as operators register them, their class, and its standing
    there.
    """

    office: str
    text: str
    version: int
    language: str
    words: str
    state: str
    category: str
    template_id: str = ""
    until: date | None = None


def texts_needed(day: date) -> Iterator[TextNeeded]:
    """Every text of this version for every sender with a header; those that operators would refuse are left
    out.
    """
    purposes = catalogue_now()
    for sender in senders_on(day):
        if sender.header:
            known = {(one.text, one.version, one.language): one for one in sender.texts}
            for text, language in _short_texts():
                before = known.get((text.code, text.version, language))
                category = before.category if before else _category(purposes, text, day)
                yield _needed(sender, text, language, before, category, day)


def _short_texts() -> Iterator[tuple[Text, str]]:
    by_phone = {one.code for one in load_catalogue().purposes if "sms" in one.channels}
    for text in texts().values():
        for language in LANGUAGES:
            if text.purpose in by_phone and not any(short_faults(text, language)):
                yield text, language


def _needed(
    sender: SenderShown, text: Text, language: str, known: TextShown | None, category: str, day: date
) -> TextNeeded:
    """One text; registered without the stop word, it goes out without it and counts as missing."""
    office, words = sender.office, " ".join(as_registered(text, language, sender.replies_to).split())
    end = stop_sentence(language, sender.replies_to)
    if known is None or (end and words.endswith(end) and not known.words.endswith(end)):
        return TextNeeded(office, text.code, text.version, language, words, MISSING, category)
    is_ending = known.until is not None and known.until < day + ENDS_SOON
    state = ENDING if is_ending else REGISTERED
    return TextNeeded(
        office, text.code, text.version, language, words, state, category, known.template_id, known.until
    )


def _category(purposes: Catalogue, text: Text, day: date) -> str:
    """The class under which operators register a text of its purpose."""
    purpose = purposes.on(text.purpose, day)
    suffix = purpose.suffix if purpose else "S"
    return next((name for name, letter in SUFFIXES.items() if letter == suffix), "service_implicit")


def texts_to_register(day: date) -> QuerySet[MessageText]:
    """The texts of this version that no sender has a number for in one of the languages, or a number that
    ends soon; none without a gateway for short messages.
    """
    if not reaches_phones():
        return MessageText.objects.none()
    current = Q(pk__in=[])
    for text in {text.code: text for text, _ in _short_texts()}.values():
        current |= Q(code=text.code, version=text.version)
    lacking = Q(pk__in=[])
    rows = MessageText.objects.filter(current)
    for language in LANGUAGES:
        rows = rows.annotate(**{f"until_{language}": _until(language)})
        lacking |= Q(**{f"until_{language}": None}) | Q(**{f"until_{language}__lt": day + ENDS_SOON})
    return rows.filter(lacking)


def _until(language: str) -> Subquery:
    """The last day of a text's number in a language; null without a number."""
    rows = OperatorText.objects.filter(
        text=OuterRef("code"), version=OuterRef("version"), language=language
    ).order_by("-id")
    last = Coalesce("valid_until", Value(_FOR_EVER), output_field=DateField())
    return Subquery(rows.annotate(last=last).values("last")[:1])
