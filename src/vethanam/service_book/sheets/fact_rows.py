"""The rows of a sheet of facts: checked alone, against each other and the service book; and which
of them are new.

All work is on frames, because a State's sheet has millions of rows. A frame of rows has ``line``, the table's
columns by their database names, and during checks ``employee`` (the number), ``born`` and ``joined``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import models

from vethanam.bulk import array_of, read
from vethanam.errors import Sentence
from vethanam.people.actions import LAST_AGE
from vethanam.periods import Session
from vethanam.service_book.models import Absence, Fact, Obligation, PayeeAccount, ServiceSpell
from vethanam.service_book.rulebook import funds_in_use
from vethanam.service_book.sheets.cells import LINE, Faults

FAR = date(9999, 12, 31)
#: columns of every fact that are not in a sheet
KEPT_BY_US = ("id", "recorded_at", "entered_by_id", "supersedes_id", "is_withdrawn")
#: further columns that separate facts of one kind and day
_APART: Mapping[str, tuple[str, ...]] = {
    "obligation": ("kind_of_due", "payee", "reference"),
    "absence": ("kind_of_absence",),
}
#: kinds with one first day per entry: the columns that identify it
_ONE_DATE: Mapping[str, tuple[str, ...]] = {"obligation": ("kind_of_due", "payee", "reference")}


def key_of(model: type[Fact]) -> list[str]:
    """The columns of a row's key, which identify the entry it replaces."""
    apart = _APART.get(model.kind(), model.told_apart_by)
    return list(dict.fromkeys(["employment_id", "valid_from", *apart]))


def with_key(model: type[Fact], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every key column; empty cells take the default."""
    fields = columns_of(model)
    apart = [name for name in key_of(model) if name not in ("employment_id", "valid_from")]
    filled = {}
    for name in apart:
        default = pl.lit(default_of(fields[name]), dtype=dtype_of(fields[name]))
        filled[name] = pl.col(name).fill_null(default) if name in rows.columns else default
    # an empty required cell is a fault already
    return rows.with_columns(**filled)


def columns_of(model: type[Fact]) -> dict[str, models.Field[Any, Any]]:
    """The columns of a table by database name."""
    return {field.attname: field for field in model._meta.concrete_fields}


def content_of(model: type[Fact]) -> list[str]:
    """The content columns, sorted: the commitment to a row is over these."""
    return sorted(name for name in columns_of(model) if name not in KEPT_BY_US)


def dtype_of(field: models.Field[Any, Any]) -> pl.DataType:
    """The type of a column in a frame."""
    if isinstance(field, models.DateField):
        return pl.Date()
    if isinstance(field, models.BooleanField):
        return pl.Boolean()
    if isinstance(field, (models.IntegerField, models.ForeignKey)):
        return pl.Int64()
    return pl.String()


def default_of(field: models.Field[Any, Any]) -> Any:
    """The value of a column for an empty cell."""
    if field.has_default():
        value = field.get_default()
        return value.value if isinstance(value, (Session,)) else value
    return "" if isinstance(field, models.CharField) and not field.null else None


# -- each row alone ------------------------------------------------------------------------------------------


def check_rows(model: type[Fact], rows: pl.DataFrame, today: date, faults: Faults) -> None:
    """Add every fault of each row alone."""
    until = pl.col("valid_until") if "valid_until" in rows.columns else pl.lit(None, pl.Date)
    rows = rows.with_columns(valid_until=until, age=pl.lit(LAST_AGE))
    faults.at(rows.filter(pl.col("valid_until") < pl.col("valid_from")), "valid_until", "sheet_ends_before",
              "valid_until", "valid_from")  # fmt: skip
    faults.at(
        rows.filter(pl.col("valid_from") <= pl.col("born")), "valid_from", "sheet_before_birth", "valid_from"
    )
    too_late = pl.col("valid_until").dt.year() > pl.col("born").dt.year() + LAST_AGE
    faults.at(rows.filter(too_late), "valid_until", "sheet_ends_too_late", "valid_until", "age")
    if model is not ServiceSpell:
        before = pl.col("valid_from") < pl.col("joined").dt.month_start()
        faults.at(rows.filter(before), "valid_from", "sheet_before_joining", "valid_from", "joined")
    for name, field in columns_of(model).items():
        if type(field) is models.BigIntegerField and name in rows.columns:
            faults.at(rows.filter(pl.col(name) < 0), name, "sheet_below_zero")
    if "order_dated" in rows.columns:
        faults.at(
            rows.filter(pl.col("order_dated") > today),
            "order_dated",
            "sheet_order_from_future",
            "order_dated",
        )
    _check_by_model(model, rows, faults)


def _check_by_model(model: type[Fact], rows: pl.DataFrame, faults: Faults) -> None:
    """Add the model's own faults of the columns, once per distinct set of values."""
    if model.faults_of.__func__ is Fact.faults_of.__func__:  # type: ignore[attr-defined]
        return
    own = [
        name
        for name in content_of(model)
        if name in rows.columns and name not in ("employment_id", "valid_from", "order_id")
    ]
    for row in rows.select(LINE, *own).iter_rows(named=True):
        line = row.pop(LINE)
        given = {name.removesuffix("_id"): value for name, value in row.items()}
        for wrong in model.faults_of(given):
            faults.add(line, "", Sentence("sheet_unsound", {"wrong": wrong}))


# -- against each other --------------------------------------------------------------------------------------


def check_among(model: type[Fact], rows: pl.DataFrame, faults: Faults) -> None:
    """Add a fault for each row that contradicts an earlier one."""
    key = [name for name in key_of(model) if name in rows.columns]
    twice = rows.with_columns(first=pl.col(LINE).first().over(key)).filter(pl.col(LINE) != pl.col("first"))
    faults.at(twice, "number", "sheet_row_twice", "first")
    once = rows.join(twice.select(LINE), on=LINE, how="anti")
    if names := [name for name in _ONE_DATE.get(model.kind(), ()) if name in rows.columns]:
        named = once.filter(pl.col("reference") != "") if "reference" in names else once.clear()
        _check_one_date(named, ["employment_id", *names], faults)
    if model is ServiceSpell:
        _check_spells(once, faults)
    if model is Absence:
        _check_absences(once, faults)
    if model.kind() == "membership":
        _check_funds(once, faults)


def _check_one_date(rows: pl.DataFrame, key: Sequence[str], faults: Faults) -> None:
    dated = rows.with_columns(
        first=pl.col(LINE).first().over(key), other=pl.col("valid_from").first().over(key)
    )
    wrong = dated.filter(pl.col("valid_from") != pl.col("other"))
    faults.at(wrong, "valid_from", "sheet_two_dates", "valid_from", "first", "other")


def _check_spells(rows: pl.DataFrame, faults: Faults) -> None:
    """Add a fault for each second spell of service that begins before the first ends."""
    until = pl.col("valid_until").fill_null(FAR)
    ordered = rows.sort("employment_id", "valid_from", LINE).with_columns(
        first=pl.col(LINE).shift(1).over("employment_id"),
        other=pl.col("valid_from").shift(1).over("employment_id"),
        ends=until.shift(1).over("employment_id"),
    )
    wrong = ordered.filter(pl.col("valid_from") <= pl.col("ends")).sort(LINE)
    faults.at(wrong, "valid_from", "sheet_two_dates", "valid_from", "first", "other")


def _check_absences(rows: pl.DataFrame, faults: Faults) -> None:
    """Add a fault for overlapping absences of one person, except an order that reviews a suspension."""
    until = pl.col("valid_until").fill_null(FAR)
    others = pl.col("kind_of_absence") != Absence.Kind.SUSPENSION
    ordered = (
        rows.filter(others)
        .sort("employment_id", "valid_from", LINE)
        .with_columns(
            first=pl.col(LINE).shift(1).over("employment_id"),
            ends=until.cum_max().shift(1).over("employment_id"),
        )
    )
    half = (pl.col("session") == Session.AFTERNOON) if "session" in rows.columns else pl.lit(value=False)
    begins = pl.col("valid_from") + pl.when(half).then(pl.duration(days=1)).otherwise(pl.duration(days=0))
    wrong = ordered.filter(begins <= pl.col("ends")).sort(LINE)
    faults.at(wrong, "valid_from", "sheet_absences_overlap", "first")


def _check_funds(rows: pl.DataFrame, faults: Faults) -> None:
    """Add a fault for overlapping memberships of funds that share a scheme."""
    for codes in funds_in_use().schemes.values():
        if len(codes) > 1:
            _check_funds_among(rows, codes, faults)


def _check_funds_among(rows: pl.DataFrame, codes: Sequence[str], faults: Faults) -> None:
    until = pl.col("valid_until").fill_null(FAR) if "valid_until" in rows.columns else pl.lit(FAR)
    funds = rows.filter(pl.col("fund").is_in(codes)).with_columns(ends=until)
    both = (
        funds.group_by("employment_id")
        .agg(pl.col("fund").n_unique().alias("count"))
        .filter(pl.col("count") > 1)
    )
    if both.is_empty():
        return
    mixed = funds.join(both, on="employment_id", how="semi").sort("employment_id", "valid_from", LINE)
    pairs = mixed.join(mixed, on="employment_id", suffix="_other").filter(
        pl.col("fund") != pl.col("fund_other"),
        pl.col("line_other") < pl.col(LINE),
        pl.col("valid_from") <= pl.col("ends_other"),
        pl.col("valid_from_other") <= pl.col("ends"),
    )
    wrong = pairs.group_by(LINE).agg(first=pl.col("line_other").min()).sort(LINE)
    faults.at(wrong, "fund", "sheet_two_funds", "first")


# -- against the service book --------------------------------------------------------------------------------


def standing(model: type[Fact], employments: Sequence[int]) -> pl.DataFrame:
    """The last entries of some employments, verified or waiting; of accounts without the numbers."""
    fields = columns_of(model)
    unread = PayeeAccount.unread if model is PayeeAccount else ()
    names = ["id", *(name for name in content_of(model) if name not in unread)]
    table = model._meta.db_table
    columns = ", ".join(f'f."{name}"' for name in names)
    text = (
        f"SELECT {columns} FROM {table} f"  # noqa: S608
        " JOIN service_book_standing s ON s.kind = %s AND s.fact = f.id"
        " WHERE f.employment_id = ANY(%s::bigint[]) AND s.corrected_at IS NULL AND NOT s.is_withdrawn"
        " ORDER BY f.recorded_at, f.id"
    )
    return read(text, [model.kind(), array_of(employments)], {name: dtype_of(fields[name]) for name in names})


def news(model: type[Fact], rows: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """The complete new rows, with ``supersedes_id`` of the entry that each corrects.

    An absent column keeps the value on record, else its default; a row without an end keeps the
    end on record.
    """
    key = key_of(model)
    fields = columns_of(model)
    names = [name for name in content_of(model) if name not in key]
    last = there.group_by(key, maintain_order=True).last() if not there.is_empty() else there
    beside = last.rename({name: f"{name}_there" for name in last.columns if name not in key})
    joined = rows.join(beside, on=key, how="left", nulls_equal=True, maintain_order="left")
    is_there = pl.col("id_there").is_not_null()
    whole = joined.with_columns(
        [
            _whole(name, fields[name], name in rows.columns, f"{name}_there" in joined.columns, is_there)
            for name in names
        ]
    )
    compared = [name for name in names if name != "order_id" and f"{name}_there" in joined.columns]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_there")) for name in compared)
    fresh = whole.filter(~(is_there & same))
    return fresh.select(LINE, *key, *names, supersedes_id=pl.col("id_there"))


def _whole(
    name: str, field: models.Field[Any, Any], is_given: bool, is_read: bool, is_there: pl.Expr
) -> pl.Expr:
    default = pl.lit(default_of(field), dtype=dtype_of(field))
    kept = pl.col(f"{name}_there") if is_read else pl.lit(None, dtype=dtype_of(field))
    if not is_given:
        return pl.when(is_there & kept.is_not_null()).then(kept).otherwise(default).alias(name)
    own = pl.col(name).cast(dtype_of(field))
    if name in ("valid_until", "order_id"):
        return pl.coalesce(own, kept).alias(name)
    return own if field.null else own.fill_null(default)


def check_on_record(model: type[Fact], rows: pl.DataFrame, there: pl.DataFrame, faults: Faults) -> None:
    """Add a fault for each absence that overlaps one on record."""
    if model is not Absence or there.is_empty() or rows.is_empty():
        return
    others = there.select(
        "employment_id", "id", other="valid_from", ends=pl.col("valid_until").fill_null(FAR),
        kind_there="kind_of_absence",
    )  # fmt: skip
    suspended = pl.lit(str(Absence.Kind.SUSPENSION))
    wrong = (
        rows.with_columns(until=pl.col("valid_until").fill_null(FAR))
        .join(others, on="employment_id")
        .filter(
            pl.col("id").ne_missing(pl.col("supersedes_id")),
            pl.col("valid_from") <= pl.col("ends"),
            pl.col("other") <= pl.col("until"),
            ~((pl.col("kind_of_absence") == suspended) & (pl.col("kind_there") == suspended)),
        )
        .unique(LINE, keep="first", maintain_order=True)
    )
    faults.at(wrong, "valid_from", "sheet_overlaps_on_record", "other")


def obligations_of(employments: Sequence[int]) -> pl.DataFrame:
    """Loans and dues in force, by employment and reference; no id if ambiguous."""
    there = standing(Obligation, employments).filter(pl.col("reference") != "")
    return there.group_by("employment_id", "reference").agg(
        pl.when(pl.len() == 1).then(pl.col("id").first()).alias("obligation_id")
    )
