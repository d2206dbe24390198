"""Bodies that know a person by a number of their register: her links, and the uses that they asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.messaging.registers.links import links_of
from vethanam.messaging.registers.outcomes import uses_for_registers
from vethanam.privacy.purposes.registry import office_name
from vethanam.privacy.queries import PersonUse
from vethanam.web.parts import words
from vethanam.web.privacy.uses import UseRow, uses_shown


def links_shown(person: int) -> list[dict[str, Any]]:
    """The links to a person as rows of a page, each with the name of its body and its office's code."""
    language = words.language()
    return [
        {
            "name": office_name(row.office, language), "number": row.number, "value": row.pk,
            "office": row.office,
            "says": _("counts from %(day)s") % {"day": words.day(localdate(row.counts_from))},
        }
        for row in links_of(person)
    ]  # fmt: skip


def uses_by_bodies(
    person: int, now: datetime, chosen: Callable[[PersonUse], bool] = lambda _: True
) -> Sequence[UseRow]:
    """The messages that bodies asked to send to her by a number of their register, refused ones first."""
    references = uses_for_registers(person)
    return uses_shown(person, now, lambda use: use.reference in references and chosen(use)).all
