"""The reasons why a month's net differs from the month before, from the explanations of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.clauses.comparison import Moved, moved
from vethanam.money import Paise, shown
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.reader import Reach
from vethanam.web.parts import words
from vethanam.web.parts.names import component_name, fact_name
from vethanam.web.pay.line_explanation import explained
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for a changed line: a fact or a parameter, with its order."""

    says: str
    order: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line: amount before, amount now, effect on the net."""

    name: str
    before: Paise
    now: Paise
    effect: Paise
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class MovedShown:
    """The values of the page. Without lines the net is the same."""

    month: Month
    before: Month
    title: str
    lines: Sequence[LineShown]


def moved_of(mine: Employment, month: Month) -> MovedShown:
    """The lines that changed the net, largest effect first.

    Raises
    ------
    Unsound
        One of the two months cannot be explained.
    """
    at = timezone.now()
    reader = page_reader().keeping(Reach((mine.pk,)))
    before, now = (explained(reader, mine.pk, one, now=at) for one in (month.plus(-1), month))
    lines = [
        LineShown(
            component_name(line.name),
            line.before or 0,
            line.after or 0,
            line.effect,
            [Reason(_said(one), one.order) for one in line.by],
        )
        for line in moved(before, now)
    ]
    return MovedShown(month, month.plus(-1), _title((now.value or 0) - (before.value or 0), month), lines)


def _said(one: Moved) -> str:
    if not one.before or not one.after:
        return f"{fact_name(one.name)} {one.before or one.after}"
    return f"{fact_name(one.name)} {one.before} → {one.after}"


def _title(difference: Paise, month: Month) -> str:
    size = {"size": shown(abs(difference)), "month": words.month(month.plus(-1))}
    if difference == 0:
        return _("The same as %(month)s.") % size
    return (
        _("%(size)s less than %(month)s.") if difference < 0 else _("%(size)s more than %(month)s.")
    ) % size
