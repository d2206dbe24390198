"""The rows of a list for its page, and the links of search results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vethanam.acts.columns import CODES, PAISE, title_of
from vethanam.acts.readers import DRAWS
from vethanam.acts.tables import ENDINGS
from vethanam.money import shown
from vethanam.payroll.models import Bill
from vethanam.people.models import Role
from vethanam.people.queries import Hat
from vethanam.web.parts import words
from vethanam.web.parts.view_values import Link

#: address parameters for the display of a list
SHOWN_BY = ("q", "order", "page")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, the address that sorts by it, and the current order."""

    title: str
    address: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the title of its column, its text, and whether it is a number."""

    title: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One search result."""

    title: str
    under: str
    address: str


def columns_of(table: pl.DataFrame, asked: Mapping[str, str]) -> list[Column]:
    """The columns of a table with their sort links; a sorted one links to the reverse order."""
    now = asked.get("order", "")
    return [
        Column(
            _(title_of(name)),
            "?" + urlencode({**_without_page(asked), "order": f"-{name}" if now == name else name}),
            "ascending" if now == name else "descending" if now == f"-{name}" else "",
            table.schema[name].is_numeric(),
        )
        for name in table.columns
    ]


def cells_of(table: pl.DataFrame) -> list[list[Cell]]:
    """The rows in the language of the page."""
    heads = [(name, _(title_of(name)), table.schema[name].is_numeric()) for name in table.columns]
    return [
        [
            Cell(title, _cell(name, value), is_number)
            for (name, title, is_number), value in zip(heads, row, strict=True)
        ]
        for row in table.iter_rows()
    ]


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column.endswith(PAISE):
        return shown(value, symbol=False)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and column in CODES and value.islower():
        return _(capfirst(value.replace("_", " ")))
    if isinstance(value, str) and "T" in value and (at := _instant(value)):
        return words.instant(at)
    return str(value)


def _instant(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def downloads_of(name: str, asked: Mapping[str, str]) -> list[Link]:
    """Download links of the list, filtered and sorted as shown."""
    query = urlencode(_without_page(asked))
    return [
        Link(ending.upper() if ending != "parquet" else "Parquet", f"{_download(name, ending)}?{query}")
        for ending in ENDINGS
    ]


def _download(name: str, ending: str) -> str:
    return reverse("lists:download", kwargs={"name": name, "ending": ending})


def _without_page(asked: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in asked.items() if key != "page"}


def found_of(rows: Iterable[Mapping[str, Any]], hats: Sequence[Hat]) -> list[tuple[str, list[Found]]]:
    """The search results by kind, each with the page that the account may open, if any."""
    rows = list(rows)
    is_ml = words.language() == "ml"
    bills = _bills([row["number"] for row in rows if row["kind"] == "bill"], hats)
    people = [
        Found(
            (row["name_ml"] if is_ml else "") or row["name"],
            " · ".join(filter(None, (row["number"], row["post"], row["office"]))),
            _person(row, hats),
        )
        for row in rows
        if row["kind"] == "employee"
    ]
    offices = [
        Found((row["name_ml"] if is_ml else "") or row["name"], row["number"], "")
        for row in rows
        if row["kind"] == "office"
    ]
    named = [
        Found(row["number"], capfirst(_(row["state"].replace("_", " "))), bills.get(row["number"], ""))
        for row in rows
        if row["kind"] == "bill"
    ]
    return [
        (title, found)
        for title, found in ((_("People"), people), (_("Bills"), named), (_("Offices"), offices))
        if found
    ]


def _person(row: Mapping[str, Any], hats: Iterable[Hat]) -> str:
    if any(hat.role in DRAWS and hat.scope == row["drawing_code"] for hat in hats):
        return reverse("drawing:person", kwargs={"code": row["drawing_code"], "number": row["number"]})
    return ""


def _bills(numbers: Sequence[str], hats: Iterable[Hat]) -> dict[str, str]:
    """Bill number -> address of the account's page of the bill."""
    rows = Bill.objects.filter(number__in=numbers).values_list(
        "number", "pk", "drawing_code__code", "treasury__code"
    )
    drawn = {hat.scope for hat in hats if hat.role in DRAWS}
    received = {hat.scope for hat in hats if hat.role == Role.TREASURY_OFFICER}
    found = {}
    for number, pk, code, treasury in rows:
        if code in drawn:
            found[number] = reverse("drawing:bill", kwargs={"code": code, "bill": pk})
        elif treasury in received:
            found[number] = reverse("treasury:bill", kwargs={"code": treasury, "bill": pk})
    return found
