"""What is due to be destroyed, what is held, and when the record of a use goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from vethanam.privacy.duty_deadlines import BREACH
from vethanam.privacy.end_proofs import step_counts
from vethanam.privacy.models import Duty, Hold, HoldStep, ProvenEnd

#: the hours of the night, by Indian time, in which the log announces what is to be destroyed
ANNOUNCING_HOURS = range(5)
_DESTRUCTIBLE = """
SELECT purpose, month, of_log, of_record, log_days, record_days, cardinality(uses), openings, records
  FROM privacy_destructible()
"""
_HELD = """
SELECT privacy_held(u), count(*) FROM privacy_due(clock_timestamp()) d JOIN privacy_use u ON u.id = d.use
 WHERE privacy_held(u) IS NOT NULL GROUP BY 1 ORDER BY 1
"""
_ENDS = """
SELECT privacy_goes_on(privacy_month_of(u.recorded_at),
                       coalesce(privacy_retention_days(p.content, 'record'), 365)),
       (SELECT max(d.recorded_at)
          FROM privacy_forgotten f JOIN privacy_destruction d ON d.id = f.destruction_id
         WHERE f.use_id = u.id AND d.of_record),
       privacy_held(u)
  FROM privacy_use u LEFT JOIN privacy_purpose p ON p.id = u.purpose_id WHERE u.id = %s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """Uses of one purpose and month that are due and held by nothing."""

    purpose: str
    month: date
    of_log: bool
    of_record: bool
    log_days: int
    record_days: int
    uses: int
    openings: int
    records: int


@dataclass(frozen=True, slots=True)
class RecordEnd:
    """When the records of a use go: the day, when they went, and the hold that keeps them."""

    goes_on: date
    went_at: datetime | None
    held_by: str | None


def destructible() -> list[Due]:
    """What is due now and held by nothing, the oldest month first."""
    with connection.cursor() as cursor:
        cursor.execute(_DESTRUCTIBLE)
        return [Due(*row) for row in cursor.fetchall()]


def held_now() -> list[tuple[str, int]]:
    """The holds, restraints and cases that keep something that is due, with the number of uses."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        return [(named, count) for named, count in cursor.fetchall()]


def end_of_record(use: int) -> RecordEnd:
    """When the records of a use go."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [use])
        return RecordEnd(*cursor.fetchone())


def holds() -> Sequence[Hold]:
    """Every hold, newest first."""
    return list(Hold.objects.order_by("-pk"))


def cases_kept() -> Sequence[Duty]:
    """Closed breach cases that still keep the uses of their account, newest first."""
    over = ProvenEnd.objects.filter(of=ProvenEnd.Of.CASE).values("reference")
    rows = Duty.objects.filter(kind=BREACH, account__isnull=False, steps__kind="closed")
    return list(rows.exclude(reference__in=over).order_by("-pk"))


def steps_that_count(kept: Hold | Duty) -> list[HoldStep]:
    """The signed steps to the end of a hold or a case, oldest first; a step whose signature the log does not
    prove is none.
    """
    rows = kept.steps.all() if isinstance(kept, Hold) else HoldStep.objects.filter(case=kept)
    return [step for step in rows.select_related("hold", "case").order_by("pk") if step_counts(step)]


def state_of_hold(kept: Hold | Duty) -> str:
    """``in_force``, ``ending`` once an officer proposed its end, ``agreed`` until the log proves the
    agreement, or ``ended``.
    """
    of = ProvenEnd.Of.HOLD if isinstance(kept, Hold) else ProvenEnd.Of.CASE
    if ProvenEnd.objects.filter(of=of, reference=kept.reference).exists():
        return "ended"
    kinds = {step.kind for step in steps_that_count(kept)}
    if HoldStep.Kind.ENDED in kinds:
        return "agreed"
    return "ending" if kinds else "in_force"
