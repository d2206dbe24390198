"""Masters of this room: offices of schemes, societies, windows for life proofs. Two persons enter each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.benefits.models import LifeWindow, SchemeOffice, Society
from vethanam.benefits.scheme_rules import schemes_known
from vethanam.benefits.sealed_lists import society_key
from vethanam.errors import Sentence
from vethanam.people.masters.master_kinds import Agreed, Link, MasterKind, Standing, Table
from vethanam.people.masters.rows import Code, Day, Flag, Ordered, Row, Text
from vethanam.people.models import Department, HeadOfAccount, LocalBody
from vethanam.privacy.models import SchemeRegister

_CODE = re.compile(r"[A-Z0-9_]{2,20}")


class SchemeOfficeRow(Row):
    """The office of one scheme: it answers for the register with the contacts of the scheme's people."""

    code: Code = Field(max_length=20, title=_("Scheme"), description=_("code of the scheme in the rules"))
    title: Text = Field(
        max_length=120, title=_("Title"), description=_("neutral name, without an office-holder's")
    )
    title_ml: Text = Field(max_length=120, title=_("Title in Malayalam"), description=_("title in Malayalam"))
    department: Code = Field(max_length=24, title=_("Department"), description=_("code of the department"))
    head: Code = Field(max_length=40, title=_("Head of account"), description=_("code of the head"))
    takes_local_bodies: Flag = Field(
        title=_("By local bodies"), description=_("yes: local bodies receive and decide applications")
    )


class SocietyRow(Row):
    """A co-operative society that delivers benefits at home."""

    code: Code = Field(max_length=12, title=_("Code"), description=_("code of the society"))
    name: Text = Field(max_length=160, title=_("Name"), description=_("name in English"))
    name_ml: Text = Field(max_length=160, title=_("Name in Malayalam"), description=_("name in Malayalam"))
    local_body: Text = Field(max_length=80, title=_("Local body"), description=_("name of the local body"))
    public_key: str = Field(
        "", max_length=64, title=_("Key of the society"),
        description=_(
            "64 hexadecimal digits that the society reads out; its delivery lists are sealed to it"
        ),
    )  # fmt: skip


class LifeWindowRow(Ordered):
    """The first and the last day for life proofs of a scheme in a year; a further order extends them."""

    scheme: Code = Field(max_length=20, title=_("Scheme"), description=_("code of the scheme"))
    year: Code = Field(max_length=4, title=_("Year"), description=_("year, four digits"))
    opens: Day = Field(title=_("First day"), description=_("first day, year-month-day"))
    closes: Day = Field(title=_("Last day"), description=_("last day, year-month-day"))


_OFFICES = Table(
    SchemeOffice,
    {
        "code": "code", "title": "title", "title_ml": "title_ml", "department": "department__code",
        "head": "head__code", "takes_local_bodies": "takes_local_bodies",
    },
    links={"department": Link("department", Department), "head": Link("head", HeadOfAccount)},
)  # fmt: skip
_SOCIETIES = Table(
    Society,
    {
        "code": "code", "name": "name", "name_ml": "name_ml", "local_body": "local_body__name",
        "public_key": "public_key",
    },
    links={"local_body": Link("local_body", LocalBody, "name")},
    fixed=frozenset({"local_body"}),
)  # fmt: skip


def _write_offices(changes: Sequence[Agreed]) -> None:
    """Write the offices, and the register of contacts of each new one."""
    _OFFICES.apply(changes)
    SchemeRegister.objects.bulk_create(
        [
            SchemeRegister(
                code=f"BEN-{one.given['code']}", controller=one.given["code"], name=one.given["title"],
                name_ml=one.given["title_ml"], recorded_at=one.at,
            )
            for one in changes
            if one.is_new
        ]
    )  # fmt: skip


def _office_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, SchemeOfficeRow):
        return
    known = [one.code for one in schemes_known()]
    if not _CODE.fullmatch(row.code) or row.code not in known:
        yield "code", Sentence("scheme_not_of_rules", {"known": known})


def _society_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if isinstance(row, SocietyRow) and row.public_key and society_key(row.public_key) is None:
        yield "public_key", Sentence("society_key_unreadable")


def _window_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, LifeWindowRow):
        return
    if not row.year.isdecimal() or row.opens.year != int(row.year):
        yield "year", Sentence("window_of_another_year")
    if row.closes < row.opens:
        yield "closes", Sentence("window_closes_before")


def _windows_standing() -> Standing:
    """The latest window of each scheme and year."""
    rows = LifeWindow.objects.order_by("recorded_at", "id").values_list(
        "scheme__code", "year", "opens", "closes"
    )
    return {f"{scheme}/{year}": _window(scheme, year, opens, closes) for scheme, year, opens, closes in rows}


def _window(scheme: str, year: int, opens: date, closes: date) -> Mapping[str, str]:
    return {
        "scheme": scheme, "year": str(year), "opens": opens.isoformat(), "closes": closes.isoformat()
    }  # fmt: skip


def _write_windows(changes: Sequence[Agreed]) -> None:
    schemes = dict(SchemeOffice.objects.values_list("code", "pk"))
    LifeWindow.objects.bulk_create(
        [
            LifeWindow(
                scheme_id=schemes[one.given["scheme"]], year=int(one.given["year"]),
                opens=date.fromisoformat(one.given["opens"]), closes=date.fromisoformat(one.given["closes"]),
                order_id=one.ordered_by, recorded_at=one.at,
            )
            for one in changes
        ]
    )  # fmt: skip


#: the masters of this room, in writing order
BENEFIT_KINDS: tuple[MasterKind, ...] = (
    _OFFICES.kind(
        "scheme_office", "scheme_offices", SchemeOfficeRow, apply=_write_offices, check=_office_faults,
        names={"department": "department", "head": "head"}, can_close=False,
    ),
    _SOCIETIES.kind(
        "society", "societies", SocietyRow, names={"local_body": "local_body"}, check=_society_faults
    ),
    MasterKind(
        "life_window", "life_windows", LifeWindowRow, ("scheme", "year"), _windows_standing, _write_windows,
        names={"scheme": "scheme_office"}, needs_order=True, can_close=False, check=_window_faults,
    ),
)  # fmt: skip
