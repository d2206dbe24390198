"""Reading duties: what one person asked, what is due on the data protection officer's desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vethanam.privacy.clocks import ESCALATED, Clock, running
from vethanam.privacy.models import Duty


@dataclass(frozen=True, slots=True)
class StepShown:
    """Something done: which step, when, in which words."""

    kind: str
    at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty with what was done and the clocks that still run, the nearest first."""

    id: int
    reference: str
    number: str
    kind: str
    asked: str
    person: int | None
    use: str
    purpose: str
    used_at: datetime | None
    people: int
    account: str
    opened_at: datetime
    leaf: int
    steps: Sequence[StepShown]
    clocks: Sequence[Clock]

    @property
    def due_at(self) -> datetime | None:
        """When the next thing is due; None when nothing is left."""
        return self.clocks[0].due(self.opened_at) if self.clocks else None

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return bool(self.clocks)

    @property
    def is_escalated(self) -> bool:
        """Whether it waited so long that the head of the office has it too."""
        return any(step.kind == ESCALATED for step in self.steps)

    @property
    def answer(self) -> StepShown | None:
        """The answer the person got."""
        return next((step for step in self.steps if step.kind == "answered"), None)


def duties_due(now: datetime) -> list[DutyShown]:
    """What is owed, the soonest first."""
    shown = [duty for duty in _shown(Duty.objects.all(), now) if duty.is_open]
    return sorted(shown, key=lambda duty: (duty.due_at or now, duty.id))


def duty_shown(reference: str, now: datetime) -> DutyShown | None:
    """One duty."""
    return next(iter(_shown(Duty.objects.filter(reference=reference), now)), None)


def duties_of(person: int, now: datetime) -> list[DutyShown]:
    """What a person asked, newest first."""
    return list(_shown(Duty.objects.filter(person=person).order_by("-opened_at", "-id"), now))


def question_about(person: int, use: str, now: datetime) -> DutyShown | None:
    """What a person asked about one use, by its reference."""
    return next(iter(_shown(Duty.objects.filter(person=person, use__reference=use), now)), None)


def _shown(rows: Iterable[Duty], now: datetime) -> Iterable[DutyShown]:
    for row in rows.select_related("use", "account").prefetch_related("steps"):  # type: ignore[attr-defined]
        steps = sorted(row.steps.all(), key=lambda step: step.id)
        yield DutyShown(
            id=row.pk, reference=row.reference, number=row.number, kind=row.kind, asked=row.asked, person=row.person,
            use=row.use.reference if row.use else "", purpose=row.use.purpose_code if row.use else "",
            used_at=row.use.at if row.use else None, people=row.people,
            account=row.account.username if row.account else "", opened_at=row.opened_at, leaf=row.leaf,
            steps=[StepShown(step.kind, step.at, step.says) for step in steps],
            clocks=running(row.kind, row.opened_at, [step.kind for step in steps], now),
        )  # fmt: skip
