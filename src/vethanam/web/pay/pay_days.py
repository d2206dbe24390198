"""The pay calendar in words: the days of an office's month, and the day on which a bill is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.money import Paise
from vethanam.payroll.models import GENERAL, Bill, PayDay
from vethanam.payroll.pay_calendar.queries import BILL_PAYS_ON, MonthDays, bill_pays_on, month_days
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.web.parts import words


@dataclass(frozen=True, slots=True)
class Waiting:
    """Passed bills that leave on one day: how many, their people and net."""

    day: date
    bills: int
    people: int
    net: Paise


def days_of(code: str, month: Month) -> MonthDays | None:
    """The days of an office's month; None for an unknown code."""
    found = DrawingCode.objects.filter(code=code).first()
    return month_days(found, month) if found else None


def days_said(days: MonthDays, at: datetime) -> Sequence[str]:
    """Sentences for the office's page: opening, cut-off, pay-day; what is not entered or is past."""
    month, today = words.month(days.month), localdate(at)
    if not days.is_entered or days.cut_off_on is None:
        return [not_entered(days.month)]
    said = [
        _("%(month)s opens on %(opens)s. Cut-off for entries: %(cut_off)s. Pay-day: %(pays)s.")
        % {
            "month": month,
            "opens": words.day(days.opens_on),
            "cut_off": words.day(days.cut_off_on),
            "pays": words.day(days.pays_on),
        }
    ]
    if days.cut_off_on < today < days.pays_on:
        said.append(
            _("The cut-off is over. A new entry still counts, but may come too late for this pay-day.")
        )
    return said


def not_entered(month: Month) -> str:
    """The sentence for a month without a pay-day, with the day that holds without one."""
    return _("No pay-day is entered for %(month)s. Its pay leaves on %(day)s or later.") % {
        "month": words.month(month),
        "day": words.day(month.plus(1).first),
    }


def leaves_on(bill: int, at: datetime) -> date | None:
    """The day on which a bill's money leaves, if it is still ahead."""
    day = bill_pays_on(bill)
    return day if day is not None and day > localdate(at) else None


def waiting_for_pay_day(treasury: str, at: datetime) -> list[Waiting]:
    """The passed bills of a treasury with a pay-day ahead, by day."""
    rows = Bill.objects.filter(treasury__code=treasury, state=Bill.State.PASSED).annotate(day=BILL_PAYS_ON)
    by_day = rows.filter(day__gt=localdate(at)).values("day").order_by("day")
    sums = by_day.annotate(bills=Count("pk"), all=Sum("people"), paid=Sum("net"))
    return [Waiting(row["day"], row["bills"], row["all"], row["paid"]) for row in sums]


def months_without_pay_day(at: datetime) -> list[str]:
    """A sentence for this month and the next, where the general group has no pay-day yet."""
    first = Month.of(localdate(at))
    known = set(PayDay.objects.filter(pay_group=GENERAL).values_list("month", flat=True))
    return [not_entered(month) for month in (first, first.plus(1)) if int(month) not in known]
