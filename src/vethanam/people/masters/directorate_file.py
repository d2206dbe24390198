"""A directorate in one YAML file: the same rows as the sheets, by list; offices and codes may be written shorter.

    offices:
      - {code: OF1, name: First school, district: Thrissur, place_class: D, local_body: A panchayat, local_body_kind: panchayat}
    drawing_codes:
      - {code: "0501", kind: ddo, title: First school, treasury: T01, heads: {establishment: 2202-01-101-99-01}}

The class of an office, its local body and district, and the heads of a code are rows of sheets of their own; here they may
stand in the office's and the code's row. What such a row does not say (from which day, by which order) comes from
:class:`Defaults`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from vethanam.errors import Fault, Unsound
from vethanam.people.masters.kinds import Kinds
from vethanam.people.masters.proposals import Stated, fault
from vethanam.people.masters.sheets import sheets_of
from vethanam.rules.question_files import written_in

DIRECTORATE = "directorate.yaml"
#: the list of officers, who are no masters: they are read by whoever appoints them
OFFICERS = "officers"
_PLACES = ("district", "local_body")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What short rows of a file rest on: since when classes and heads hold, and by which order."""

    classes_from: date
    heads_from: date
    order_number: str
    order_dated: date

    @property
    def order(self) -> dict[str, str]:
        """The order as cells of a row."""
        return {"order_number": self.order_number, "order_dated": self.order_dated.isoformat()}


@dataclass(slots=True)
class DirectorateFile:
    """The masters of a file as rows, its officers as they stand there, and the faults of its form."""

    name: str
    stated: list[Stated] = field(default_factory=list)
    officers: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def rows(self, kind: str) -> list[Mapping[str, Any]]:
        """The cells of the rows of one kind."""
        return [one.cells for one in self.stated if one.kind == kind]


def read_directorate(path: Path, kinds: Kinds, defaults: Defaults) -> DirectorateFile:
    """The rows of a directorate's file; of a folder the file ``directorate.yaml``.

    Raises
    ------
    Unsound
        The file cannot be read, or is no map of lists.
    """
    file = path / DIRECTORATE if path.is_dir() else path
    document = _document(file)
    found = DirectorateFile(file.name)
    known = sheets_of(kinds)
    for sheet, content in document.items():
        if sheet != OFFICERS and sheet not in known:
            found.faults.append(fault(file.name, str(sheet), "sheet_unknown", sheets=[*known, OFFICERS]))
            continue
        rows = _rows(sheet, content, file.name)
        if sheet == OFFICERS:
            found.officers = rows
            continue
        for place, row in enumerate(rows, start=1):
            where = f"{sheet}, row {place}"
            own, beside = _split(sheet, where, row, defaults, found.faults)
            found.stated.append(Stated(known[sheet][0], where, own))
            found.stated += beside
    found.stated = [*_once(found.stated, kinds)]
    return found


def _document(file: Path) -> Mapping[str, Any]:
    try:
        document = written_in(file)
    except Unsound as wrong:
        if wrong.code == "no_file":
            raise Unsound("no_directorate", file=file.name, folder=str(file.parent)) from None
        raise
    if not isinstance(document, Mapping):
        raise Unsound("not_a_directorate", file=file.name)
    return document


def _rows(sheet: str, content: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(content, list) or not all(isinstance(row, Mapping) for row in content):
        raise Unsound("sheet_not_a_list", file=name, sheet=str(sheet))
    return [
        {str(key): _plain(value) for key, value in row.items() if value not in (None, "")} for row in content
    ]


def _plain(value: Any) -> Any:
    """A cell as text: a number keeps no zero, a text does."""
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


def _split(
    sheet: str, where: str, row: dict[str, Any], defaults: Defaults, faults: list[Fault]
) -> tuple[dict[str, Any], list[Stated]]:
    """A row without what stands in it of other sheets, and the rows of those."""
    if sheet == "offices":
        return _office(where, row, defaults)
    if sheet == "drawing_codes" and "heads" in row:
        own = {key: value for key, value in row.items() if key != "heads"}
        heads = row["heads"]
        if not isinstance(heads, Mapping):
            faults.append(fault(where, "heads", "directorate_heads"))
            return own, []
        return own, [
            Stated(
                "arrangement",
                where,
                {
                    "drawing_code": row.get("code", ""), "bill_class": str(bill_class), "head": str(head),
                    "valid_from": defaults.heads_from.isoformat(), **defaults.order,
                },
            )
            for bill_class, head in heads.items()
        ]  # fmt: skip
    return row, []


def _office(where: str, row: dict[str, Any], defaults: Defaults) -> tuple[dict[str, Any], list[Stated]]:
    own = {key: value for key, value in row.items() if key not in ("place_class", "local_body_kind")}
    beside = []
    if "local_body_kind" in row:
        district = row.get("district", "")
        beside += [
            Stated("district", where, {"name": district}),
            Stated(
                "local_body", where,
                {"name": row.get("local_body", ""), "kind": row["local_body_kind"], "district": district},
            ),
        ]  # fmt: skip
    if "place_class" in row:
        classed = {
            "office": row.get("code", ""), "place_class": row["place_class"],
            "valid_from": defaults.classes_from.isoformat(), **defaults.order,
        }  # fmt: skip
        beside.append(Stated("office_class", where, classed))
    return own, beside


def _once(stated: Sequence[Stated], kinds: Kinds) -> Iterator[Stated]:
    """The rows, with each place that offices name said once: not again where a row of its own or a master says it."""
    own = {(one.kind, one.cells.get("name")) for one in stated if one.kind in _PLACES and not _is_short(one)}
    standing = {kind: kinds[kind].standing() for kind in _PLACES}
    seen: dict[tuple[str, Any], Mapping[str, Any]] = {}
    for one in stated:
        if one.kind not in _PLACES or not _is_short(one):
            yield one
            continue
        name = (one.kind, one.cells.get("name"))
        known = standing[one.kind].get(str(name[1]), {})
        if name in own or seen.get(name) == one.cells or one.cells.items() <= known.items():
            continue
        seen.setdefault(name, one.cells)
        yield one


def _is_short(one: Stated) -> bool:
    """Whether a place stands in the row of an office, not in one of its own."""
    return one.where.startswith("offices,")
