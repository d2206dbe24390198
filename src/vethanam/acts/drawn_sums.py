"""Finance's list of drawn sums by month, head of account and drawing code."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code, MonthField
from vethanam.acts.lists import Page
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payments.drawn_sums import DrawnSum, drawn_sums
from vethanam.people.models import Role
from vethanam.periods import Month

#: months listed unless others are named
MONTHS = 12
#: most months of one list: ten years
MOST_MONTHS = 120


class PageOfSums(Page):
    """One page of drawn sums in a span of months, of one head or drawing code if named."""

    starts: MonthField | None = Field(None, alias="from", title=_("From"))
    to: MonthField | None = Field(None, title=_("Until"))
    head: Code | None = Field(None, title=_("Head of account"))
    drawing_code: Code | None = Field(None, title=_("Drawing code"))


@view(
    "drawn_sums",
    title=_("Drawn by month, head and office"),
    roles=(Role.FINANCE_OFFICER,),
    rows="sums",
    for_programs=True,
)
def sums(authority: Authority, given: PageOfSums) -> dict[str, Any]:
    """Passed bills by month of voucher, head of account and drawing code; by default of twelve months.

    The sums of all rows are those of the vouchers of these months.
    """
    last = given.to or Month.of(localdate(authority.at))
    first = given.starts or last.plus(1 - MONTHS)
    if last < first:
        raise Unsound("months_exchanged", last=last, first=first)
    if first.plus(MOST_MONTHS) <= last:
        raise Unsound("months_too_many", most=MOST_MONTHS)
    rows = drawn_sums(first, last, head=given.head or "", office=given.drawing_code or "")
    place = {row.key: number for number, row in enumerate(rows, start=1)}

    def read(after: str | None, most: int) -> list[DrawnSum]:
        first_row = 0 if after is None else place.get(after, len(rows))
        return rows[first_row : first_row + most]

    return given.read("sums", read, lambda row: row.key, _told)


def _told(row: DrawnSum) -> dict[str, Any]:
    return {
        "month": str(row.month),
        "head": row.head,
        "drawing_code": row.office,
        "bills": row.sums.bills,
        "gross_paise": row.sums.gross,
        "deductions_paise": row.sums.deductions,
        "net_paise": row.sums.net,
    }
