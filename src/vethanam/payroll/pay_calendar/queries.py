"""The days of a month for a drawing code, and the day from which a bill is paid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import DateField, F, Func
from django.utils.timezone import localdate

from vethanam.errors import Refused
from vethanam.payroll.pay_calendar.models import PayDay
from vethanam.people.models import DrawingCode
from vethanam.periods import Month

#: the day from which a bill's money may leave; null: as soon as it is passed
BILL_PAYS_ON = Func(F("pk"), function="payroll_bill_pays_on", output_field=DateField())
_OPENS = """
SELECT code, coalesce((SELECT d.opens_on FROM payroll_payday d
                        WHERE d.id = payroll_pay_day(code, place.month)), first)
  FROM (SELECT %s::date AS first, %s::integer AS month) AS place, unnest(%s::bigint[]) AS code
"""


@dataclass(frozen=True, slots=True)
class MonthDays:
    """The days of a month for a drawing code.

    Without an entry the month opens on its first day, has no cut-off, and is paid from the first day of the
    next month; ``order`` is then empty.
    """

    month: Month
    opens_on: date
    cut_off_on: date | None
    pays_on: date
    order: str = ""

    @property
    def is_entered(self) -> bool:
        """Whether finance entered the days of this month."""
        return bool(self.order)


def month_days(code: DrawingCode | int, month: Month) -> MonthDays:
    """The days of a month for a drawing code, by the latest order."""
    number = code if isinstance(code, int) else code.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT payroll_pay_day(%s::bigint, %s::integer)", [number, int(month)])
        (found,) = cursor.fetchone() or (None,)
    row = PayDay.objects.select_related("order").filter(pk=found).first() if found else None
    if row is None:
        return MonthDays(month, month.first, None, month.plus(1).first)
    return MonthDays(month, row.opens_on, row.cut_off_on, row.pays_on, str(row.order))


def not_open(codes: Collection[DrawingCode], month: Month, at: datetime) -> dict[int, Refused]:
    """The refusal of each drawing code with a month that opens later, by its id; one query for all."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENS, [month.first, int(month), [code.pk for code in codes]])
        opens: dict[int, date] = dict(cursor.fetchall())
    today = localdate(at)
    return {
        code.pk: Refused("month_not_open", month=month, code=code.code, day=opens[code.pk])
        for code in codes
        if today < opens[code.pk]
    }


def bill_pays_on(bill: int) -> date | None:
    """The day from which a bill's money may leave; None: as soon as it is passed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payroll_bill_pays_on(%s::bigint)", [bill])
        found: tuple[date | None] = cursor.fetchone() or (None,)
    return found[0]


def is_due(bill: int) -> bool:
    """Whether a bill's money may leave now."""
    day = bill_pays_on(bill)
    return day is None or day <= business_day()


def business_day() -> date:
    """Today in business time, as the guards see it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_business_day()")
        (day,) = cursor.fetchone() or (date.max,)
    return day
