"""The numbers that a short message carries: of office, text and telemarketers in the operators' register.

Without all of them no short message goes out. There is no default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from vethanam.messaging.models import OperatorText, RegisteredSender
from vethanam.messaging.stop_words import stop_sentence
from vethanam.messaging.templates import LANGUAGES

#: the suffix that operators add to a header, by the class under which they registered the text
SUFFIXES = {
    "promotional": "P",
    "service_implicit": "S",
    "service_explicit": "S",
    "transactional": "T",
    "government": "G",
}


@dataclass(frozen=True, slots=True)
class OperatorNumbers:
    """The numbers of one text in one language, under one header.

    ``replies_to`` is the short code in its registered words, to which readers send the stop word.
    """

    entity: str
    template: str
    telemarketers: tuple[str, ...]
    category: str = ""
    replies_to: str = ""

    @property
    def chain(self) -> str:
        """SHA-256 of the office's number and those of the telemarketers, with commas and no spaces."""
        return sha256(",".join((self.entity, *self.telemarketers)).encode()).hexdigest()


def operator_numbers(office: str, text: str, version: int, day: date) -> Mapping[str, OperatorNumbers]:
    """The numbers of a text by language, on a day; a language that lacks one is left out."""
    sender = RegisteredSender.objects.filter(office=office).order_by("id").last()
    if sender is None or not (
        sender.header and sender.header_id and sender.entity_id and sender.telemarketers
    ):
        return {}
    rows = OperatorText.objects.filter(office=office, text=text, version=version).order_by("id")
    latest = {row.language: row for row in rows}
    chain = tuple(sender.telemarketers.split(","))
    return {
        language: OperatorNumbers(
            sender.entity_id, row.template_id, chain, row.category, _code_in(row, sender.replies_to)
        )
        for language, row in latest.items()
        if row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)
    }


def languages_without(office: str, text: str, day: date, suffix: str = "") -> frozenset[str]:
    """The languages in which a text, by code and version, may not go out as a short message.

    With a ``suffix``, that of the purpose, a text that operators registered under another class may not.
    """
    code, _, version = text.rpartition("/")
    found = operator_numbers(office, code, int(version), day) if version.isdigit() else {}
    fitting = {
        language
        for language, numbers in found.items()
        if not suffix or SUFFIXES.get(numbers.category) == suffix
    }
    return frozenset(LANGUAGES) - fitting


def _code_in(row: OperatorText, replies_to: str) -> str:
    """The sender's short code, if the registered words end with it."""
    end = stop_sentence(row.language, replies_to)
    return replies_to if end and row.words.endswith(end) else ""
