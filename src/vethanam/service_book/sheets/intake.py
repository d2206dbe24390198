"""Import a sheet completely or not at all, once. The same file again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from secrets import token_bytes

import polars as pl
from django.db import connection, models, transaction
from django.utils.timezone import localdate

from vethanam.bulk import array_of, array_of_texts, copy_rows, read
from vethanam.errors import holds_contact, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.orders.actions import NUMBER_AT_MOST, record_orders
from vethanam.orders.models import Order
from vethanam.service_book.fund_numbers import is_digits_of_fund
from vethanam.service_book.models import FACTS, Fact, PayeeAccount, Sheet
from vethanam.service_book.sheets.cells import LINE, Faults, SheetColumn, parsed
from vethanam.service_book.sheets.fact_rows import (
    check_among,
    check_on_record,
    check_rows,
    columns_of,
    content_of,
    key_of,
    news,
    obligations_of,
    standing,
    with_key,
)
from vethanam.service_book.sheets.roots import root_over, texts_of_frame

#: the column with the employment's number, and the two of the order
EMPLOYEE, ORDER_NUMBER, ORDER_DATED = "employee", "order_number", "order_dated"
SALT_BYTES = 32
#: free-text columns, which must hold no contact
_WORDS = ("payee", "reference", "holder", "scale")
#: row checks that need a room above: called with the frame with its line, and the faults
type Check = Callable[[pl.DataFrame, Faults], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of one sheet.

    ``changed`` rows correct an entry on record; ``left`` rows could not be compared here.

    ``sheet`` is its number, None if nothing was new or on a dry run.
    """

    kind: str
    file: str
    rows: int
    new: int
    changed: int = 0
    left: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)
    sheet: int | None = None
    #: whether the same file was imported before
    is_known: bool = False
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """The written content of a sheet: texts of its rows, ids of its facts, codes and totals."""

    texts: Sequence[str]
    facts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    codes: Sequence[str] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    content: bytes | None = None


class DryRun(Exception):
    """Unwinds the transaction of a dry run."""


def known_sheet(kind: str, content: bytes) -> Sheet | None:
    """The sheet imported from the same bytes, if any."""
    return Sheet.objects.filter(kind=kind, file_hash=sha256(content).digest()).first()


def taken_before(sheet: Sheet) -> Taken:
    """The former result for the same file."""
    return Taken(
        sheet.kind, sheet.file_name, sheet.rows, 0, totals=sheet.totals, sheet=sheet.pk, is_known=True
    )


def keep_sheet(authority: Authority, taken: Taken, content: bytes, entered: Entered) -> Taken:
    """Record an imported sheet: its hash, its root, and one leaf."""
    salt = token_bytes(SALT_BYTES)
    root = root_over(salt, entered.texts)
    digest = sha256(content).digest()
    name = taken.file if not holds_contact(taken.file) else f"{taken.kind} sheet"
    leaf = append(
        "sheet.entered",
        public={"sheet": taken.kind, "rows": taken.rows, "new": taken.new, "root": root.hex()},
        private={"by": authority.account, "file": digest.hex()},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    sheet = Sheet.objects.create(
        kind=taken.kind,
        file_name=name[:120],
        file_hash=digest,
        rows=taken.rows,
        fresh=taken.new,
        changed=taken.changed,
        # an office imports for itself, also people who serve elsewhere by now
        codes=[authority.scope] if authority.scope else sorted(entered.codes),
        totals=dict(entered.totals),
        facts={kind: list(ids) for kind, ids in entered.facts.items()},
        root=root,
        salt=salt,
        content=entered.content,
        entered_by_id=authority.account,
        person_id=authority.person,
        recorded_at=authority.at,
        leaf=leaf,
    )
    return replace(taken, sheet=sheet.pk, totals=sheet.totals)


def take_facts(
    authority: Authority,
    kind: str,
    content: bytes,
    name: str,
    columns: Sequence[SheetColumn],
    *,
    checks: Sequence[Check] = (),
    dry_run: bool = False,
) -> Taken:
    """Import a sheet of one kind of fact. Its facts wait until another person verifies the sheet.

    ``columns`` have the parsers of the single-entry act. A row for an account on record is skipped: no
    process here reads numbers, so it cannot be compared.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet with row and column; nothing was saved.
    """
    if known := known_sheet(kind, content):
        return taken_before(known)
    model, faults = FACTS[kind], Faults(name)
    rows = parsed(content, name, columns, faults)
    rows = _with_employments(rows, authority, faults)
    rows = _with_named(model, rows, faults)
    if model is PayeeAccount:
        rows = _whole_accounts(rows)
    rows = with_key(model, rows)
    _check_words(rows, columns, faults)
    _check_orders(model, rows, faults)
    check_rows(model, rows, localdate(authority.at), faults)
    sound = rows.filter(
        pl.all_horizontal(pl.col(one).is_not_null() for one in ("employment_id", "valid_from"))
    )
    check_among(model, sound, faults)
    for check in checks:
        check(rows, faults)
    faults.tell()
    try:
        with transaction.atomic():
            _hold(kind)
            taken = _taken(authority, model, rows, faults, content, name)
            if dry_run:
                raise DryRun
    except DryRun:
        taken = replace(taken, sheet=None, is_dry_run=True)
    return taken


def _hold(kind: str) -> None:
    """Wait for a concurrent import of the kind, so that its rows are visible."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('service_book_sheet'), hashtext(%s))", [kind])


def _taken(
    authority: Authority,
    model: type[Fact],
    rows: pl.DataFrame,
    faults: Faults,
    content: bytes,
    name: str,
) -> Taken:
    if known := known_sheet(model.kind(), content):
        return taken_before(known)
    rows = rows.with_columns(order_id=_orders_of(authority, rows))
    employments = rows["employment_id"].unique().to_list()
    there = standing(model, employments)
    left = 0
    if model is PayeeAccount:
        beside = there.select(key_of(model)).unique()
        left = rows.join(beside, on=key_of(model), how="semi").height
        rows = rows.join(beside, on=key_of(model), how="anti", maintain_order="left")
        there = there.clear()
        for missing in PayeeAccount.unread:
            there = there.with_columns(pl.lit(None, pl.String).alias(missing))
    fresh = news(model, rows, there)
    check_on_record(model, fresh, there, faults)
    faults.tell()
    ids = append_rows(authority, model, fresh)
    taken = Taken(
        model.kind(), name, rows.height + left, fresh.height, fresh["supersedes_id"].drop_nulls().len(), left
    )
    if fresh.is_empty():
        return taken
    entered = Entered(
        texts_of_frame(model.kind(), fresh).to_list(),
        {model.kind(): ids},
        codes_of_employments(fresh["employment_id"].unique().to_list()),
        totals_of(model, fresh),
    )
    return keep_sheet(authority, taken, content, entered)


def _with_employments(rows: pl.DataFrame, authority: Authority, faults: Faults) -> pl.DataFrame:
    """The rows with employment, date of birth and first day of service for each number."""
    numbers = rows[EMPLOYEE].drop_nulls().unique().to_list()
    found = read(
        # of all people at once: asked one by one, a new table without statistics is read for each
        "WITH named AS MATERIALIZED (SELECT e.number, e.id, e.person_id FROM people_employment e"
        " WHERE e.number = ANY(%s::text[])),"
        " spell AS MATERIALIZED (SELECT f.employment_id, min(f.valid_from) AS joined"
        " FROM service_book_servicespell f"
        " JOIN service_book_standing s ON s.kind = 'service_spell' AND s.fact = f.id"
        " WHERE f.employment_id IN (SELECT id FROM named) AND s.is_entered GROUP BY f.employment_id)"
        " SELECT n.number, n.id, p.born, s.joined FROM named n JOIN people_person p ON p.id = n.person_id"
        " LEFT JOIN spell s ON s.employment_id = n.id",
        [array_of_texts(numbers)],
        {EMPLOYEE: pl.String, "employment_id": pl.Int64, "born": pl.Date, "joined": pl.Date},
    )
    joined = rows.join(found, on=EMPLOYEE, how="left", maintain_order="left")
    unknown = joined.filter(pl.col(EMPLOYEE).is_not_null(), pl.col("employment_id").is_null())
    shown = unknown.with_columns(number=pl.col(EMPLOYEE).map_elements(typed, return_dtype=pl.String))
    faults.at(shown, "number", "sheet_unknown_employee", "number")
    if authority.scope:
        ids = joined["employment_id"].drop_nulls().unique().to_list()
        own = read(
            "SELECT DISTINCT p.employment_id FROM service_book_posting p JOIN people_drawingcode d "
            "ON d.id = p.drawing_code_id"
            " WHERE d.code = %s AND p.employment_id = ANY(%s::bigint[])",
            [authority.scope, array_of(ids)],
            {"employment_id": pl.Int64},
        )
        outside = joined.filter(pl.col("employment_id").is_not_null()).join(
            own, on="employment_id", how="anti"
        )
        shown = outside.with_columns(number=EMPLOYEE, scope=pl.lit(authority.scope))
        faults.at(shown, "number", "sheet_out_of_scope", "number", "scope")
    return joined


def _with_named(model: type[Fact], rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """The rows with the ids of records named by code, and of the obligation by its reference."""
    for name, column in columns_of(model).items():
        if not isinstance(column, models.ForeignKey) or name in ("employment_id", "order_id"):
            continue
        if column.name not in rows.columns or name in ("supersedes_id", "entered_by_id"):
            continue
        if column.related_model in FACTS.values():
            rows = _with_obligations(rows, faults)
            continue
        codes = dict(column.related_model._default_manager.values_list("code", "pk"))
        table = pl.DataFrame(
            list(codes.items()), schema={column.name: pl.String, name: pl.Int64}, orient="row"
        )
        rows = rows.join(table, on=column.name, how="left", maintain_order="left")
        unknown = rows.filter(pl.col(column.name).is_not_null(), pl.col(name).is_null())
        shown = unknown.with_columns(code=pl.col(column.name).map_elements(typed, return_dtype=pl.String))
        faults.at(shown, column.name, "sheet_unknown_code", "code")
        rows = rows.drop(column.name)
    return rows


def _with_obligations(rows: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    known = obligations_of(rows["employment_id"].drop_nulls().unique().to_list())
    joined = rows.rename({"obligation": "reference"}).join(
        known, on=["employment_id", "reference"], how="left", maintain_order="left"
    )
    unknown = joined.filter(pl.col("employment_id").is_not_null(), pl.col("obligation_id").is_null())
    shown = unknown.with_columns(reference=pl.col("reference").map_elements(typed, return_dtype=pl.String))
    faults.at(shown, "obligation", "sheet_unknown_obligation", "reference")
    return joined.drop("reference")


def _whole_accounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Accounts with the last digits of their numbers, and the person's own name as default holder."""
    for number, tail in (("number", "tail"), ("onward_number", "onward_tail")):
        if number in rows.columns:
            rows = rows.with_columns(pl.col(number).str.slice(-4).fill_null("").alias(tail))
    names = read(
        (
            "SELECT e.id, p.name FROM people_employment e JOIN people_person p ON p.id = e.person_id "
            "WHERE e.id = ANY(%s::bigint[])"
        ),
        [array_of(rows["employment_id"].drop_nulls().unique())],
        {"employment_id": pl.Int64, "own_name": pl.String},
    )
    joined = rows.join(names, on="employment_id", how="left", maintain_order="left")
    holder = pl.coalesce("holder", "own_name") if "holder" in rows.columns else pl.col("own_name")
    return joined.with_columns(holder=holder).drop("own_name")


def _check_words(rows: pl.DataFrame, columns: Sequence[SheetColumn], faults: Faults) -> None:
    """Add a fault for each free text with a phone number or e-mail address."""
    for column in columns:
        if column.field not in _WORDS or column.field not in rows.columns:
            continue
        texts = rows[column.field].drop_nulls().unique()
        wrong = [text for text in texts if holds_contact(text) and not _may_stand(column.field, text)]
        if wrong:
            faults.at(rows.filter(pl.col(column.field).is_in(wrong)), column.name, "sheet_contact")


def _may_stand(name: str, text: str) -> bool:
    """Whether digits are allowed: numbers of loans and policies, and the two stages of a scale."""
    return is_digits_of_fund(text) or (name == "scale" and text.replace("-", "").isdecimal())


def _check_orders(model: type[Fact], rows: pl.DataFrame, faults: Faults) -> None:
    number, dated = (
        pl.col(name) if name in rows.columns else pl.lit(None) for name in (ORDER_NUMBER, ORDER_DATED)
    )
    named = rows.select(LINE, number=number.is_not_null(), dated=dated.is_not_null())
    faults.at(named.filter(pl.col("number") & ~pl.col("dated")), ORDER_DATED, "sheet_order_half")
    faults.at(named.filter(~pl.col("number") & pl.col("dated")), ORDER_NUMBER, "sheet_order_half")
    if model.needs_order:
        faults.at(named.filter(~pl.col("number") & ~pl.col("dated")), ORDER_NUMBER, "sheet_order_needed")
    if ORDER_NUMBER in rows.columns:
        texts = rows[ORDER_NUMBER].drop_nulls().unique()
        wrong = [text for text in texts if len(text) > NUMBER_AT_MOST or holds_contact(text)]
        faults.at(rows.filter(pl.col(ORDER_NUMBER).is_in(wrong)), ORDER_NUMBER, "sheet_order_number")


def _orders_of(authority: Authority, rows: pl.DataFrame) -> pl.Series:
    """The id of each row's order; unknown orders are entered."""
    if ORDER_NUMBER not in rows.columns or ORDER_DATED not in rows.columns:
        return pl.Series("order_id", [None] * rows.height, dtype=pl.Int64)
    named = rows.select(number=pl.col(ORDER_NUMBER).str.replace_all(r"\s+", " "), dated=pl.col(ORDER_DATED))
    wanted = [(number, dated) for number, dated in named.unique(maintain_order=True).drop_nulls().iter_rows()]
    ids = record_orders(authority, wanted, kind=Order.Kind.OFFICE)
    table = pl.DataFrame(
        [(number, dated, pk) for (number, dated), pk in ids.items()],
        schema={"number": pl.String, "dated": pl.Date, "order_id": pl.Int64},
        orient="row",
    )
    return named.join(table, on=["number", "dated"], how="left", maintain_order="left")["order_id"]


def append_rows(authority: Authority, model: type[Fact], fresh: pl.DataFrame) -> list[int]:
    """Append the rows by COPY; returns the lowest and the highest new id."""
    before = last_id(model)
    copy_rows(model._meta.db_table, as_appended(authority, model, fresh))
    return new_ids(model, before)


def as_appended(authority: Authority, model: type[Fact], fresh: pl.DataFrame) -> pl.DataFrame:
    """The rows as the table has them."""
    content = [name for name in content_of(model) if name in fresh.columns]
    return fresh.select(
        *content,
        "supersedes_id",
        recorded_at=pl.lit(authority.at.isoformat()),
        entered_by_id=pl.lit(authority.account),
        is_withdrawn=pl.lit(value=False),
    )


def last_id(model: type[Fact]) -> int:
    """The highest id of a kind of fact; rows appended later have higher ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def new_ids(model: type[Fact], before: int) -> list[int]:
    """The lowest and the highest id of the rows that this transaction appended after an id."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT min(id), max(id) FROM {model._meta.db_table}"  # noqa: S608
            " WHERE committed_in = pg_current_xact_id() AND id > %s",
            [before],
        )
        first, last = cursor.fetchone() or (0, 0)
    return [first or 0, last or 0]


def codes_of_employments(employments: Sequence[int]) -> list[str]:
    """The drawing codes of some employments' last postings."""
    # an array first: the planner, misled by the view's estimates, would join each code with each person
    rows = read(
        "SELECT d.code FROM people_drawingcode d WHERE d.id = ANY(ARRAY("
        "SELECT DISTINCT p.drawing_code_id FROM (SELECT DISTINCT ON (f.employment_id) f.drawing_code_id "
        "FROM service_book_posting f JOIN service_book_standing s ON s.kind = 'posting' AND s.fact = f.id"
        " WHERE f.employment_id = ANY(%s::bigint[]) AND s.is_entered"
        " ORDER BY f.employment_id, f.valid_from DESC, f.recorded_at DESC, f.id DESC) p)) ORDER BY d.code",
        [array_of(employments)],
        {"code": pl.String},
    )
    found: list[str] = rows["code"].to_list()
    return found


def totals_of(model: type[Fact], rows: pl.DataFrame) -> dict[str, int]:
    """The sums in paise of the money columns."""
    fields = columns_of(model)
    money = [name for name in rows.columns if name in fields and type(fields[name]) is models.BigIntegerField]
    return {name: int(rows[name].sum() or 0) for name in money}
