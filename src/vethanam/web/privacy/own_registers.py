"""Bodies that know a person by a number of their register: her links, and the uses that they asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from vethanam.messaging.registers.links import links_of
from vethanam.messaging.registers.outcomes import uses_for_registers
from vethanam.privacy.purposes.registry import office_name
from vethanam.privacy.queries import PersonUse
from vethanam.web.parts import words
from vethanam.web.privacy.uses import UseRow, uses_shown


def links_shown(person: int) -> list[dict[str, Any]]:
    """The links to a person, each with the name of its body."""
    language = words.language()
    return [{"row": row, "body": office_name(row.office, language)} for row in links_of(person)]


def uses_by_bodies(
    person: int, now: datetime, chosen: Callable[[PersonUse], bool] = lambda _: True
) -> Sequence[UseRow]:
    """The messages that bodies asked to send to her by a number of their register, refused ones first."""
    references = uses_for_registers(person)
    return uses_shown(person, now, lambda use: use.reference in references and chosen(use)).all
