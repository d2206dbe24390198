"""Queries on questions about pay lines: a person's questions, an office's questions to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from vethanam.payroll.models import LineQuestion
from vethanam.payroll.payslips.question_models import ANSWERED_WITHIN
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with its answer.

    ``outcome`` is empty until answered; ``component`` is empty for the whole month. ``entry`` is the
    entry that an objection is about.
    """

    id: int
    reference: str
    person: int
    number: str
    month: Month
    component: str
    drawing_code: str
    asked: str
    says: str
    at: datetime
    due_at: datetime
    leaf: int
    entry: str = ""
    outcome: str = ""
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True while the question waits for an answer."""
        return not self.outcome

    def is_late(self, now: datetime) -> bool:
        """True if the question waits for an answer past its deadline."""
        return self.is_open and self.due_at < now


def questions_of_person(person: int) -> list[QuestionShown]:
    """A person's questions about pay, newest first."""
    return _shown(LineQuestion.objects.filter(employment__person=person).order_by("-id"))


def questions_on(employment: int, month: Month, component: str) -> list[QuestionShown]:
    """The questions about one line, newest first."""
    rows = LineQuestion.objects.filter(employment=employment, for_month=int(month), component=component)
    rows = rows.filter(entry="")
    return _shown(rows.order_by("-id"))


def questions_at(code: str, *, most: int = 100) -> list[QuestionShown]:
    """An office's questions: open ones oldest first, then answered ones newest first."""
    answers = LineQuestion.objects.filter(drawing_code__code=code, answer__isnull=False)
    waiting = _shown(open_questions(code).order_by("asked_at", "id"))
    answered = _shown(answers.order_by("-answer__id")[:most])
    return [*waiting, *answered]


def open_questions(code: str) -> QuerySet[LineQuestion]:
    """The questions an office has to answer."""
    return LineQuestion.objects.filter(drawing_code__code=code, answer__isnull=True)


def question_at(code: str, reference: str) -> QuestionShown | None:
    """One question to an office, by reference."""
    return next(iter(_shown(LineQuestion.objects.filter(drawing_code__code=code, reference=reference))), None)


def _shown(rows: QuerySet[LineQuestion]) -> list[QuestionShown]:
    found = rows.select_related("employment", "drawing_code", "answer")
    return [_one(row) for row in found]


def _one(row: LineQuestion) -> QuestionShown:
    given = getattr(row, "answer", None)
    return QuestionShown(
        id=row.pk, reference=row.reference, person=row.employment.person_id, number=row.employment.number,
        month=Month.from_key(row.for_month), component=row.component, drawing_code=row.drawing_code.code,
        asked=row.asked, says=row.says, at=row.asked_at, due_at=row.asked_at + ANSWERED_WITHIN, leaf=row.leaf,
        entry=row.entry,
        outcome=given.outcome if given else "", answer=given.says if given else "",
        answered_at=given.answered_at if given else None,
    )  # fmt: skip
