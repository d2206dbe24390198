"""Bills that draw pay for days after a death that was recorded only after their months were computed."""

from __future__ import annotations

from datetime import date, datetime

from vethanam.errors import Refused
from vethanam.payroll.models import Bill, BillLine, Claim
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader


def refuse_after_death(bill: Bill, at: datetime, code: str) -> None:
    """Refuse to go on with a bill that draws days after a death on record.

    A death that one person entered counts: nobody is paid until a second person has looked.

    Raises
    ------
    Refused
        ``code``, with the employee and the day of death.
    """
    for employment, day in drawn_after_death(bill, at):
        number = Employment.objects.values_list("number", flat=True).get(pk=employment)
        raise Refused(code, bill=bill.number, number=number, day=day)


def drawn_after_death(bill: Bill, at: datetime) -> list[tuple[int, date]]:
    """The employments and days of death of a bill with monthly claims for later days.

    A claim of the month of death is right if its run knew of the death.
    """
    rows = BillLine.objects.filter(
        bill=bill, is_live=True, claim__run__isnull=False, claim__cause__isnull=True
    )
    claims = Claim.objects.filter(pk__in=rows.values("claim")).select_related("run")
    reader = BookReader()
    dead = deaths_of(reader, claims.values_list("employment_id", flat=True), at)
    return [
        (claim.employment_id, dead[claim.employment_id])
        for claim in claims.filter(employment__in=dead).order_by("employment", "for_month")
        if _covers_later_days(reader, claim, dead[claim.employment_id])
    ]


def _covers_later_days(reader: BookReader, claim: Claim, day: date) -> bool:
    month = Month.from_key(claim.for_month)
    if claim.run is None or day >= month.last:
        return False
    known = deaths_of(reader, [claim.employment_id], claim.run.known_at)
    return known.get(claim.employment_id) != day
