"""Yearly increments due in a month without an entry, with the next stage of pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.payroll.queries import increments_due
from vethanam.payroll.rulebook import stages_on
from vethanam.periods import Month
from vethanam.service_book.models import Absence, Pay
from vethanam.service_book.queries import entered

#: absences that do not count for increments, unless an order says otherwise
_DO_NOT_COUNT = (Absence.Kind.WITHOUT_ALLOWANCES, Absence.Kind.SUSPENSION, Absence.Kind.DIES_NON)


@dataclass(frozen=True, slots=True)
class Due:
    """An increment: month due, pay before and after. ``alone`` says why it needs an entry of its own."""

    pay: Pay
    number: str
    since: Month
    now: Paise
    then: Paise | None
    alone: Sentence | None


def due_of(code: str, month: Month) -> list[Due]:
    """Increments due by a month without an entry, in the order of employee numbers.

    The next stage is proposed only in clear cases: the scale has a higher stage, and no absence since the
    last increment may postpone it.
    """
    since = increments_due(code, month)
    whose = sorted(since)
    rows = entered(Pay).filter(employment__in=whose)
    held = rows.filter(valid_from__lt=month.first).order_by(
        "employment", "-valid_from", "-recorded_at", "-id"
    )
    absent = _absent(whose, month)
    found = [
        _due(pay, since[pay.employment_id], absent=pay.employment_id in absent)
        for pay in held.distinct("employment").select_related("employment__person")
    ]
    return sorted(found, key=lambda due: due.number)


def _absent(whose: Sequence[int], month: Month) -> set[int]:
    """People absent within the year before, on days that may not count."""
    rows = entered(Absence).filter(employment__in=whose, kind_of_absence__in=_DO_NOT_COUNT)
    within = rows.filter(valid_from__lt=month.first).exclude(valid_until__lt=month.plus(-12).first)
    return set(within.values_list("employment_id", flat=True))


def _due(pay: Pay, since: Month, *, absent: bool) -> Due:
    now, then = pay.basic_pay or 0, _above(pay, since)
    return Due(pay, pay.employment.number, since, now, then, _alone(then, absent=absent))


def _alone(then: Paise | None, *, absent: bool) -> Sentence | None:
    """The reason an increment needs an entry of its own, or None."""
    if then is None:
        return Sentence("no_stage_stands_above")
    return Sentence("increment_may_be_postponed") if absent else None


def _above(pay: Pay, month: Month) -> Paise | None:
    stages = stages_on(month)(pay.revision or 0, pay.scale) if pay.scale else None
    return next((stage for stage in stages or () if stage > (pay.basic_pay or 0)), None)
