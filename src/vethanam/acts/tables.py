"""Whole lists as files: CSV and Parquet with exact paise, XLSX with rupees.

A list is a view paged by key; here all its pages form one table. The cells hold the values of the view, so a
file shows nothing more than the page or the API.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from vethanam.acts.declaration import View
from vethanam.acts.executor import Limit, Performed, look, refused
from vethanam.acts.lists import MOST
from vethanam.acts.registry import views
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.models import Account
from vethanam.money import RUPEE
from vethanam.tables import FORMULA, open_workbook

#: file ending -> content type
ENDINGS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
#: most rows per file: the limit of spreadsheets
MOST_ROWS = 1_000_000
_PAISE, _RUPEES = "_paise", "_rupees"


def list_of(name: str) -> View:
    """The list with a name; otherwise Unsound lists all names."""
    found = views().get(name)
    if found is None or not found.rows:
        known = sorted(view.name for view in views().values() if view.rows)
        raise Unsound("unknown_list", name=typed(name, 40), known=known)
    return found


def listed(name: str, account: Account, raw: Mapping[str, Any], limit: Limit | None = None) -> Performed:
    """Every row of a list visible to an account, under the list's key of ``state``; or a refusal.

    A list of more than ``MOST_ROWS`` rows is refused.

    Raises
    ------
    Unsound
        There is no such list.
    """
    view, rows = list_of(name), list[Any]()
    given = {key: value for key, value in raw.items() if key != "after"}
    if "most" in view.given.model_fields:
        given["most"] = MOST
    while True:
        page = look(name, account, given, limit=limit)
        if not page.ok:
            return page
        rows += page.state[view.rows]
        if page.state.get("next") is None:
            return replace(page, state={view.rows: rows})
        if len(rows) >= MOST_ROWS:
            return refused(Refused("list_too_long", most=MOST_ROWS))
        given["after"] = page.state["next"]


def table_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = ()) -> pl.DataFrame:
    """Rows as a table: one column for each key, nested keys included (``scope.kinds``).

    Without rows it has ``columns``.
    """
    flat = [_flat(row) for row in rows]
    if not flat:
        return pl.DataFrame(
            schema={name: pl.Int64 if name.endswith(_PAISE) else pl.String for name in columns}
        )
    return pl.DataFrame(flat, infer_schema_length=None)


def _flat(row: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """A row with its nested keys flattened, and lists as text."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{before}{key}."))
        else:
            flat[before + key] = "; ".join(map(_words, value)) if isinstance(value, list | tuple) else value
    return flat


def _words(value: Any) -> str:
    """A list item as text; of a mapping its values."""
    if isinstance(value, Mapping):
        return " ".join(str(one) for one in value.values() if one not in (None, ""))
    return str(value)


def narrowed(
    table: pl.DataFrame, words: str = "", equal: Mapping[str, str] | None = None, order: str = ""
) -> pl.DataFrame:
    """The rows that contain every word and equal the named values, in the order of
    a column (``-``: descending).

    Unknown columns are ignored.
    """
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in table.columns]
    whole = pl.concat_str(texts, separator="\n").str.to_lowercase() if texts else pl.lit("")
    for word in words.lower().split():
        table = table.filter(whole.str.contains(word, literal=True))
    for name, value in (equal or {}).items():
        if name in table.columns and value:
            table = table.filter(pl.col(name).cast(pl.String) == value)
    column = order.removeprefix("-")
    if column in table.columns:
        table = table.sort(column, descending=order.startswith("-"), nulls_last=True, maintain_order=True)
    return table


def as_file(table: pl.DataFrame, ending: str) -> bytes:
    """A table as a file with an ending: the same bytes for the same table."""
    content = io.BytesIO()
    if ending == "parquet":
        table.write_parquet(content)
    elif ending == "xlsx":
        book = open_workbook(content)
        _in_rupees(table).write_excel(book, autofit=True)
        book.close()
    else:
        _without_formulas(table).write_csv(content)
    return content.getvalue()


def _in_rupees(table: pl.DataFrame) -> pl.DataFrame:
    amounts = [name for name in table.columns if name.endswith(_PAISE)]
    return table.with_columns(pl.col(amounts) / RUPEE).rename(
        {name: name.removesuffix(_PAISE) + _RUPEES for name in amounts}
    )


def _without_formulas(table: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    begins = f"^[{''.join(map(_escaped, FORMULA))}]"
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(
        pl.when(pl.col(name).str.contains(begins))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def _escaped(sign: str) -> str:
    return "\\" + sign if sign != "\t" else "\\t"
