"""The review of a month by the data protection officer: its figures, and months that nobody signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from vethanam.periods import Month
from vethanam.privacy.duty_deadlines import BREACH
from vethanam.privacy.law.windows import IST
from vethanam.privacy.looks import day_span
from vethanam.privacy.models import (
    Duty,
    Hold,
    HoldStep,
    Look,
    LookEntry,
    LookGap,
    MonthReview,
    Use,
)

#: a month is signed by this day of the next
BY_DAY = 10
MOST_MONTHS = 24
#: cases opened because two counts differ, or a canary was reached
DIFFERENCES = ("header_used_elsewhere", "keys_differ", "canary_reached")


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A month that is over and not signed; ``is_late`` after the tenth of the next."""

    month: Month
    is_late: bool


def month_figures(month: Month) -> Mapping[str, int]:
    """The figures of a month: looks, those outside the desk, refused uses, cases, holds, silent witnesses."""
    since, until = day_span(month.first)[0], day_span(month.last)[1]
    entries = LookEntry.objects.filter(look__at__gte=since, look__at__lt=until)
    outside, uses = entries.filter(is_outside=True), Use.objects.filter(at__gte=since, at__lt=until)
    gaps = LookGap.objects.filter(at__gte=since, at__lt=until).aggregate(count=Sum("count"))["count"]
    cases = Duty.objects.filter(kind=BREACH, opened_at__gte=since, opened_at__lt=until)
    ended = HoldStep.objects.filter(kind=HoldStep.Kind.ENDED, hold__isnull=False, at__lt=until)
    return {
        "looks": entries.count(),
        "looks_outside": outside.count(),
        "officers_outside": outside.values("look__account").distinct().count(),
        "looks_unwritten": gaps or 0,
        "uses_refused": uses.filter(outcome=Use.Outcome.DENY).count(),
        "differences": cases.filter(asked__in=DIFFERENCES).count(),
        "cases": cases.count(),
        "holds": Hold.objects.filter(at__lt=until).exclude(pk__in=ended.values("hold")).count(),
        "witnesses_silent": uses.filter(reason="LEDGER_UNHEALTHY").count(),
    }


def reviews_due(at: datetime) -> list[ReviewDue]:
    """Months over and not signed, the latest first, since the first use or look."""
    first = _first_month()
    if first is None:
        return []
    today = at.astimezone(IST).date()
    signed = set(MonthReview.objects.values_list("month", flat=True))
    month, found = Month.of(today).plus(-1), list[ReviewDue]()
    while month >= first and len(found) < MOST_MONTHS:
        if month.first not in signed:
            found.append(ReviewDue(month, _is_late(month, today)))
        month = month.plus(-1)
    return found


def _is_late(month: Month, today: date) -> bool:
    return today > month.last + timedelta(days=BY_DAY)


def _first_month() -> Month | None:
    first = [model.objects.order_by("pk").values_list("at", flat=True).first() for model in (Use, Look)]
    known = [at for at in first if at is not None]
    return Month.of(min(known).astimezone(IST).date()) if known else None
