"""Take a sheet of beneficiaries over: whole or not at all, once. Its awards wait for a second person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import polars as pl
from django.db import connection, transaction
from psycopg import sql

from vethanam.benefits.actions.applications import DAYS_OF_DECISION, next_number
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Application, Beneficiary, BeneficiarySheet, SchemeOffice
from vethanam.benefits.powers import CLERK, SCHEME, body_of
from vethanam.benefits.sheets.checks import Place, checked_rows
from vethanam.benefits.sheets.columns import CONTACTS, circumstances_in
from vethanam.benefits.sheets.roots import HOMES, account_texts, committed, root_over, society_texts
from vethanam.bulk import canonical_texts, copy_rows
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.ledger.canonical import Json
from vethanam.orders.actions import record_orders
from vethanam.orders.models import Order
from vethanam.people.models import LocalBody
from vethanam.privacy.actions import bind_contacts, sealed, store_seals
from vethanam.privacy.vault.number import Number, parse
from vethanam.service_book.sheets.cells import LINE, check_length

#: rows of one sheet: a longer file is taken over in parts, each a sheet of its own
MOST_ROWS = 50_000
SALT_BYTES, TAIL = 32, 4
#: columns that become entries with the second person's decision
_STATED = (
    "document", "stated_on", "suspended_from", "suspension", "mustered_on", "mustered_manner",
    "mustered_reference", "drawn_from", "drawn_until", "drawn_state", "drawn_centre",
)  # fmt: skip
#: columns of the text of a row, beside circumstances
_TOLD = (
    "number", "name", "name_ml", "born", "local_body", "ward", "scheme", "sanctioned_from", "sanction_order",
    "sanctioned_on", "route", "society", "consent_form", "consented_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """The result of one sheet; its number is None on a dry run. ``is_known``: taken over before."""

    file: str
    rows: int
    new: int
    sheet: int | None = None
    totals: Mapping[str, int] = field(default_factory=dict)
    contacts: int = 0
    is_known: bool = False
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    """A file, or a part of one with the number of rows before it."""

    name: str
    content: bytes = field(repr=False)
    lines_before: int = 0


class _DryRun(Exception):
    """Unwinds the transaction of a dry run."""


def body_for(authority: Authority, scheme: SchemeOffice) -> LocalBody | None:
    """The local body of a clerk who takes over; None for an officer of the scheme.

    Raises
    ------
    Refused
        The officer is of another scheme, or neither clerk nor officer of a scheme.
    """
    if authority.role == SCHEME and authority.scope == scheme.code:
        return None
    if authority.role == CLERK and scheme.takes_local_bodies:
        return body_of(authority)
    raise Refused("benefit_of_another_office")


def take_beneficiaries(
    authority: Authority,
    scheme: SchemeOffice,
    content: bytes,
    name: str,
    *,
    dry_run: bool = False,
    lines_before: int = 0,
) -> TakenSheet:
    """Take over one sheet of awards. They stand once another person has verified it.

    ``lines_before`` are the rows of the file before this part of it, for the row numbers of faults.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet with row and column; nothing was saved.
    Refused
        The officer is of another office.
    """
    body = body_for(authority, scheme)
    if known := taken_before(scheme, content):
        return known
    check_length(content, name, MOST_ROWS)
    file = _File(name, content, lines_before)
    try:
        with transaction.atomic():
            taken = _taken(authority, scheme, body, file)
            if dry_run:
                raise _DryRun
    except _DryRun:
        taken = replace(taken, sheet=None, is_dry_run=True)
    return taken


def taken_before(scheme: SchemeOffice, content: bytes) -> TakenSheet | None:
    """The sheet taken over from the same bytes, unless it was declined."""
    rows = BeneficiarySheet.objects.filter(scheme=scheme, file_hash=sha256(content).digest())
    row = rows.exclude(decision__is_agreed=False).first()
    if row is None:
        return None
    return TakenSheet(row.file_name, row.rows, 0, row.pk, row.totals, is_known=True)


def _taken(authority: Authority, scheme: SchemeOffice, body: LocalBody | None, file: _File) -> TakenSheet:
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=scheme.pk)  # no other sheet meanwhile
    if known := taken_before(scheme, file.content):
        return known
    place = Place.of(authority, scheme, body, file.lines_before)
    rows = checked_rows(file.content, file.name, place)
    if rows.height > MOST_ROWS:
        raise Unsound("sheet_too_long", file=file.name, most=MOST_ROWS)
    rows = _whole(authority, rows)
    salt = token_bytes(SALT_BYTES)
    made = committed(salt, _texts(rows))
    rows = rows.with_columns(pl.Series("commitment", made, dtype=pl.Binary))
    sheet = _keep(authority, place, rows, file, salt)
    rows = _append(authority, sheet, rows)
    contacts = _seal(authority, scheme, rows)
    return TakenSheet(file.name, rows.height, rows.height, sheet.pk, sheet.totals, contacts)


def _whole(authority: Authority, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their order, what they state, and the ids and numbers of their new records."""
    wanted = rows.select("sanction_order", "sanctioned_on").unique(maintain_order=True)
    ids = record_orders(authority, [*wanted.iter_rows()], kind=Order.Kind.OFFICE)
    orders = pl.DataFrame(
        [(number, dated, pk) for (number, dated), pk in ids.items()],
        schema={"sanction_order": pl.String, "sanctioned_on": pl.Date, "order_id": pl.Int64}, orient="row",
    )  # fmt: skip
    rows = rows.join(orders, on=["sanction_order", "sanctioned_on"], how="left", maintain_order="left")
    rows = rows.with_columns(
        document=pl.col("document").fill_null(pl.col("sanction_order")),
        stated_on=pl.col("stated_on").fill_null(pl.col("sanctioned_on")),
        holder=pl.when(pl.col("route") == "bank").then(pl.coalesce("holder", "name")).otherwise(pl.lit("")),
        is_new=pl.col("beneficiary_id").is_null(),
    )
    return rows.with_columns(stated=_stated(rows))


def _inserted(table: str, rows: pl.DataFrame) -> pl.Series:
    """Insert rows, and give their ids in order; all travel as one JSON parameter."""
    if rows.is_empty():
        return pl.Series([], dtype=pl.Int64)
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json) "
        "RETURNING id"
    ).format(table=sql.Identifier(table), names=sql.SQL(", ").join(map(sql.Identifier, rows.columns)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [rows.write_json()])
        return pl.Series([one for (one,) in cursor.fetchall()], dtype=pl.Int64)


def _numbers(letter: str, year: int, model: Any, count: int) -> pl.Series:
    """The next numbers of a kind in a year."""
    if not count:
        return pl.Series([], dtype=pl.String)
    first = next_number(letter, year, model)
    begins = int(first[3:])
    return pl.Series([f"{first[:3]}{one:08d}" for one in range(begins, begins + count)], dtype=pl.String)


def _stated(rows: pl.DataFrame) -> pl.Series:
    """The part of each row that becomes entries later, as canonical JSON; circumstances by kind."""
    kinds = circumstances_in(rows.columns)
    facts = [
        "{" + ",".join(f'"{kind}":{value}' for kind, value in sorted(row.items()) if value is not None) + "}"
        for row in rows.select(kinds).iter_rows(named=True)
    ]
    own: dict[str, Any] = {}
    for name in _STATED:
        series = rows[name]
        own[name] = series.dt.strftime("%Y-%m-%d") if series.dtype == pl.Date else series
    places = pl.repeat(0, rows.height, dtype=pl.Int64, eager=True)
    texts = canonical_texts([{}], places, own)
    joined = [
        f'{{"circumstances":{fact},{text[1:]}' for fact, text in zip(facts, texts.to_list(), strict=True)
    ]
    return pl.Series(joined, dtype=pl.String)


def _texts(rows: pl.DataFrame) -> list[str]:
    """The text of each row for its commitment."""
    own: dict[str, Any] = {}
    for name in _TOLD:
        series = rows[name]
        own[name] = series.dt.strftime("%Y-%m-%d") if series.dtype == pl.Date else series
    places = pl.repeat(0, rows.height, dtype=pl.Int64, eager=True)
    texts = canonical_texts([{}], places, own).to_list()
    stated = rows["stated"].to_list()
    return [f'{{"row":{text},"stated":{later}}}' for text, later in zip(texts, stated, strict=True)]


def _keep(
    authority: Authority, place: Place, rows: pl.DataFrame, file: _File, salt: bytes
) -> BeneficiarySheet:
    """The sheet with its roots, under one leaf."""
    accounts = _accounts(rows)
    homes = rows.filter(pl.col("route") == "home").select("society", former="number")
    root = root_over(rows["commitment"].to_list())
    account_root = root_over(committed(salt, [*account_texts(accounts), *society_texts(homes)]))
    digest = sha256(file.content).digest()
    public: dict[str, Json] = {
        "scheme": place.scheme.code, "rows": rows.height, "root": root.hex(),
        "account_root": account_root.hex(),
    }  # fmt: skip
    leaf = stage(authority, "beneficiary_sheet.entered", public, {"file": digest.hex()})
    return BeneficiarySheet.objects.create(
        scheme=place.scheme, local_body=place.local_body, file_hash=digest, rows=rows.height,
        accounts=accounts.height,
        file_name="sheet" if holds_contact(file.name) else file.name[:120], totals=_totals(rows), root=root,
        account_root=account_root, salt=salt, leaf=leaf, **entered(authority),
    )  # fmt: skip


def _accounts(rows: pl.DataFrame) -> pl.DataFrame:
    """The routes into accounts and post offices, as in the text of an account."""
    return rows.filter(pl.col("route") != "home").select(
        former="number", payer=pl.lit("state"), kind="route", branch=pl.col("branch").fill_null(""),
        number=pl.col("account").fill_null(""), holder="holder",
        is_joint=pl.col("is_joint").fill_null(value=False),
    )  # fmt: skip


def _totals(rows: pl.DataFrame) -> dict[str, int]:
    """Counts by way of payment, the suspended, and the sum drawn a month in paise."""
    ways = dict(rows.group_by("route").len().sort("route").iter_rows())
    return {
        **{f"paid_{way}": count for way, count in ways.items()},
        HOMES: ways.get("home", 0),
        "suspended": rows["suspension"].drop_nulls().len(),
        "drawn_state_paise": int(rows["drawn_state"].sum() or 0),
        "drawn_centre_paise": int(rows["drawn_centre"].sum() or 0),
    }


def _append(authority: Authority, sheet: BeneficiarySheet, rows: pl.DataFrame) -> pl.DataFrame:
    """Append people, applications, rows and routes; gives the rows with ``beneficiary_id``."""
    by = {name: _literal(value) for name, value in entered(authority).items()}
    rows = _with_people(authority, rows)
    owed = (authority.at + timedelta(days=DAYS_OF_DECISION)).date()
    applications = rows.select(
        "beneficiary_id", "local_body_id", "ward", "consented_on",
        _numbers("A", authority.at.year, Application, rows.height).alias("number"),
        scheme_id=pl.lit(sheet.scheme_id), received_on="sanctioned_on", owed_by=pl.lit(owed),
        face=pl.lit(Application.Face.TAKEN_OVER.value), evidence=pl.lit([], pl.List(pl.String)),
        consent_form=pl.col("consent_form").fill_null(""), sheet_id=pl.lit(sheet.pk),
        leaf=pl.lit(sheet.leaf), **by,
    )  # fmt: skip
    ids = _inserted("benefits_application", applications)
    copy_rows("benefits_sheetrow", rows.select(
        ids.alias("application_id"), "order_id", "sanctioned_on", "stated", "commitment",
        sheet_id=pl.lit(sheet.pk), line=pl.col(LINE), former_number="number", from_month="sanctioned_from",
    ))  # fmt: skip
    copy_rows("benefits_route", rows.select(
        ids.alias("application_id"), "society_id", payer=pl.lit("state"), from_month=pl.lit(0), kind="route",
        branch=pl.col("branch").fill_null(""), number=pl.col("account").fill_null(""),
        tail=pl.col("account").fill_null("").str.slice(-TAIL), holder="holder",
        is_joint=pl.col("is_joint").fill_null(value=False), **by,
    ))  # fmt: skip
    return rows


def _with_people(authority: Authority, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the beneficiary of each, and the person of each new one."""
    at = _literal(authority.at)
    fresh = rows.filter("is_new")
    people = _inserted("people_person", fresh.select(
        "name", "born", name_ml=pl.col("name_ml").fill_null(""), language=pl.lit("ml"), recorded_at=at
    ))  # fmt: skip
    numbers = _numbers("B", authority.at.year, Beneficiary, fresh.height)
    made = pl.DataFrame({"person_id": people, "number": numbers}).with_columns(recorded_at=at)
    new = pl.DataFrame({
        LINE: fresh[LINE], "new_person": people, "new_id": _inserted("benefits_beneficiary", made)
    })  # fmt: skip
    joined = rows.join(new, on=LINE, how="left", maintain_order="left")
    return joined.with_columns(beneficiary_id=pl.coalesce("beneficiary_id", "new_id"))


def _literal(value: Any) -> pl.Expr:
    return pl.lit(value.isoformat() if hasattr(value, "isoformat") else value)


def _seal(authority: Authority, scheme: SchemeOffice, rows: pl.DataFrame) -> int:
    """Seal the contacts into the register of the scheme, those confirmed on one day under one leaf."""
    persons = _persons_of(rows)
    by_day: dict[date | None, list[tuple[int, Number]]] = defaultdict(list)
    columns = ("beneficiary_id", "contact_verified_on", *CONTACTS)
    for beneficiary, day, *texts in rows.select(columns).iter_rows():
        for kind, text in zip(CONTACTS, texts, strict=True):
            if text is not None:
                by_day[day].append((persons[beneficiary], parse(kind, text)))
    count = 0
    for day, pairs in by_day.items():
        bound = bind_contacts(authority, pairs, register=scheme.register)
        count += store_seals(authority, bound, sealed(bound), verified_on=day)
    return count


def _persons_of(rows: pl.DataFrame) -> dict[int, int]:
    fresh = dict(rows.filter("is_new").select("beneficiary_id", "new_person").iter_rows())
    known = rows.filter(~pl.col("is_new"))["beneficiary_id"].to_list()
    return {**fresh, **dict(Beneficiary.objects.filter(pk__in=known).values_list("pk", "person_id"))}
