"""Acts of the take-over from the former system: one person enters a sheet, another verifies it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import SystemRandom
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts import orders
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Count, FileGiven, Flag, Given, one_of
from vethanam.acts.key_signatures import SignedGiven, given_back, prepared
from vethanam.acts.orders import OrderEntered
from vethanam.acts.sheets import (
    DRAWN,
    EMPLOYEES,
    ORDERS,
    SHEETS,
    SheetKind,
    other_sheet,
    sheet_by_columns,
    sheet_named,
)
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import Json, canonical
from vethanam.orders.models import Order
from vethanam.payroll.former_system.drawn_file import components_of
from vethanam.payroll.former_system.drawn_sheet import enter_sheet, rows_kept, take_drawn
from vethanam.payroll.pay_stages import no_stage
from vethanam.payroll.rulebook import stages_on
from vethanam.people.models import Employment, Role
from vethanam.periods import Month
from vethanam.service_book.models import FACTS, PayeeAccount, Sheet, SheetVerification
from vethanam.service_book.sheets.cells import LINE, Faults, header_of, parsed
from vethanam.service_book.sheets.employees import take_employees
from vethanam.service_book.sheets.intake import (
    DryRun,
    Entered,
    Taken,
    keep_sheet,
    known_sheet,
    take_facts,
    taken_before,
)
from vethanam.service_book.sheets.verification import (
    AS,
    VerifiedSheet,
    commitment_of,
    holds_accounts,
    verify_sheet,
)

TAKES = (Role.CLERK, Role.DRAWING_OFFICER)
VERIFIES = (Role.DRAWING_OFFICER, Role.CLERK)
#: random rows shown of a sheet
SHOWN = 20


class TakeOverGiven(Given):
    """One sheet of the former system."""

    file: FileGiven = Field(title=_("File"), description=_("CSV in UTF-8, or XLSX."))
    sheet: one_of(*SHEETS) | None = Field(  # type: ignore[valid-type]
        None, title=_("Sheet"), description=_("Empty: by the name of the file, else by its columns.")
    )
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("For which you take over, where you work for several.")
    )
    dry_run: Flag | None = Field(None, title=_("Is it only checked?"))


class VerifySheetGiven(SignedGiven):
    """A taken-over sheet, and the signature over its root."""

    sheet: Count = Field(title=_("Number of the sheet"))
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("For which you take over, where you work for several.")
    )


class SheetNamed(Given):
    """A sheet by its number."""

    sheet: Count = Field(title=_("Number of the sheet"))
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("For which you take over, where you work for several.")
    )


class SheetsGiven(Given):
    """The drawing code of the listed sheets."""

    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("For which you take over, where you work for several.")
    )


@act(
    "take_over",
    title=_("Take a sheet over"),
    roles=TAKES,
    scope="drawing_code",
    power="prepare",
    is_widest=True,
)
def take_over(authority: Authority, given: TakeOverGiven) -> Answer:
    """Take over one sheet: employees, one kind of fact, orders, or months drawn before.

    All or nothing, all faults at once.

    The same sheet again changes nothing. Its entries wait until another person verifies them with
    ``verify_sheet``.
    """
    name = given.sheet or kind_of(given.file.name, given.file.content)
    taken = take_sheet(authority, name, given.file.content, given.file.name, dry_run=bool(given.dry_run))
    return Answer.of(
        "sheet_taken", state_of(taken), file=taken.file, rows=taken.rows, new=taken.new, changed=taken.changed
    )


def kind_of(file: str, content: bytes) -> str:
    """The sheet of a file: by its name, else by its columns.

    Raises
    ------
    Unsound
        Neither identifies the sheet.
    """
    found = sheet_named(file) or sheet_by_columns(header_of(content, file))
    if found is None:
        raise Unsound("sheet_not_known", file=file[:60], sheets=list(SHEETS))
    return found


def take_sheet(authority: Authority, kind: str, content: bytes, name: str, *, dry_run: bool = False) -> Taken:
    """Take one sheet over.

    Raises
    ------
    UnsoundInput
        All faults of the sheet, with file, row and column.
    """
    if other := other_sheet(kind, content, name):
        raise UnsoundInput(other.code, [other], **other.facts)
    if kind == DRAWN:
        return take_drawn(authority, content, name, dry_run=dry_run)
    if kind == ORDERS:
        return _take_orders(authority, content, name, dry_run=dry_run)
    if kind == EMPLOYEES:
        return take_employees(
            authority,
            content,
            name,
            stages=stages_on(Month.of(authority.at.date())),
            dry_run=dry_run,
            leaves_accounts=not is_worker(),
        )
    return take_facts(
        authority,
        kind,
        content,
        name,
        SHEETS[kind].columns,
        checks=[_check_stages] if kind == "pay" else [],
        dry_run=dry_run,
    )


def state_of(taken: Taken) -> dict[str, Any]:
    """The result of a sheet as plain values."""
    return {
        "sheet": taken.kind,
        "file": taken.file,
        "number": taken.sheet,
        "rows": taken.rows,
        "new": taken.new,
        "changed": taken.changed,
        "left_alone": taken.left,
        "totals_paise": dict(taken.totals),
        "taken_before": taken.is_known,
        "dry_run": taken.is_dry_run,
    }


def _check_stages(rows: pl.DataFrame, faults: Faults) -> None:
    """Check that every basic pay is a stage of its scale; each distinct pay of a month is checked once."""
    if not {"scale", "revision", "basic_pay"} <= set(rows.columns):
        return
    paid = rows.filter(pl.col("scale").is_not_null(), pl.col("scale") != "").with_columns(
        month=pl.col("valid_from").dt.month_start()
    )
    stages = cache(stages_on)
    for scale, revision, basic, first in (
        paid.select("scale", "revision", "basic_pay", "month").unique().iter_rows()
    ):
        month = Month.of(first) if first else None
        found = no_stage(revision or 0, scale, basic, month, stages(month)) if month else None
        if found:
            same = (
                pl.col("scale").eq_missing(pl.lit(scale))
                & pl.col("revision").eq_missing(pl.lit(revision))
                & pl.col("basic_pay").eq_missing(pl.lit(basic))
                & pl.col("month").eq_missing(pl.lit(first))
            )
            for line in paid.filter(same)[LINE]:
                faults.add(line, found.column, found.sentence)


def _take_orders(authority: Authority, content: bytes, name: str, *, dry_run: bool) -> Taken:
    """Take over a sheet of orders; a known order stays unchanged."""
    if known := known_sheet(ORDERS, content):
        return taken_before(known)
    faults = Faults(name)
    rows = parsed(content, name, SHEETS[ORDERS].columns, faults)
    faults.tell()
    before = Order.objects.count()
    texts: list[str] = []
    try:
        with transaction.atomic():
            for row in rows.iter_rows(named=True):
                line = row.pop(LINE)
                stated = {field: value for field, value in row.items() if value is not None}
                try:
                    order = orders.entered(
                        authority, OrderEntered.model_construct(_fields_set=set(stated), **stated)
                    )
                except Unsound as unsound:
                    faults.add(line, "number", unsound.sentence)
                    continue
                said: dict[str, Json] = {
                    "order": order.number,
                    "dated": order.dated.isoformat(),
                    "kind": order.kind,
                }
                texts.append(canonical(said).decode())
            faults.tell()
            taken = Taken(ORDERS, name, rows.height, Order.objects.count() - before)
            if taken.new:
                taken = keep_sheet(authority, taken, content, Entered(list(dict.fromkeys(texts))))
            if dry_run:
                raise DryRun
    except DryRun:
        return Taken(ORDERS, name, taken.rows, taken.new, is_dry_run=True)
    return taken


# -- the second person ---------------------------------------------------------------------------------------


def _sheet_of(number: int) -> Sheet:
    found = Sheet.objects.defer("content").filter(pk=number).first()
    if found is None:
        raise Unsound("no_such_sheet", sheet=number)
    return found


def _prepare(authority: Authority, given: VerifySheetGiven) -> Prepared | None:
    """The statement with the root over the rows; optional for a sheet without accounts."""
    sheet = _sheet_of(given.sheet)
    if not holds_accounts(sheet) and given.assertion is None:
        return None
    summary = {
        "sheet": sheet.kind,
        "rows": sheet.rows,
        "new": sheet.fresh,
        "totals_paise": dict(sheet.totals),
    }
    return prepared(commitment_of(sheet), AS, summary)


@act(
    "verify_sheet",
    title=_("Verify a sheet"),
    roles=VERIFIES,
    scope="drawing_code",
    power="prepare",
    is_widest=True,
    signs="account",
    prepares=_prepare,
    keeps=False,
)
def verify(authority: Authority, given: VerifySheetGiven) -> Answer:
    """Verify a sheet as a second person who has compared it with the registers: all its entries
    count from now on.

    Her own key signs the root over its rows; this is required for a sheet with bank accounts.
    """
    sheet = _sheet_of(given.sheet)
    signed = given_back(authority, given.assertion) if given.assertion else None
    done: VerifiedSheet = verify_sheet(authority, sheet, signed=signed, enters={DRAWN: enter_sheet})
    return Answer.of(
        "sheet_verified",
        {"number": done.sheet, "sheet": done.kind, "verified": done.facts, "root": bytes(sheet.root).hex()},
        sheet=done.sheet,
        kind=done.kind,
        count=done.facts,
    )


@view(
    "sheets",
    title=_("Sheets taken over"),
    roles=(*TAKES, Role.FINANCE_OFFICER),
    scope="drawing_code",
    is_widest=True,
    rows="sheets",
)
def sheets(authority: Authority, given: SheetsGiven) -> Mapping[str, Any]:
    """Every taken-over sheet, latest first: its rows, its totals, and whether it is verified."""
    verified = set(SheetVerification.objects.values_list("sheet", flat=True))
    rows = Sheet.objects.defer("content").order_by("-pk")
    return {
        "sheets": [
            _shown(sheet, is_verified=sheet.pk in verified)
            for sheet in rows
            if _is_ones_own(authority, sheet)
        ]
    }


@view("sheet", title=_("Sheet"), roles=(*TAKES, Role.FINANCE_OFFICER), scope="drawing_code", is_widest=True)
def sheet_view(authority: Authority, given: SheetNamed) -> Mapping[str, Any]:
    """A sheet for its verifier: counts, totals, and random rows with the names of the people."""
    sheet = _sheet_of(given.sheet)
    if not _is_ones_own(authority, sheet):
        raise Refused("another_office_is_shown")
    is_verified = SheetVerification.objects.filter(sheet=sheet).exists()
    return {
        **_shown(sheet, is_verified=is_verified),
        "root": bytes(sheet.root).hex(),
        "sample": sample_of(sheet, authority),
    }


def _is_ones_own(authority: Authority, sheet: Sheet) -> bool:
    return not authority.scope or authority.role == Role.FINANCE_OFFICER or authority.scope in sheet.codes


def _shown(sheet: Sheet, *, is_verified: bool) -> dict[str, Any]:
    return {
        "number": sheet.pk,
        "sheet": sheet.kind,
        "file": sheet.file_name,
        "rows": sheet.rows,
        "new": sheet.fresh,
        "changed": sheet.changed,
        "drawing_codes": list(sheet.codes),
        "totals_paise": dict(sheet.totals),
        "entries": {kind: ids[1] - ids[0] + 1 for kind, ids in sheet.facts.items()},
        "entered_at": sheet.recorded_at.isoformat(),
        "is_verified": is_verified,
    }


def sample_of(sheet: Sheet, authority: Authority) -> list[dict[str, Any]]:
    """Random rows of a sheet, each with its person's number and name; of accounts the last digits."""
    if sheet.kind == DRAWN:
        return _sample_of_drawn(Sheet.objects.get(pk=sheet.pk), authority)
    found: list[dict[str, Any]] = []
    for kind, (first, last) in sheet.facts.items():
        found += _sample_of_kind(sheet, kind, first, last)
    return found


def _sample_of_kind(sheet: Sheet, kind: str, first: int, last: int) -> list[dict[str, Any]]:
    model = FACTS[kind]
    left_out = {
        "id",
        "employment_id",
        "recorded_at",
        "entered_by_id",
        "supersedes_id",
        "is_withdrawn",
        "order_id",
    }
    unread = PayeeAccount.unread if model is PayeeAccount else ()
    names = [
        f.attname
        for f in model._meta.concrete_fields
        if f.attname not in left_out and f.attname not in unread
    ]
    columns = ", ".join(f'f."{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.number, p.name, o.number, {columns} FROM {model._meta.db_table} f"  # noqa: S608
            " JOIN service_book_sheet s ON s.id = %s AND f.committed_in = s.committed_in"
            " JOIN people_employment e ON e.id = f.employment_id JOIN people_person p ON p.id = e.person_id"
            " LEFT JOIN orders_order o ON o.id = f.order_id"
            " WHERE f.id BETWEEN %s AND %s ORDER BY random() LIMIT %s",
            [sheet.pk, first, last, SHOWN],
        )
        rows = cursor.fetchall()
    return [
        {"fact": kind, "number": row[0], "name": row[1], "order": row[2], **_said(names, row[3:])}
        for row in rows
    ]


def _said(names: list[str], values: Any) -> dict[str, Any]:
    filled = zip(names, values, strict=True)
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in filled
        if value not in (None, "")
    }


def _sample_of_drawn(sheet: Sheet, authority: Authority) -> list[dict[str, Any]]:
    if SheetVerification.objects.filter(sheet=sheet).exists():
        return []
    rows = rows_kept(sheet, authority)
    chosen = rows.sample(min(SHOWN, rows.height), shuffle=True, seed=SystemRandom().getrandbits(63))
    names = dict(
        Employment.objects.filter(number__in=chosen["number"].to_list()).values_list("number", "person__name")
    )
    amounts = components_of(rows)
    return [
        {
            "number": row["number"],
            "name": names[row["number"]],
            "for_month": str(Month.from_key(row["for_month"])),
            "voucher_number": row["voucher_number"],
            "voucher_date": row["voucher_date"].isoformat(),
            "amounts_paise": {name: row[name] for name in amounts if row[name] is not None},
        }
        for row in chosen.iter_rows(named=True)
    ]


def columns_shown(kind: SheetKind) -> list[dict[str, Any]]:
    """The columns of a sheet for a page or the reference."""
    return [
        {
            "name": column.name,
            "is_required": column.is_required,
            "title": column.title,
            "hint": column.hint,
            "choices": list(column.choices),
        }
        for column in kind.columns
    ]
