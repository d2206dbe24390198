"""Every sheet for the take-over from the former system; its columns come from the acts that enter one row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import polars as pl
from django.utils.translation import gettext_noop as _
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from vethanam.acts.facts import COLUMNS, RECORDS
from vethanam.acts.fields import how_of
from vethanam.acts.orders import OrderEntered
from vethanam.acts.sheet_examples import EXAMPLES
from vethanam.errors import Fault, Unsound
from vethanam.payroll.former_system.drawn_file import KEYS, columns_of_drawn
from vethanam.service_book.employees_file import columns as employee_columns
from vethanam.service_book.models import FACTS, PayeeAccount, Posting, ServiceSpell
from vethanam.service_book.sheets.cells import SheetColumn, header_of
from vethanam.service_book.sheets.intake import EMPLOYEE, ORDER_DATED, ORDER_NUMBER
from vethanam.tables import Heading, as_csv, workbook

EMPLOYEES, ORDERS, DRAWN = "employees", "orders", "drawn"
#: columns of a fact with another name in the sheet, where ``number`` is the employee's
NAMES: Mapping[tuple[str, str], str] = {
    ("payee_account", "number"): "account",
    ("payee_account", "onward_number"): "onward_account",
    ("membership", "number"): "fund_number",
}
#: columns that the system fills, and the heir of one account; none stands in a sheet
_FILLED = frozenset(
    {"employment", "fact", "order", "tail", "onward_tail", "heir", "document_hash", "assertion"}
)
_PRIVATE = frozenset(PayeeAccount.unread)
_DTYPES: Mapping[str, pl.DataType] = {
    "money": pl.Int64(),
    "count": pl.Int64(),
    "day": pl.Date(),
    "flag": pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One sheet: its name (also the file's), and its columns."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    #: True if it may have more columns: months drawn before have one per component
    is_open: bool = False

    @property
    def header(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


def _parser(info: FieldInfo) -> Callable[[str], Any]:
    """The cell parser of an act's field."""
    kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def parse(cell: str) -> Any:
        try:
            return adapter.validate_python(cell)
        except ValidationError as wrong:
            first = wrong.errors(include_url=False, include_input=False)[0]
            unsound = (first.get("ctx") or {}).get("unsound")
            raise unsound if isinstance(unsound, Unsound) else Unsound("unusable_value") from None

    return parse


def _dtype(info: FieldInfo) -> pl.DataType:
    found = _DTYPES.get(how_of(info).kind)
    if found is not None:
        return found
    kind: Any = info.annotation
    schema = str(TypeAdapter(kind).json_schema())
    if "fA-F" in schema:
        return pl.Binary()
    return pl.Int64() if "'integer'" in schema else pl.String()


def _column(info: FieldInfo, kind: str, field: str) -> SheetColumn:
    return SheetColumn(
        NAMES.get((kind, field), field),
        field,
        info.title or field,
        info.description or "",
        _parser(info),
        _dtype(info),
        is_required=info.is_required(),
        choices=how_of(info).choices,
        is_private=kind == PayeeAccount.kind() and field in _PRIVATE,
    )


def _text_column(name: str, field: str, title: str, *, is_required: bool) -> SheetColumn:
    return SheetColumn(name, field, title, "", str, pl.String(), is_required=is_required)


def _order_columns(*, is_required: bool) -> tuple[SheetColumn, ...]:
    fields = OrderEntered.model_fields
    number, dated = (
        SheetColumn(
            name, name, fields[key].title or key, fields[key].description or "", _parser(fields[key]),
            _dtype(fields[key]),
            is_required=is_required,
        )
        for name, key in ((ORDER_NUMBER, "number"), (ORDER_DATED, "dated"))
    )  # fmt: skip
    return number, dated


def _of_fact(kind: str) -> SheetKind:
    fields = {name: info for name, info in RECORDS[kind].model_fields.items() if name not in _FILLED}
    asked = [column.name for column in COLUMNS[kind]]
    ordered = [*(name for name in asked if name in fields), *(name for name in fields if name not in asked)]
    own = tuple(
        _text_column(name, name, fields[name].title or name, is_required=True)
        if FACTS[kind]._meta.get_field(name).related_model in FACTS.values()
        else _column(fields[name], kind, name)
        for name in ordered
    )
    number = _text_column("number", EMPLOYEE, _("Employee number"), is_required=True)
    order = _order_columns(is_required=FACTS[kind].needs_order)
    return SheetKind(kind, kind.replace("_", " "), (number, *own, *order))


def _employees() -> SheetKind:
    columns = (
        SheetColumn(
            c.name,
            c.name,
            c.means,
            "",
            c.parse,
            pl.String(),
            is_required=c.is_required,
            is_private=c.is_private,
        )
        for c in employee_columns()
    )
    return SheetKind(EMPLOYEES, "employees", tuple(columns))


def _orders() -> SheetKind:
    return SheetKind(
        ORDERS,
        "orders",
        tuple(_column(info, ORDERS, name) for name, info in OrderEntered.model_fields.items()),
    )


def _drawn() -> SheetKind:
    titles = {
        "number": _("Employee number"),
        "for_month": _("Month of work"),
        "voucher_number": _("Voucher of the treasury"),
        "voucher_date": _("Date of the voucher"),
    }
    columns = tuple(replace(one, title=titles[one.name]) for one in columns_of_drawn()[: len(KEYS)])
    return SheetKind(DRAWN, "months drawn before", columns, is_open=True)


#: the sheets in take-over order: a sheet refers only to earlier ones
SHEETS: Mapping[str, SheetKind] = {
    kind.name: kind for kind in (_orders(), _employees(), *(_of_fact(kind) for kind in FACTS), _drawn())
}


def stage_of(name: str) -> int:
    """The stage of a sheet: sheets of one stage do not refer to each other, only to earlier stages.

    Facts are checked against the first day of service, and against the posting where a clerk works for one
    office.
    """
    first = (ORDERS, EMPLOYEES, ServiceSpell.kind(), Posting.kind())
    if name in first:
        return first.index(name)
    refers = name in FACTS and any(
        field.related_model in FACTS.values()
        for field in FACTS[name]._meta.concrete_fields
        if field.name != "supersedes"
    )
    return len(first) + refers


def sheet_named(file: str) -> str | None:
    """The sheet with a file's name: ``pay.csv``, or ``pay-2021.csv`` for a part."""
    stem = file.rsplit(".", 1)[0].lower().replace(" ", "_")
    for name in (stem, stem.split("-", 1)[0]):
        if name in SHEETS:
            return name
    return None


def sheet_by_columns(header: Sequence[str]) -> str | None:
    """The one sheet that has all columns of a header, with no required column missing."""
    there = {cell for cell in header if cell}
    fitting = [
        kind.name
        for kind in SHEETS.values()
        if not kind.is_open
        and there <= set(kind.header)
        and all(column.name in there for column in kind.columns if column.is_required)
    ]
    if len(fitting) > 1:  # the columns of one may include those of another
        fitting = [
            name
            for name in fitting
            if len(SHEETS[name].header) == min(len(SHEETS[f].header) for f in fitting)
        ]
    if not fitting and set(KEYS) <= there:
        return DRAWN
    return fitting[0] if len(fitting) == 1 else None


def other_sheet(name: str, content: bytes, file: str) -> Fault | None:
    """A fault if the file has another sheet's columns."""
    header = [cell for cell in header_of(content, file) if cell]
    own = SHEETS[name]
    missing = [column.name for column in own.columns if column.is_required and column.name not in header]
    beyond = [] if own.is_open else [cell for cell in header if cell not in own.header]
    if not missing and not beyond:
        return None
    other = sheet_by_columns(header)
    if other is None or other == name:
        return None
    return Fault(f"{file}, row 1", "", "sheet_of_another_kind", {"sheet": other})


def template_csv(name: str, *, with_example: bool = False) -> str:
    """The header of an empty sheet; with its example row on request."""
    header = _header_with(name, with_example=with_example)
    return as_csv(header, [[EXAMPLES[name].get(one, "") for one in header]] if with_example else ())


def _header_with(name: str, *, with_example: bool) -> list[str]:
    """The columns; for an open sheet also those of its example."""
    own = SHEETS[name].header
    return [*own, *(one for one in EXAMPLES[name] if with_example and one not in own)]


def template_workbook(name: str, *, with_example: bool = False) -> bytes:
    """An empty sheet as XLSX, each column with its meaning and choices; with the example row on request."""
    headings = [
        Heading(
            column.name,
            " ".join(text for text in (column.title + ".", column.hint) if text),
            column.is_required,
            column.choices,
            "day" if column.dtype == pl.Date else "text",
        )
        for column in SHEETS[name].columns
    ]
    if not with_example:
        return workbook({name: headings})
    header = _header_with(name, with_example=True)
    headings += [Heading(one, one) for one in header[len(headings) :]]
    return workbook({name: headings}, {name: [[EXAMPLES[name].get(one, "") for one in header]]})
