"""Reads of compensations: waiting steps, the tax in force, and lines that may be drawn."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from vethanam.payroll.models import Claim, CompensatedLine, Compensation, CompensationTax
from vethanam.people.models import Employment
from vethanam.privacy.models import RollClaim, RollLine

#: lines that a release pays to beneficiaries
_RELEASED = """
SELECT b.line_id FROM benefits_compensationline b JOIN privacy_rollline l ON l.id = b.line_id
 WHERE l.roll_id = %s
"""


def compensations() -> QuerySet[Compensation]:
    """Every compensation, newest first."""
    rows = Compensation.objects.select_related("roll", "order", "head", "decision").order_by("-pk")
    return rows.prefetch_related("taxes")


def tax_of(found: Compensation) -> int | None:
    """The rate of tax in force, in hundredths of one per cent; None until a law officer entered it."""
    return (
        CompensationTax.objects.filter(compensation=found)
        .order_by("-pk")
        .values_list("rate", flat=True)
        .first()
    )


def waiting_for_finance() -> QuerySet[Compensation]:
    """Compensations that finance has not decided on."""
    return Compensation.objects.filter(decision__isnull=True).order_by("pk")


def without_tax() -> QuerySet[Compensation]:
    """Compensations without a known tax, unless finance declined them."""
    rows = Compensation.objects.filter(taxes__isnull=True).exclude(decision__outcome="declined")
    return rows.order_by("pk")


def approved_with_lines(
    people: Collection[int],
) -> list[tuple[Compensation, list[tuple[Employment, RollLine]]]]:
    """The approved compensations with lines to draw for some employments, newest first."""
    approved = compensations().filter(decision__outcome="approved")
    found = [(one, drawable_lines(one, people)) for one in approved]
    return [(one, lines) for one, lines in found if lines]


def drawable_lines(found: Compensation, people: Collection[int]) -> list[tuple[Employment, RollLine]]:
    """Claimed lines with an amount that no live claim draws, each with the employment that is paid.

    A person with two employments is paid in the one with the lower id among these.
    """
    live = CompensatedLine.objects.filter(line=OuterRef("pk")).exclude(claim__state=Claim.State.VOID)
    of_person: dict[int, Employment] = {}
    for one in Employment.objects.filter(pk__in=list(people)).order_by("pk"):
        of_person.setdefault(one.person_id, one)
    rows = RollLine.objects.exclude(pk__in=_released(found)).filter(
        ~Exists(live), Exists(RollClaim.objects.filter(line=OuterRef("pk"))), roll=found.roll_id,
        person__in=list(of_person),
    )  # fmt: skip
    lines = [row for row in rows.order_by("number") if found.amount_of(row.class_of) > 0]
    return [(of_person[row.person], row) for row in lines]


def _released(found: Compensation) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_RELEASED, [found.roll_id])
        return [line for (line,) in cursor.fetchall()]
