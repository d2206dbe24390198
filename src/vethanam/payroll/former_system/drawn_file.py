"""The file of months drawn before this system: one row per month, one column per component, in rupees.

A State's file has millions of rows, so all processing is on frames. A frame of rows has ``line``, ``number``,
``for_month`` (such as 202609), ``voucher_number``, ``voucher_date``, and a column of paise for each
component, null if nothing was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl
from django.db import connection

from vethanam.bulk import array_of, array_of_texts, copy_rows, read
from vethanam.errors import Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json, canonical
from vethanam.money import Paise, rupees, shown
from vethanam.payroll.models import DrawnElsewhere
from vethanam.payroll.register.components import codes_of, known_components
from vethanam.payroll.register.drawn_lines import INCOME_TAX
from vethanam.payroll.register.outside_vouchers import component_kinds, kinds_of
from vethanam.periods import Month
from vethanam.service_book.sheets.cells import LINE, Faults, SheetColumn, parsed_cells
from vethanam.service_book.sheets.roots import root_over

KEYS = ("number", "for_month", "voucher_number", "voucher_date")
#: the key of a row, once its employment is known
_KEY = ("employment_id", "for_month", "voucher_number")
#: constant, because the opening of the leaf has its own salt
_SALT = bytes(32)


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Unsound("voucher_date_unreadable") from None


def _amount(cell: str) -> Paise:
    amount = rupees(cell)
    if amount < 0:
        raise Unsound("drawn_row_without_amount")
    return amount


def _text(cell: str) -> str:
    return cell


def columns_of_drawn() -> tuple[SheetColumn, ...]:
    """The columns of a file: four required keys, and one for each component."""
    keys = (
        SheetColumn(
            "number", "number", "Employee number", "", _text, pl.String(), is_required=True, example="100234"
        ),
        SheetColumn(
            "for_month", "for_month", "Month of work", "", lambda cell: int(Month.parse(cell)), pl.Int64(),
            is_required=True, example="2026-09",
        ),
        SheetColumn(
            "voucher_number", "voucher_number", "Voucher of the treasury", "", _text, pl.String(),
            is_required=True,
            example="0412/2026-09",
        ),
        SheetColumn(
            "voucher_date", "voucher_date", "Date of the voucher", "", _day, pl.Date(), is_required=True,
            example="2026-10-01",
        ),
    )  # fmt: skip
    amounts = (SheetColumn(name, name, name, "", _amount, pl.Int64()) for name in component_kinds())
    return (*keys, *amounts)


def fresh_drawn(
    header: Sequence[str],
    cells: pl.DataFrame,
    formulas: frozenset[tuple[int, int]],
    today: date,
    faults: Faults,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of a file with their ``employment_id``, and those not on record.

    Waits for a concurrent import.

    Raises
    ------
    UnsoundInput
        Every fault of the file.
    """
    rows = _with_employments(read_drawn(header, cells, formulas, today, faults), faults)
    faults.tell()
    with connection.cursor() as cursor:
        # a concurrent import of these months waits here, and then finds its rows on record
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('payroll_drawnelsewhere'), month)"
            " FROM unnest(%s::int[]) month",
            [array_of(rows["for_month"].unique().sort())],
        )
    fresh = _not_entered(rows, faults)
    faults.tell()
    return rows, fresh


def enter_drawn(authority: Authority, fresh: pl.DataFrame, *, entered_by: int, verified_by: int) -> None:
    """Append rows as drawn before this system, with one leaf that commits to them.

    They count as drawn from now on.
    """
    if fresh.is_empty():
        return
    copy_rows(DrawnElsewhere._meta.db_table, _frame(authority, fresh, (entered_by, verified_by)))
    _leaf(authority, fresh, (entered_by, verified_by))


def read_drawn(
    header: Sequence[str],
    cells: pl.DataFrame,
    formulas: frozenset[tuple[int, int]],
    today: date,
    faults: Faults,
) -> pl.DataFrame:
    """Parse and check the rows of a file, as of a day. Drops columns without values."""
    rows = parsed_cells(header, cells, formulas, columns_of_drawn(), faults)
    amounts = components_of(rows)
    # a row with an unreadable cell has its fault already
    unfilled = (
        rows.filter(pl.all_horizontal([pl.col(name).is_null() for name in amounts])) if amounts else rows
    )
    faults.at(unfilled, "", "drawn_row_without_amount")
    key = ["number", "for_month", "voucher_number"]
    whole = rows.filter(pl.all_horizontal([pl.col(name).is_not_null() for name in key]))
    twice = whole.with_columns(row=pl.col(LINE).first().over(key)).filter(pl.col(LINE) != pl.col("row"))
    faults.at(twice, "voucher_number", "voucher_twice", "row")
    late = rows.filter(pl.col("voucher_date") > today).with_columns(day="voucher_date")
    faults.at(late, "voucher_date", "voucher_day_after_today", "day")
    begins = pl.date(pl.col("for_month") // 100, pl.col("for_month") % 100, 1)
    for row in rows.filter(pl.col("voucher_date") < begins).iter_rows(named=True):
        facts = {"day": row["voucher_date"], "month": Month.from_key(row["for_month"])}
        faults.add(row[LINE], "voucher_date", Sentence("voucher_day_before_month", facts))
    return rows


def components_of(rows: pl.DataFrame) -> list[str]:
    """The component columns of a frame of rows, sorted."""
    return sorted(name for name in rows.columns if name not in (*KEYS, LINE, "employment_id"))


def _with_employments(rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """Join each number to its employment; an unknown number is a fault."""
    found = read(
        "SELECT number, id FROM people_employment WHERE number = ANY(%s::text[])",
        [array_of_texts(rows["number"].drop_nulls().unique())],
        {"number": pl.String, "employment_id": pl.Int64},
    )
    joined = rows.join(found, on="number", how="left", maintain_order="left")
    unknown = joined.filter(pl.col("number").is_not_null(), pl.col("employment_id").is_null())
    told = unknown.with_columns(number=pl.col("number").map_elements(typed, return_dtype=pl.String))
    faults.at(told, "number", "sheet_unknown_employee", "number")
    return joined


def _not_entered(rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """The rows not on record; a row on record with another date or amount is a fault."""
    there = read(
        "SELECT o.id, o.employment_id, o.for_month, o.voucher_number FROM payroll_drawnelsewhere o"
        " WHERE o.employment_id = ANY(%s::bigint[]) AND o.for_month = ANY(%s::int[])"
        " AND NOT EXISTS (SELECT 1 FROM payroll_drawnelsewhere s WHERE s.supersedes_id = o.id) ORDER BY o.id",
        [array_of(rows["employment_id"].unique()), array_of(rows["for_month"].unique())],
        {"id": pl.Int64, "employment_id": pl.Int64, "for_month": pl.Int64, "voucher_number": pl.String},
    )
    if there.is_empty():
        return rows
    beside = rows.join(there, on=list(_KEY), how="inner", maintain_order="left")
    standing = _on_record(beside["id"].to_list())
    amounts = components_of(rows)
    for line, several in beside.group_by(LINE, maintain_order=True):
        row = several.row(0, named=True)
        known = [standing[number] for number in several["id"]]
        lines = {name: row[name] for name in amounts if row[name] is not None}
        if (row["voucher_date"], lines) not in known:
            for column, sentence in _differences(row["voucher_date"], lines, known[0]):
                faults.add(int(str(line[0])), column, sentence)
    return rows.join(there.select(_KEY).unique(), on=list(_KEY), how="anti", maintain_order="left")


type _Paper = tuple[date, Mapping[str, Paise]]


def _on_record(ids: Sequence[int]) -> Mapping[int, _Paper]:
    """Map entry ID to its date and amounts."""
    names = {code: one.name for code, one in known_components().items()}
    return {
        number: (dated, {names[code]: amount for code, amount in zip(codes, amounts, strict=True)})
        for number, dated, codes, amounts in DrawnElsewhere.objects.filter(pk__in=ids).values_list(
            "id", "voucher_date", "components", "amounts"
        )
    }


def _differences(dated: date, lines: Mapping[str, Paise], known: _Paper) -> Iterator[tuple[str, Sentence]]:
    """Each column in which a row differs from the entry on record."""
    recorded, paper = known
    if dated != recorded:
        yield "voucher_date", Sentence("other_on_record", {"recorded": recorded, "here": dated})
    for name in sorted({*lines, *paper}):
        there, here = paper.get(name, 0), lines.get(name, 0)
        if there != here:
            yield name, Sentence("other_on_record", {"recorded": shown(there), "here": shown(here)})


def _frame(authority: Authority, fresh: pl.DataFrame, people: tuple[int, int]) -> pl.DataFrame:
    """The rows as the table has them, components in the order of their numbers.

    The database checks the sums.
    """
    kinds = kinds_of(dict.fromkeys(components_of(fresh)))
    codes = codes_of(kinds)
    names = sorted(kinds, key=codes.__getitem__)
    earnings = [name for name in names if kinds[name] == "earning"]
    filled = [pl.col(name).is_not_null() for name in names]
    entered_by, verified_by = people
    return fresh.select(
        "employment_id",
        "for_month",
        components=pl.concat_list(
            [pl.when(there).then(codes[name]) for name, there in zip(names, filled, strict=True)]
        ).list.drop_nulls(),
        amounts=pl.concat_list(names).list.drop_nulls(),
        voucher_number="voucher_number",
        voucher_date="voucher_date",
        gross=pl.sum_horizontal(pl.lit(0, pl.Int64), *earnings),
        tax=pl.col(INCOME_TAX).fill_null(0) if INCOME_TAX in names else pl.lit(0),
        source=pl.lit(DrawnElsewhere.Source.BEFORE_SYSTEM.value),
        entered_by_id=pl.lit(entered_by),
        verified_by_id=pl.lit(verified_by),
        recorded_at=pl.lit(authority.at.isoformat()),
        is_withdrawn=pl.lit(value=False),
    )


def texts_of_drawn(fresh: pl.DataFrame) -> pl.Series:
    """The canonical JSON of each row: employment, month, voucher, date and amounts."""
    drawn = pl.concat_list(
        [pl.lit(f'"{name}":') + pl.col(name).cast(pl.String) for name in components_of(fresh)]
    )
    vouchers = fresh["voucher_number"].unique()
    written = {voucher: canonical(voucher).decode() for voucher in vouchers}
    month = pl.format(
        "{}-{}", pl.col("for_month") // 100, (pl.col("for_month") % 100).cast(pl.String).str.zfill(2)
    )
    parts = (
        ('{"dated":"', pl.col("voucher_date").dt.strftime("%Y-%m-%d")),
        ('","drawn":{', drawn.list.drop_nulls().list.join(",")),
        ('},"employment":', pl.col("employment_id").cast(pl.String)),
        (',"for_month":"', month),
        ('","voucher":', pl.col("voucher_number").replace_strict(written, return_dtype=pl.String)),
    )
    texts = [piece for before, value in parts for piece in (pl.lit(before), value)]
    return fresh.select(pl.concat_str([*texts, pl.lit("}")])).to_series()


def _leaf(authority: Authority, fresh: pl.DataFrame, people: tuple[int, int]) -> None:
    """Append one leaf for the whole file, with a root over its rows."""
    private: dict[str, Json] = {
        "by": people[0],
        "verified": people[1],
        "root": root_over(_SALT, texts_of_drawn(fresh).to_list()).hex(),
    }
    append(
        "drawn_imported",
        public={"rows": fresh.height},
        private=private,
        at=authority.at,
        is_sample=authority.is_sample,
    )
