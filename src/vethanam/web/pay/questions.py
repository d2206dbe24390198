"""Questions about lines of pay and their answers, in words, for the person and her office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.payroll.payslips.questions import QuestionShown
from vethanam.people.models import Employment
from vethanam.service_book.queries import book_of, held_by
from vethanam.web.parts import words
from vethanam.web.parts.entry_kinds import KINDS
from vethanam.web.parts.entry_text import entry_said
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import people_named

ASKED: dict[str, str] = {
    "not_expected": gettext_noop("I expect another amount."),
    "entry_wrong": gettext_noop("An entry of my service book behind it is wrong."),
    "order_missing": gettext_noop("An order about me is not counted."),
    "not_mine": gettext_noop("This should not be drawn for me, or taken from me."),
    "line_missing": gettext_noop("A line is missing."),
}
ASKED_OF_ENTRIES: dict[str, str] = {
    "entry_wrong": gettext_noop("It is wrong."),
    "order_missing": gettext_noop("A later order about it is not entered."),
    "not_mine": gettext_noop("It is not about me."),
    "line_missing": gettext_noop("An entry is missing."),
    "not_expected": gettext_noop("I expect another amount."),
}
OWN_DATA: dict[str, str] = {
    "person-name": gettext_noop("Name"),
    "person-number": gettext_noop("Employee number"),
    "person-born": gettext_noop("Birth date"),
    "book": gettext_noop("Service book"),
}
OUTCOMES: dict[str, str] = {
    "stands": gettext_noop("The amount stands."),
    "mended": gettext_noop("An entry was made or corrected; a later bill draws the difference."),
    "elsewhere": gettext_noop("Another office answers for it."),
}


OUTCOMES_OF_ENTRIES: dict[str, str] = {
    "stands": gettext_noop("The entry stands."),
    "mended": gettext_noop("An entry was made or corrected; it counts once another person has verified it."),
    "elsewhere": gettext_noop("Another office answers for it."),
}


def entry_about(employment: int, key: str) -> str | None:
    """The name and text of an entry of a person's record by its key; None for an entry that is not hers."""
    if key in OWN_DATA:
        return " · ".join(filter(None, (_(OWN_DATA[key]), _own_datum(employment, key))))
    book = {f"{one.kind}-{one.id}": one for one in book_of(employment)}
    if (found := book.get(key)) is None:
        return None
    held = held_by({found.kind: [found.id]})
    return " · ".join(
        filter(None, (_(KINDS[found.kind]), entry_said(found.kind, held[found.kind, found.id])))
    )


def _own_datum(employment: int, key: str) -> str:
    """The person's own datum as it is on record."""
    found = Employment.objects.select_related("person").get(pk=employment)
    shown = people_named([found.number])[found.number]
    data = {
        "person-name": " · ".join(filter(None, (shown.name, shown.other))),
        "person-number": " · ".join(filter(None, (found.number, shown.name))),
        "person-born": words.day(found.person.born),
    }
    return data.get(key, "")


def about(question: QuestionShown) -> str:
    """The line and month, such as “Basic pay, October 2026”; the month alone if no line is named.

    Of an objection the name of the entry.
    """
    if question.entry:
        kind = question.entry.rsplit("-", 1)[0]
        return _(OWN_DATA.get(question.entry) or KINDS[kind])
    month = words.month(question.month)
    return f"{component_name(question.component)}, {month}" if question.component else month


def outcomes_of(question: QuestionShown) -> dict[str, str]:
    """The possible answers, in words."""
    return OUTCOMES_OF_ENTRIES if question.entry else OUTCOMES


def asked_row(question: QuestionShown, now: datetime) -> dict[str, Any]:
    """A question with its state and answer, for a list and for its line's page."""
    day = {"day": words.day(timezone.localtime(question.due_at).date())}
    state = ("held", _("Answer by %(day)s") % day)
    if question.is_late(now):
        state = ("look", _("Overdue since %(day)s") % day)
    if not question.is_open:
        state = ("done", _("Answered"))
    return {
        "what": _((ASKED_OF_ENTRIES if question.entry else ASKED)[question.asked]),
        "about": about(question),
        "is_entry": bool(question.entry),
        "says": question.says,
        "says_in": words.script_of(question.says),
        "number": question.number,
        "at": question.at,
        "shape": state[0],
        "word": state[1],
        "is_open": question.is_open,
        "outcome": _(outcomes_of(question)[question.outcome]) if question.outcome else "",
        "answer": question.answer,
        "answer_in": words.script_of(question.answer),
        "answered_at": question.answered_at,
        "office": reverse(
            "drawing:question", kwargs={"code": question.drawing_code, "reference": question.reference}
        ),
    }
