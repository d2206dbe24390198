"""Yearly increments: those due in a month without an entry, and a person's next, with the
next stage of pay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.payroll.queries import increments_due
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.periods import Month
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.models import Absence, Pay
from vethanam.service_book.queries import entered
from vethanam.service_book.suspensions import NOT_DUTY

#: absences that do not count for increments: they postpone one by their days (K.S.R. Part I rule 33)
_LOST = (Absence.Kind.WITHOUT_ALLOWANCES,)
#: absences that count if an order says so
_UNDECIDED = (Absence.Kind.SUSPENSION, Absence.Kind.DIES_NON)
_ONE_DAY = timedelta(days=1)

#: kind of absence, first day, last day
type Spell = tuple[str, date, date]


@dataclass(frozen=True, slots=True)
class Due:
    """An increment that is due: its month, and the pay before and after.

    ``lost`` days without allowances have postponed it to ``since``. ``alone`` is the reason that it cannot be
    entered with others.
    """

    pay: Pay
    number: str
    since: Month
    now: Paise
    then: Paise | None
    alone: Sentence | None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class NextIncrement:
    """A person's next increment: its month, and the basic pay from then.

    ``then`` is None where the rules name no next stage. ``is_entered``: the book has it with its order.
    ``undecided``: an order must say if days of suspension or dies non count.
    """

    month: Month
    now: Paise
    then: Paise | None
    lost: int
    is_entered: bool
    is_overdue: bool
    undecided: bool


def due_of(code: str, month: Month) -> list[Due]:
    """Increments due by a month without an entry, in the order of employee numbers.

    The next stage is proposed only in clear cases: the scale has a higher stage, and the month to which days
    without allowances postpone the increment has come.
    """
    since = increments_due(code, month)
    people = sorted(since)
    rows = entered(Pay).filter(employment__in=people)
    held = rows.filter(valid_from__lt=month.first).order_by(
        "employment", "-valid_from", "-recorded_at", "-id"
    )
    absent, rulebook = _absent(people), rulebook_in_use()
    found = [
        _due(pay, since[pay.employment_id], month, absent.get(pay.employment_id, ()), rulebook)
        for pay in held.distinct("employment").select_related("employment__person")
    ]
    return sorted(found, key=lambda due: due.number)


def next_increment(employment: int, on: date, *, settled: Spell | None = None) -> NextIncrement | None:
    """The next yearly increment as the book stands on a day; None for pay without an increment month.

    ``settled`` is a suspension that an order would make duty, leave of a kind, or no duty.
    """
    rows = entered(Pay).filter(employment=employment).order_by("valid_from", "recorded_at", "id")
    held = rows.filter(valid_from__lte=on).last()
    to_come = rows.filter(valid_from__gt=on, reason=Pay.Reason.INCREMENT).first()
    if held is None:
        return None
    now = held.basic_pay or 0
    if to_come is not None:
        month = Month.of(to_come.valid_from)
        return NextIncrement(month, now, to_come.basic_pay, 0, True, False, False)
    if held.increment_month is None:
        return None
    past = _anniversary(Month.of(on), held.increment_month)
    is_due = held.valid_from < past.first
    spells = _absent([employment]).get(employment, ())
    if settled is not None:
        spells = _with_settled(spells, settled)
    month, lost = _postponed(held, past if is_due else past.plus(12), spells)
    return NextIncrement(
        month,
        now,
        _above(held, month, rulebook_in_use()),
        lost,
        False,
        month <= Month.of(on),
        _is_undecided(held, month, spells),
    )


def _anniversary(month: Month, number: int) -> Month:
    """The latest month with the number ``number`` (1 to 12), up to and including ``month``."""
    return Month(month.year - (number > month.number), number)


def _absent(people: Sequence[int]) -> Mapping[int, Sequence[Spell]]:
    """The absences of people in which days may not count for the increment."""
    rows = entered(Absence).filter(employment__in=people, kind_of_absence__in=(*_LOST, *_UNDECIDED))
    found: dict[int, list[Spell]] = defaultdict(list)
    for employment, kind, is_not_duty, first, until in rows.values_list(
        "employment_id", "kind_of_absence", "is_not_duty", "valid_from", "valid_until"
    ):
        # days of a suspension that an order settled as no duty are lost like those without allowances
        counted = Absence.Kind.WITHOUT_ALLOWANCES if is_not_duty else kind
        found[employment].append((counted, first, until or date.max - _ONE_DAY))
    return found


def _with_settled(spells: Sequence[Spell], settled: Spell) -> list[Spell]:
    """The spells, with a suspension replaced by the kind of spell that an order makes of it."""
    treated_as, since, last = settled
    others = [
        (kind, first, until)
        for kind, first, until in spells
        if kind != Absence.Kind.SUSPENSION or until < since or first > last
    ]
    kind = Absence.Kind.WITHOUT_ALLOWANCES if treated_as == NOT_DUTY else treated_as
    return [*others, (kind, since, last)]


def _due(pay: Pay, since: Month, asked: Month, spells: Sequence[Spell], rulebook: Rulebook) -> Due:
    due, lost = _postponed(pay, since, spells)
    now, then = pay.basic_pay or 0, _above(pay, due, rulebook)
    alone = _alone(then, due, asked, lost, undecided=_is_undecided(pay, since, spells))
    return Due(pay, pay.employment.number, due, now, then, alone, lost)


def _alone(then: Paise | None, due: Month, asked: Month, lost: int, *, undecided: bool) -> Sentence | None:
    """The reason an increment needs an entry of its own, or None."""
    if then is None:
        return Sentence("no_stage_stands_above")
    if undecided:
        return Sentence("increment_may_be_postponed")
    return Sentence("increment_postponed", {"days": lost, "month": due}) if due > asked else None


def _postponed(pay: Pay, anniversary: Month, spells: Sequence[Spell]) -> tuple[Month, int]:
    """The month of an increment after the days lost since the last one, and those days.

    An increment falls on the first of the month of its postponed day. Days lost after the anniversary count
    until that day.
    """
    start = _year_of(pay, anniversary)
    lost = [(first, until) for kind, first, until in spells if kind in _LOST]
    days = -1
    while days < (found := _days_within(lost, start, anniversary.first + timedelta(days=max(days, 0)))):
        days = found
    return Month.of(anniversary.first + timedelta(days=days)), days


def _year_of(pay: Pay, anniversary: Month) -> date:
    """The first day of the service that earns an increment."""
    return max(pay.valid_from, anniversary.plus(-12).first)


def _days_within(spells: Sequence[tuple[date, date]], start: date, end: date) -> int:
    """The days of spells from ``start`` to the day before ``end``."""
    within = ((max(first, start), min(until, end - _ONE_DAY)) for first, until in spells)
    return sum((until - first).days + 1 for first, until in within if first <= until)


def _is_undecided(pay: Pay, month: Month, spells: Sequence[Spell]) -> bool:
    start = _year_of(pay, month)
    return any(kind in _UNDECIDED and first < month.first and until >= start for kind, first, until in spells)


def _above(pay: Pay, month: Month, rulebook: Rulebook) -> Paise | None:
    stages = rulebook.stages(pay.revision or 0, pay.scale, month) if pay.scale else None
    return next((stage for stage in stages or () if stage > (pay.basic_pay or 0)), None)
