"""Masters of the pay calendar: the days of a month, and the pay group of a drawing code.

Two persons of finance enter them by order, each with a signature over the same statement. A later order for
the same month replaces the earlier one, so paying early is an order of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.errors import Sentence, Unsound
from vethanam.payroll.pay_calendar.models import GENERAL, PayDay, PayGroup
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import Code, Day, Ordered, Row, Text
from vethanam.people.models import DrawingCode, Role
from vethanam.periods import Month

PAY_DAY, PAY_GROUP = "pay_day", "pay_group"


class PayDayRow(Ordered):
    """The days of one month's pay for one pay group."""

    month: Text = Field(max_length=7, title=_("Month"), description=_("month of work, such as 2026-11"))
    pay_group: Code = Field(
        GENERAL,
        max_length=12,
        title=_("Pay group"),
        description=_("group of drawing codes with this pay-day; general: all without another"),
    )
    opens_on: Day = Field(
        title=_("Opens on"), description=_("first day on which the month is computed, year-month-day")
    )
    cut_off_on: Day = Field(
        title=_("Cut-off"), description=_("last day for entries of this month, year-month-day")
    )
    pays_on: Day = Field(
        title=_("Pay-day"), description=_("first day on which the money leaves, year-month-day")
    )


class PayGroupRow(Ordered):
    """The pay group of a drawing code from a month on."""

    drawing_code: Code = Field(max_length=12, title=_("Drawing code"), description=_("drawing code"))
    first_month: Text = Field(
        max_length=7, title=_("First month"), description=_("first month of work, such as 2026-11")
    )
    pay_group: Code = Field(
        max_length=12, title=_("Pay group"), description=_("short code, such as A; general: the common one")
    )


CALENDAR_ROWS: Mapping[str, type[PayDayRow | PayGroupRow]] = {PAY_DAY: PayDayRow, PAY_GROUP: PayGroupRow}


def calendar_kinds(is_bank_day: Callable[[date], bool]) -> tuple[MasterKind, MasterKind]:
    """The two kinds of calendar masters; ``is_bank_day`` says whether banks work on a day."""

    def check(row: Row) -> Iterator[tuple[str, Sentence]]:
        assert isinstance(row, PayDayRow)  # noqa: S101 - the kind's own row
        yield from _faults(row, is_bank_day)

    return (
        MasterKind(
            PAY_DAY, "pay_days", PayDayRow, ("month", "pay_group"), _days, _write_days,
            roles=(Role.FINANCE_OFFICER,), needs_order=True, can_close=False, may_repeat=True, check=check,
        ),
        MasterKind(
            PAY_GROUP, "pay_groups", PayGroupRow, ("drawing_code", "first_month"), _groups, _write_groups,
            roles=(Role.FINANCE_OFFICER,), needs_order=True, can_close=False, may_repeat=True,
            check=_faults_of_group, offers=_drawing_codes,
        ),
    )  # fmt: skip


def _drawing_codes() -> Mapping[str, Sequence[str]]:
    return {"drawing_code": list(DrawingCode.objects.order_by("code").values_list("code", flat=True))}


def _faults(row: PayDayRow, is_bank_day: Callable[[date], bool]) -> Iterator[tuple[str, Sentence]]:
    month = _month(row.month)
    if month is None:
        yield "month", Sentence("pay_month_unread")
        return
    if row.opens_on < month.first:
        yield "opens_on", Sentence("month_opens_too_early", {"first": month.first})
    if row.cut_off_on < row.opens_on:
        yield "cut_off_on", Sentence("cut_off_before_opening", {"day": row.opens_on})
    if row.pays_on < row.cut_off_on:
        yield "pays_on", Sentence("pay_day_before_cut_off", {"day": row.cut_off_on})
    if not is_bank_day(row.pays_on):
        yield "pays_on", Sentence("pay_day_without_bank", {"day": row.pays_on})


def _faults_of_group(row: Row) -> Iterator[tuple[str, Sentence]]:
    assert isinstance(row, PayGroupRow)  # noqa: S101 - the kind's own row
    if _month(row.first_month) is None:
        yield "first_month", Sentence("pay_month_unread")
    if not DrawingCode.objects.filter(code=row.drawing_code).exists():
        yield "drawing_code", Sentence("no_such_code", {"code": row.drawing_code})


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except Unsound:
        return None


def _days() -> Standing:
    names = ("opens_on", "cut_off_on", "pays_on")
    rows = PayDay.objects.order_by("id").values_list("month", "pay_group", *names)
    found = {}
    for month, group, *days in rows:
        of = str(Month.from_key(month))
        shown = dict(zip(names, (day.isoformat() for day in days), strict=True))
        found[f"{of}/{group}"] = {"month": of, "pay_group": group, **shown}
    return found


def _write_days(changes: Sequence[Agreed]) -> None:
    PayDay.objects.bulk_create(
        [
            PayDay(
                month=int(Month.parse(change.given["month"])),
                pay_group=change.given["pay_group"],
                opens_on=date.fromisoformat(change.given["opens_on"]),
                cut_off_on=date.fromisoformat(change.given["cut_off_on"]),
                pays_on=date.fromisoformat(change.given["pays_on"]),
                order_id=change.ordered_by,
                recorded_at=change.at,
            )
            for change in changes
        ]
    )


def _groups() -> Standing:
    rows = PayGroup.objects.order_by("id").values_list("drawing_code__code", "first_month", "pay_group")
    found = {}
    for code, month, group in rows:
        of = str(Month.from_key(month))
        found[f"{code}/{of}"] = {"drawing_code": code, "first_month": of, "pay_group": group}
    return found


def _write_groups(changes: Sequence[Agreed]) -> None:
    codes = dict(DrawingCode.objects.values_list("code", "pk"))
    PayGroup.objects.bulk_create(
        [
            PayGroup(
                drawing_code_id=codes[change.given["drawing_code"]],
                first_month=int(Month.parse(change.given["first_month"])),
                pay_group=change.given["pay_group"],
                order_id=change.ordered_by,
                recorded_at=change.at,
            )
            for change in changes
        ]
    )
