"""Reads of duties: one person's requests, and the data protection officer's deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vethanam.privacy.duty_deadlines import BREACH, CLOCKS, ENDS, ESCALATED, GIVEN_LONGER, Clock, running
from vethanam.privacy.models import Duty, DutyStep, LookEntry, Use, UseSubject

#: the office that owns the register; its purpose owner gets unanswered duties
ANSWERS = "FIN"
#: window in which requests of one account are counted together
WITHIN = timedelta(days=1)
_NO_PURPOSE = ("PURPOSE_UNKNOWN", "PURPOSE_PROHIBITED")


@dataclass(frozen=True, slots=True)
class StepShown:
    """A recorded step: kind, time, its words or form parts, and its day if it names one."""

    kind: str
    at: datetime
    says: str
    parts: Mapping[str, str]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty with its steps and its running clocks, nearest first."""

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
        """The next deadline; None if nothing is left."""
        return self.clocks[0].due(self.opened_at) if self.clocks else None

    @property
    def is_open(self) -> bool:
        """Whether a step is still owed."""
        return bool(self.clocks)

    @property
    def is_escalated(self) -> bool:
        """Whether the duty was escalated to the head of the office."""
        return any(step.kind == ESCALATED for step in self.steps)

    @property
    def answer(self) -> StepShown | None:
        """The answer to the person, if given."""
        return next((step for step in self.steps if step.kind == "answered"), None)


def open_duties() -> QuerySet[Duty]:
    """Duties with a step that is owed."""
    done = DutyStep.objects.filter(duty=OuterRef("pk"))
    owed = {clock.step for clock in CLOCKS[BREACH]}
    told = done.filter(kind__in=owed).order_by().values("duty").annotate(count=Count("kind")).values("count")
    rows = Duty.objects.annotate(told=Coalesce(Subquery(told), 0))
    return rows.exclude(kind=BREACH, told=len(owed)).filter(~Exists(done.filter(kind__in=ENDS)))


def duties_due(now: datetime) -> list[DutyShown]:
    """Open duties, nearest deadline first."""
    shown = [duty for duty in _shown(open_duties(), now) if duty.is_open]
    return sorted(shown, key=lambda duty: (duty.due_at or now, duty.id))


def duties_ended(now: datetime, *, most: int = 100) -> list[DutyShown]:
    """Answered or closed duties, latest first."""
    rows = Duty.objects.filter(steps__kind__in=ENDS).order_by("-steps__id")[:most]
    return list(_shown(rows, now))


def duty_shown(reference: str, now: datetime) -> DutyShown | None:
    """One duty by its reference."""
    return next(iter(_shown(Duty.objects.filter(reference=reference), now)), None)


def duties_of(person: int, now: datetime) -> list[DutyShown]:
    """A person's requests, newest first."""
    return list(_shown(Duty.objects.filter(person=person).order_by("-opened_at", "-id"), now))


def question_about(person: int, use: str, now: datetime) -> DutyShown | None:
    """A person's question about one use, by the use's reference."""
    return next(iter(_shown(Duty.objects.filter(person=person, use__reference=use), now)), None)


def cases() -> list[str]:
    """Numbers of the breach cases with known affected people, latest first."""
    known = Duty.objects.filter(kind=BREACH, account__isnull=False)
    return [row.number for row in known.order_by("-pk")]


def case_of(number: str) -> Duty | None:
    """The breach case with this number."""
    return next(
        (row for row in Duty.objects.filter(kind=BREACH).order_by("-pk") if row.number == number), None
    )


def concerned_by(case: Duty) -> list[int]:
    """Everybody named by the requests behind a case: its account's look-ups, and the people whose pages it
    saw outside its desk, from a day before it opened until it closed.

    A case opened by hand has no list of people.
    """
    if case.account_id is None:
        return []
    ended = case.steps.filter(kind="closed").values_list("at", flat=True).first()
    asked = Use.objects.filter(asked_by=case.account_id, at__gt=case.opened_at - WITHIN)
    uses = [use.pk for use in (asked.filter(at__lte=ended) if ended else asked) if is_look_up(use)]
    named = set(UseSubject.objects.filter(use__in=uses).values_list("person", flat=True))
    seen = LookEntry.objects.filter(
        is_outside=True, look__account=case.account_id, look__at__gt=case.opened_at - WITHIN
    )
    seen = seen.filter(look__at__lte=ended) if ended else seen
    return sorted(named | set(seen.values_list("person", flat=True)))


def is_look_up(use: Use) -> bool:
    """Whether a request counts as a look-up: each single reveal, and each refused request for clear data."""
    is_clear = use.mode in (Use.Mode.REVEAL, Use.Mode.EXPORT, Use.Mode.FEED, Use.Mode.READ)
    is_refused = use.outcome == Use.Outcome.DENY
    is_own = use.office == "self"
    return not is_own and (
        use.mode == Use.Mode.REVEAL or (is_refused and (is_clear or use.reason in _NO_PURPOSE))
    )


def _shown(rows: QuerySet[Duty], now: datetime) -> Iterable[DutyShown]:
    for row in rows.select_related("use", "account").prefetch_related("steps"):
        steps = sorted(row.steps.all(), key=lambda step: step.id)
        yield DutyShown(
            id=row.pk, reference=row.reference, number=row.number, kind=row.kind, asked=row.asked,
            person=row.person, use=row.use.reference if row.use else "",
            purpose=row.use.purpose_code if row.use else "", used_at=row.use.at if row.use else None,
            people=row.people, account=row.account.username if row.account else "", opened_at=row.opened_at,
            leaf=row.leaf,
            steps=[StepShown(step.kind, step.at, step.says, step.parts, step.until) for step in steps],
            clocks=running(
                row.kind, row.opened_at, [step.kind for step in steps], now,
                next((step.until for step in steps if step.kind == GIVEN_LONGER), None),
            ),
        )  # fmt: skip
