"""Cycles that count, their totals and differences; due, drawn and open by award, month and payer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from vethanam.benefits.models import Award, Cycle, SchemeOffice
from vethanam.periods import Month

_MONTHS = """
SELECT DISTINCT month FROM benefits_cycle_in_force
 WHERE scheme_id = %s AND month < %s ORDER BY month DESC LIMIT %s
"""
_TOTALS = """
SELECT c.for_month, c.state, c.change, sum(c.people)::bigint, sum(c.people * m.due)::bigint,
   sum(c.people * m.state)::bigint,
       sum(c.people * m.centre)::bigint, sum(c.people * m.held)::bigint,
       coalesce(sum(c.people) FILTER (WHERE c.state = 'eligible' AND m.due IS NULL), 0)::bigint
  FROM benefits_cyclecount c
  LEFT JOIN benefits_kindmonth m ON m.cycle_id = c.cycle_id AND m.kind_id = c.kind_id
     AND m.month = c.for_month
 WHERE c.cycle_id = %s
 GROUP BY c.for_month, c.state, c.change ORDER BY c.for_month DESC, c.state, c.change
"""
_OPEN = """
SELECT a.number, w.month, s.payer,
       CASE WHEN l.state = 'eligible' THEN d.amount
            WHEN l.state = 'held' AND s.payer = 'state' THEN NULL ELSE 0 END,
       coalesce(x.here, 0), coalesce(x.elsewhere, 0), coalesce(k.amount, 0)
  FROM benefits_award a
 CROSS JOIN unnest(%(months)s::integer[]) AS w(month)
 CROSS JOIN (VALUES ('state'), ('centre')) AS s(payer)
  LEFT JOIN benefits_lines_now(%(scheme)s, %(months)s::integer[]) l ON l.award = a.id
     AND l.for_month = w.month
  LEFT JOIN benefits_dues_now(%(scheme)s, %(months)s::integer[]) d
         ON d.kind = l.kind AND d.month = w.month AND d.payer = s.payer
  LEFT JOIN benefits_drawn_now(%(scheme)s, %(months)s::integer[]) x
         ON x.award = a.id AND x.for_month = w.month AND x.payer = s.payer
  LEFT JOIN benefits_recovered_now(%(scheme)s, %(months)s::integer[]) k
         ON k.award = a.id AND k.for_month = w.month AND s.payer = 'state'
 WHERE a.scheme_id = %(scheme)s AND (%(awards)s::bigint[] IS NULL OR a.id = ANY (%(awards)s::bigint[]))
   AND (l.award IS NOT NULL OR x.award IS NOT NULL)
"""
_LISTED = f"""
SELECT number, month, payer, due, here, elsewhere, kept
  FROM ({_OPEN}) o (number, month, payer, due, here, elsewhere, kept)
 WHERE due IS NULL OR due <> 0 OR here + elsewhere + kept <> 0 ORDER BY number, month, payer DESC
"""  # noqa: S608 - our own texts
_SUMMED = f"""
SELECT month, payer, sum(due)::bigint, sum(here)::bigint, sum(elsewhere)::bigint, sum(kept)::bigint,
       count(*) FILTER (WHERE due IS NULL)::bigint
  FROM ({_OPEN}) o (number, month, payer, due, here, elsewhere, kept)
 GROUP BY month, payer ORDER BY month, payer DESC
"""  # noqa: S608 - our own texts
_DRAWALS = """
SELECT r.number, d.for_month, d.payer, d.cause, d.amount, r.instalment, o.number
  FROM benefits_drawal d JOIN benefits_release r ON r.id = d.release_id
     JOIN orders_order o ON o.id = r.order_id
 WHERE d.award_id = %s AND d.for_month = %s ORDER BY r.id
"""
_LINE = """
SELECT l.state, l.reason, l.kind, l.cycle FROM benefits_lines_now(%s, ARRAY[%s]::integer[]) l
   WHERE l.award = %s
"""
_DECIDED = """
SELECT l.for_month, l.state, l.reason FROM benefits_lines_now(%s, %s::integer[]) l WHERE l.award = %s
"""


@dataclass(frozen=True, slots=True)
class CycleTotal:
    """The people of a cycle by month, decision and change; paise. ``unknown``: due by no known amount."""

    month: int
    state: str
    change: str
    people: int
    due: int | None
    of_state: int | None
    of_centre: int | None
    held: int | None
    unknown: int


@dataclass(frozen=True, slots=True)
class OpenShare:
    """Due, drawn and kept back for a demand, of one award, month and payer; ``due`` None: held."""

    award: str
    month: int
    payer: str
    due: int | None
    here: int
    elsewhere: int
    kept: int

    @property
    def open(self) -> int | None:
        """Due less drawn and kept back; below zero: paid too much."""
        return None if self.due is None else self.due - self.here - self.elsewhere - self.kept


@dataclass(frozen=True, slots=True)
class MonthShare:
    """Due, drawn and kept back of a scheme by month and payer; ``held``: awards without a known amount."""

    month: int
    payer: str
    due: int
    here: int
    elsewhere: int
    kept: int
    held: int

    @property
    def open(self) -> int:
        """Due less drawn and kept back."""
        return self.due - self.here - self.elsewhere - self.kept


def versions_of(scheme: SchemeOffice, month: Month) -> QuerySet[Cycle]:
    """The versions of a cycle, the latest first."""
    rows = Cycle.objects.select_related("scheme", "approval", "reopening")
    return rows.filter(scheme=scheme, month=int(month)).order_by("-version")


def cycles_of(scheme: SchemeOffice) -> QuerySet[Cycle]:
    """The cycles of a scheme, the latest month and version first."""
    rows = Cycle.objects.select_related("scheme", "approval", "reopening")
    return rows.filter(scheme=scheme).order_by("-month", "-version")


def cycle_named(number: str) -> Cycle | None:
    """The cycle of a number such as ``SCHEME-2026-11-1``."""
    scheme, *parts = number.rsplit("-", 3)
    if len(parts) != 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    year, month, version = map(int, parts)
    rows = Cycle.objects.select_related("scheme", "approval", "reopening")
    return rows.filter(scheme__code=scheme, month=year * 100 + month, version=version).first()


def in_force(cycle: Cycle) -> bool:
    """Whether a cycle is approved and not reopened."""
    return hasattr(cycle, "approval") and not hasattr(cycle, "reopening")


def months_in_force(scheme: SchemeOffice, *, before: Month | None = None, most: int = 1_000) -> list[int]:
    """The approved months of a scheme, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [scheme.pk, int(before) if before else 999_999, most])
        return [month for (month,) in cursor.fetchall()]


def totals_of(cycle: Cycle) -> list[CycleTotal]:
    """The people and sums of a cycle, its own month first."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, [cycle.pk])
        return [CycleTotal(*row) for row in cursor.fetchall()]


def open_shares(award: Award, months: Sequence[int]) -> list[OpenShare]:
    """Due and drawn of an award in approved months, by month and payer."""
    given: dict[str, Any] = {"scheme": award.scheme_id, "months": list(months), "awards": [award.pk]}
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, given)
        return [OpenShare(*row) for row in cursor.fetchall()]


def month_shares(scheme: SchemeOffice, months: Sequence[int]) -> list[MonthShare]:
    """Due and drawn of a scheme in approved months, by month and payer."""
    given: dict[str, Any] = {"scheme": scheme.pk, "months": list(months), "awards": None}
    with connection.cursor() as cursor:
        cursor.execute(_SUMMED, given)
        return [MonthShare(row[0], row[1], row[2] or 0, *row[3:]) for row in cursor.fetchall()]


def drawals_of(award: Award, month: int) -> list[dict[str, Any]]:
    """What releases drew for a month of an award, oldest first."""
    names = ("release", "month", "payer", "cause", "amount", "instalment", "order")
    with connection.cursor() as cursor:
        cursor.execute(_DRAWALS, [award.pk, month])
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def decisions_of(award: Award, months: Sequence[int]) -> dict[int, tuple[str, str]]:
    """State and reason of an award in those of the months that are approved."""
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [award.scheme_id, list(months), award.pk])
        return {month: (state, reason) for month, state, reason in cursor.fetchall()}


def line_of(award: Award, month: int) -> dict[str, Any] | None:
    """The line that counts for an award in a month: state, reason, kind, cycle; None without one."""
    with connection.cursor() as cursor:
        cursor.execute(_LINE, [award.scheme_id, month, award.pk])
        row = cursor.fetchone()
    return None if row is None else dict(zip(("state", "reason", "kind", "cycle"), row, strict=True))
