"""Views of a month before its bill: the checks before a run, and the differences from the month before."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _

from vethanam.acts.declaration import view
from vethanam.acts.lists import OFFICE, PageOfMonth
from vethanam.acts.runs import latest_run
from vethanam.documents.glyphs import lacking_characters
from vethanam.errors import Finding
from vethanam.identity.authority import Authority
from vethanam.payroll.queries import MonthChecks, month_checks
from vethanam.payroll.queries import differences as differences_of
from vethanam.payroll.runs.queries import Difference
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader, named_people

_EMPLOYEE = "Employee "


def checks_before_run(reader: BookReader, drawing_code: str, month: Month, at: datetime) -> MonthChecks:
    """The checks of a month, with the names that our papers cannot show."""
    return month_checks(reader, drawing_code, month, at, lacking_characters)


@view(
    "checks", title=_("Before the run"), roles=OFFICE, scope="drawing_code", rows="checks", for_programs=True
)
def checks(authority: Authority, given: PageOfMonth) -> dict[str, Any]:
    """The findings of a month as the service book stands, before it is computed and after: those that block
    come first, then those worth a look.
    """
    found = checks_before_run(BookReader(), given.drawing_code, given.month, authority.at)
    rows = [(str(place), one) for place, one in enumerate(found.all, 1)]
    names = named_people(
        {one.record.removeprefix(_EMPLOYEE) for one in found.all if one.record.startswith(_EMPLOYEE)},
        localdate(authority.at),
    )

    def told(row: tuple[str, Finding]) -> dict[str, Any]:
        one = row[1]
        number = one.record.removeprefix(_EMPLOYEE) if one.record.startswith(_EMPLOYEE) else None
        named = names.get(number or "")
        return {
            "blocks": one.blocks,
            "finding": one.code,
            "employment": number,
            "name": named.name if named else "",
            "name_ml": named.name_ml if named else "",
            "says": one.says,
        }

    page = given.read(
        "checks",
        lambda after, most: rows[int(after) if after and after.isdecimal() else 0 :][:most],
        lambda row: row[0],
        told,
    )
    return {**page, "blocking": len(found.blocking), "worth_a_look": len(found.looks)}


@view(
    "differences",
    title=_("Differences"),
    roles=OFFICE,
    scope="drawing_code",
    rows="differences",
    for_programs=True,
)
def differences(authority: Authority, given: PageOfMonth) -> dict[str, Any]:
    """The latest run beside the month before: for each person and cause one row, with the change of the
    net and its lines.
    """
    found = differences_of(BookReader(), latest_run(given.month, given.drawing_code).pk)
    moves: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for row in (*found.not_explained, *found.explained):
        moves[row.number, row.change.cause].append(row)
    rows = sorted(moves.items(), key=lambda row: "/".join(row[0]))

    def told(row: tuple[tuple[str, str], list[Difference]]) -> dict[str, Any]:
        (number, cause), lines = row
        return {
            "employment": number,
            "cause": cause,
            "change_paise": sum(line.change.effect for line in lines),
            "lines": ", ".join(line.change.component for line in lines),
        }

    page = given.read(
        "differences",
        lambda after, most: [row for row in rows if after is None or "/".join(row[0]) > after][:most],
        lambda row: "/".join(row[0]),
        told,
    )
    return {**page, "change_paise": found.change}
