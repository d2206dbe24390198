"""Questions about lines of pay and their answers, in words, for the person and her office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.payroll.payslips.questions import QuestionShown
from vethanam.web.parts import words
from vethanam.web.parts.names import component_name

ASKED: dict[str, str] = {
    "not_expected": gettext_noop("I expect another amount."),
    "entry_wrong": gettext_noop("An entry of my service book behind it is wrong."),
    "order_missing": gettext_noop("An order about me is not counted."),
    "not_mine": gettext_noop("This should not be drawn for me, or taken from me."),
    "line_missing": gettext_noop("A line is missing."),
}
OUTCOMES: dict[str, str] = {
    "stands": gettext_noop("The amount stands."),
    "mended": gettext_noop("An entry was made or corrected; a later bill draws the difference."),
    "elsewhere": gettext_noop("Another office answers for it."),
}


def about(question: QuestionShown) -> str:
    """The line and month, such as “Basic pay, October 2026”; the month alone if no line is named."""
    month = words.month(question.month)
    return f"{component_name(question.component)}, {month}" if question.component else month


def asked_row(question: QuestionShown, now: datetime) -> dict[str, Any]:
    """A question with its state and answer, for a list and for its line's page."""
    day = {"day": words.day(timezone.localtime(question.due_at).date())}
    state = ("held", _("Answer by %(day)s") % day)
    if question.is_late(now):
        state = ("look", _("Overdue since %(day)s") % day)
    if not question.is_open:
        state = ("done", _("Answered"))
    return {
        "what": _(ASKED[question.asked]),
        "about": about(question),
        "says": question.says,
        "says_in": words.script_of(question.says),
        "number": question.number,
        "at": question.at,
        "shape": state[0],
        "word": state[1],
        "is_open": question.is_open,
        "outcome": _(OUTCOMES[question.outcome]) if question.outcome else "",
        "answer": question.answer,
        "answer_in": words.script_of(question.answer),
        "answered_at": question.answered_at,
        "office": reverse(
            "drawing:question", kwargs={"code": question.drawing_code, "reference": question.reference}
        ),
    }
