"""Texts that wait because the operator refuses their numbers, and not the numbers of people.

After ten refusals in a row a text waits in one language under its sender, so that not every message runs its
attempts out. The hold ends when sender or text is entered again, or after a day: ten messages try then.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from vethanam.errors import Sentence
from vethanam.messaging.gateways.letter import Fate, Handed, Posted
from vethanam.messaging.models import OperatorHold, OperatorText, RegisteredSender

log = logging.getLogger("vethanam.messaging")

MOST_REFUSALS = 10
HELD_FOR = timedelta(days=1)
#: how long a held message waits before the register is read again, and its result meanwhile
LOOKS_AGAIN, HELD = timedelta(minutes=1), "the operator refuses its numbers"


def current_holds(at: datetime) -> QuerySet[OperatorHold]:
    """The holds that stand at an instant of business time."""
    text = OperatorText.objects.filter(
        office=OuterRef("office"), text=OuterRef("text"), version=OuterRef("version"),
        language=OuterRef("language"), recorded_at__gte=OuterRef("at"),
    )  # fmt: skip
    sender = RegisteredSender.objects.filter(office=OuterRef("office"), recorded_at__gte=OuterRef("at"))
    return OperatorHold.objects.filter(~Exists(text), ~Exists(sender), at__lte=at, at__gt=at - HELD_FOR)


def held_languages(office: str, text: str, version: int, at: datetime) -> frozenset[str]:
    """The languages in which a text waits."""
    rows = current_holds(at).filter(office=office, text=text, version=version)
    return frozenset(rows.values_list("language", flat=True))


@dataclass(slots=True)
class RefusalCount:
    """A dispatcher's count of refusals in a row, by template number."""

    _counts: dict[str, int] = field(default_factory=dict)

    def learn(
        self, text: str, version: int, post: Iterable[Posted], handed: Mapping[int, Handed], at: datetime
    ) -> None:
        """Count the answers to short messages, and hold a text at its tenth refusal."""
        for one in post:
            numbers, answer = one.letter.numbers, handed[one.id]
            if numbers is None:
                continue
            if answer.is_registration_refused:
                count = self._counts[numbers.template] = self._counts.get(numbers.template, 0) + 1
                if count == MOST_REFUSALS:
                    self._hold(text, version, one, answer.code, at)
            elif answer.fate in (Fate.SENT, Fate.ACCEPTED):
                self._counts.pop(numbers.template, None)

    def _hold(self, text: str, version: int, one: Posted, status: str, at: datetime) -> None:
        office, language = one.letter.sender.office, one.letter.languages[0]
        self._counts.clear()
        if language in held_languages(office, text, version, at):
            return
        OperatorHold.objects.create(
            office=office, text=text, version=version, language=language, status=status, at=at
        )
        log.error("%s", Sentence("operator_text_held", {"text": f"{text}/{version}", "status": status}).says)
