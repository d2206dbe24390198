"""Writes a generated State to a sample's tables: offices, officers, people, facts, months drawn before."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.people import ORDERS, State
from vethanam.bulk import copy_rows
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.orders.models import Order
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.register.drawn_lines import INCOME_TAX
from vethanam.payroll.register.lines import packed
from vethanam.payroll.rulebook import rulebook_in_use, stages_on
from vethanam.payroll.snapshot import snapshot_of
from vethanam.people.models import (
    Appointment,
    BillArrangement,
    BillClass,
    DrawingCode,
    HeadOfAccount,
    Office,
    OfficeClass,
    Person,
    Post,
    Role,
    Treasury,
)
from vethanam.periods import Month
from vethanam.sample.directorate import MONTH
from vethanam.sample.directorate_content import BILL_CLASSES, SCHOOLS_HEAD
from vethanam.sample.offices import LOCAL_BODIES, POSTS
from vethanam.service_book.models import FACTS
from vethanam.service_book.queries import BookReader, reach_of

type Tell = Callable[[str], None]

INDIA = ZoneInfo("Asia/Kolkata")
FOUNDED = date(2024, 4, 1)
IMPORTED = datetime(2026, 10, 19, 9, 0, tzinfo=INDIA)
VERIFIED = datetime(2026, 10, 26, 10, 0, tzinfo=INDIA)
#: people per batch when earlier months are computed
AT_ONCE = 60_000
_FACT = {"session": "FN", "session_until": "AN", "recorded_at": IMPORTED, "is_withdrawn": False}


def record_state(
    count: int,
    tell: Tell,
    settle: Callable[[], None],
    in_bulk: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Generate a State and record it: entered by one officer, verified by another, months drawn since March.

    ``settle`` updates the statistics of the database, as it does by itself in the hours after an import.
    Within ``in_bulk`` millions of rows are copied without row checks.

    Raises
    ------
    Refused
        The database was not created as a sample.
    """
    refuse_real_database()
    state = State(count, stages_on(MONTH))
    tell(f"{count} people under {len(state.codes)} drawing codes: offices and officers …")
    with transaction.atomic():
        _offices(state)
        makers = _officers(state)
    tell("people and their facts …")
    with transaction.atomic():
        with in_bulk():
            ids = _people(state)
            _facts(state, ids, makers)
        append(
            "people_drawn",
            public={"people": count, "drawing_codes": len(state.codes)},
            private=None,
            at=VERIFIED,
            is_sample=True,
        )
    settle()
    with in_bulk():
        _drawn_before(ids["employment"].to_list(), makers, tell)
    settle()


@cache
def nobodys_password() -> str:
    """The password hash of an unknown password: benchmarks sign in without one, but pages
    need a usable password.
    """
    return make_password(secrets.token_hex(16))


def _offices(state: State) -> None:
    head = HeadOfAccount.objects.create(code=SCHOOLS_HEAD, title="General education, salaries")
    stated = BILL_CLASSES[0]
    kind = BillClass.objects.create(
        **{name: stated[name] for name in ("code", "title", "title_ml", "signing")}
    )
    Post.objects.bulk_create(
        [
            Post(
                code=post.code,
                designation=post.designation,
                designation_ml=post.designation_ml,
                is_gazetted=post.is_gazetted,
            )
            for post in POSTS
        ]
    )
    treasuries = {
        n: Treasury(code=f"T{n:03d}", name=f"Sample treasury {n:03d}", name_ml=f"മാതൃകാ ട്രഷറി {n:03d}")
        for n in state.codes["treasury"].unique().sort().to_list()
    }
    Treasury.objects.bulk_create(treasuries.values())
    rows = list(state.codes.iter_rows(named=True))
    offices = Office.objects.bulk_create([_office(row) for row in rows], batch_size=1000)
    classes = [
        OfficeClass(
            office=office,
            place_class=row["place_class"],
            valid_from=FOUNDED.replace(year=1990),
            recorded_at=IMPORTED,
        )
        for office, row in zip(offices, rows, strict=True)
    ]
    OfficeClass.objects.bulk_create(classes, batch_size=1000)
    codes = [
        DrawingCode(
            code=code_of(row["code"]),
            title=office.name,
            title_ml=office.name_ml,
            treasury=treasuries[row["treasury"]],
        )
        for office, row in zip(offices, rows, strict=True)
    ]
    made = DrawingCode.objects.bulk_create(codes, batch_size=1000)
    BillArrangement.objects.bulk_create(
        [BillArrangement(drawing_code=code, bill_class=kind, head=head, valid_from=FOUNDED) for code in made],
        batch_size=1000,
    )
    Order.objects.bulk_create(
        [
            Order(
                kind=Order.Kind.OFFICE,
                number=f"G.O.(Rt) {n + 1}/1993/GEdn",
                dated=date(1993, 1, 1),
                recorded_at=IMPORTED,
            )
            for n in range(ORDERS)
        ]
    )


def code_of(code: int) -> str:
    """The drawing code of an ordinal."""
    return f"{10_000 + code}"


def _office(row: dict[str, Any]) -> Office:
    local_body = LOCAL_BODIES[row["place_class"]]
    return Office(
        code=f"OF{code_of(row['code'])}",
        name=f"Sample office {code_of(row['code'])}",
        name_ml=f"മാതൃകാ ഓഫീസ് {code_of(row['code'])}",
        district=row["district"],
        local_body=f"Sample {local_body}, {row['district']}",
        local_body_kind=local_body,
    )


def _officers(state: State) -> tuple[tuple[int, int], tuple[int, int]]:
    """Officers of every code and treasury, and of the department; returns account and person of the
    maker and the verifier.
    """
    seats = [
        ("establishment", Role.CLERK, "", "DEPT"),
        ("finance", Role.PURPOSE_OWNER, "", "FIN"),
        ("dpo", Role.DATA_PROTECTION_OFFICER, "", "FIN"),
        ("law-officer", Role.LAW_OFFICER, "", "FIN"),
        ("information-office", Role.COMMUNICATING_OFFICER, "", "PRD"),
    ]
    seats += [
        (f"treasury-t{n:03d}", Role.TREASURY_OFFICER, f"T{n:03d}", "TRY")
        for n in state.codes["treasury"].unique().sort().to_list()
    ]
    for n in state.codes["code"].to_list():
        seats += [
            (f"ddo-{code_of(n)}", Role.DRAWING_OFFICER, code_of(n), "DEPT"),
            (f"clerk-{code_of(n)}", Role.CLERK, code_of(n), "DEPT"),
        ]
    accounts = Account.objects.bulk_create(
        [Account(username=seat[0], kind=Account.Kind.OFFICER, password=nobodys_password()) for seat in seats],
        batch_size=1000,
    )
    persons = Person.objects.bulk_create(
        [
            Person(name=f"Officer {a.username}", born=date(1975, 1, 1), account=a, recorded_at=IMPORTED)
            for a in accounts
        ],
        batch_size=1000,
    )
    Appointment.objects.bulk_create(
        [
            Appointment(
                account=account,
                person=person,
                role=role,
                scope=scope,
                office=office,
                valid_from=FOUNDED,
                recorded_at=IMPORTED,
            )
            for account, person, (_, role, scope, office) in zip(accounts, persons, seats, strict=True)
        ],
        batch_size=1000,
    )
    return (accounts[0].pk, persons[0].pk), (accounts[1].pk, persons[1].pk)


def _people(state: State) -> pl.DataFrame:
    """One account, person and employment each; returns ``place``, ``person`` and ``employment``."""
    number = pl.col("number").cast(pl.String)
    stated = state.people.select("place", "number", "name", "name_ml", "born", "language")
    accounts = stated.select(
        username=pl.format("emp-{}", number),
        kind=pl.lit("person"),
        password=pl.lit(nobodys_password()),
        is_active=pl.lit(True),
        language="language",
    )
    account = _appended("identity_account", accounts)
    persons = stated.select(
        "name", "name_ml", "born", "language", account_id=account, recorded_at=pl.lit(IMPORTED)
    )
    person = _appended("people_person", persons)
    employments = stated.select(
        person_id=person,
        number=number,
        is_temporary=pl.lit(False),
        category=pl.lit("state"),
        recorded_at=pl.lit(IMPORTED),
    )
    employment = _appended("people_employment", employments)
    return pl.DataFrame({"place": state.people["place"], "person": person, "employment": employment})


def _facts(state: State, ids: pl.DataFrame, makers: tuple[tuple[int, int], tuple[int, int]]) -> None:
    orders = dict(enumerate(Order.objects.order_by("pk").values_list("pk", flat=True)))
    (entered_by, _), (verified_by, person) = makers
    for kind in state.facts():
        rows = (
            kind.rows.join(ids.select("place", employment_id="employment"), on="place", maintain_order="left")
            .with_columns(
                order_id=pl.col("order").replace_strict(orders, return_dtype=pl.Int64),
                entered_by_id=pl.lit(entered_by),
                **{name: pl.lit(value) for name, value in _FACT.items()},
            )
            .drop("place", "order")
        )
        if kind.table == "posting":
            rows = _placed(rows)
        copy_rows(f"service_book_{kind.table}", rows.with_columns(_defaults(kind.table, rows.columns)))
    for table, name in _KINDS.items():
        copied = "INSERT INTO service_book_verification (kind, fact, verified_by_id, person_id, recorded_at)"
        columns = "%s, id, %s::bigint, %s::bigint, %s"
        chosen = f"SELECT {columns} FROM service_book_{table} ORDER BY id"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"{copied} {chosen}", [name, verified_by, person, VERIFIED])


_KINDS = {
    "servicespell": "service_spell",
    "posting": "posting",
    "pay": "pay",
    "membership": "membership",
    "taxchoice": "tax_choice",
    "payeeaccount": "payee_account",
    "obligation": "obligation",
    "absence": "absence",
    "quarters": "quarters",
}


def _defaults(table: str, given: Sequence[str]) -> list[pl.Expr]:
    """The model's defaults for missing columns."""
    fields = FACTS[_KINDS[table]]._meta.concrete_fields
    missing = [f for f in fields if f.attname not in given and not f.null and not f.primary_key]
    return [pl.lit(field.get_default()).alias(field.attname) for field in missing]


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    """Postings with the ids of post, office, code and class."""
    codes = dict(enumerate(DrawingCode.objects.order_by("pk").values_list("pk", flat=True), start=1))
    offices = dict(enumerate(Office.objects.order_by("pk").values_list("pk", flat=True), start=1))
    posts = dict(enumerate(Post.objects.order_by("pk").values_list("pk", flat=True)))
    return rows.with_columns(
        drawing_code_id=pl.col("at").replace_strict(codes, return_dtype=pl.Int64),
        office_id=pl.col("at").replace_strict(offices, return_dtype=pl.Int64),
        post_id=pl.col("post_place").replace_strict(posts, return_dtype=pl.Int64),
        bill_class_id=pl.lit(BillClass.objects.get().pk),
    ).drop("at", "post_place")


def _drawn_before(
    employments: Sequence[int], makers: tuple[tuple[int, int], tuple[int, int]], tell: Tell
) -> None:
    """Record the months since March as drawn by the former system, computed with the same rules."""
    rulebook = rulebook_in_use()
    codes = list(DrawingCode.objects.values_list("pk", flat=True))
    for month in Month(int(MONTH.tax_year[:4]), 3).until(MONTH.plus(-1)):
        tell(f"what was drawn for {month} …")
        # each month anew: its tax goes by what the months before drew
        with BookReader.parallel() as parallel:
            reader = parallel.keeping(reach_of(parallel, month, VERIFIED, codes))
            for start in range(0, len(employments), AT_ONCE):
                chosen = employments[start : start + AT_ONCE]
                lines = (
                    snapshot_of(reader, month, VERIFIED, rulebook, employments=chosen)
                    .assessed(reader, rulebook)
                    .lines
                )
                keep_drawn(lines, month, (makers[0][1], makers[1][1]), month.plus(1).first)


def keep_drawn(lines: pl.DataFrame, month: Month, makers: tuple[int, int], voucher_date: date) -> None:
    """Store a month's lines as vouchers of the former system; ``makers`` are the ids
    of maker and verifier.
    """
    kinds = dict(lines.select("component", "kind").unique().iter_rows())
    summed = (
        lines.filter(pl.col("amount").is_not_null())
        .group_by("employment", "component", "kind", maintain_order=True)
        .agg(pl.col("amount").sum(), pl.col("is_unconfirmed").any())
        .with_columns(part=pl.lit(1), obligation=pl.lit(None, pl.Int64))
    )
    rows = packed(summed, codes_of(kinds)).filter(pl.col("components").list.len() > 0)
    tax = summed.filter(pl.col("component") == INCOME_TAX).select("employment", tax="amount")
    rows = rows.join(tax, on="employment", how="left", maintain_order="left")
    entered_by, verified_by = makers
    copy_rows(
        "payroll_drawnelsewhere",
        rows.select(
            employment_id="employment",
            for_month=pl.lit(int(month)),
            components="components",
            amounts="amounts",
            gross="gross",
            tax=pl.col("tax").fill_null(0),
            source=pl.lit("before_system"),
            voucher_number=pl.lit(f"STATE/{month}"),
            voucher_date=pl.lit(voucher_date),
            entered_by_id=pl.lit(entered_by),
            verified_by_id=pl.lit(verified_by),
            recorded_at=pl.lit(VERIFIED),
            is_withdrawn=pl.lit(False),
        ),
    )


def _appended(table: str, rows: pl.DataFrame) -> pl.Series:
    """Copy rows; returns their ids in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608
        (before,) = cursor.fetchone() or (0,)
        copy_rows(table, rows)
        cursor.execute(f"SELECT id FROM {table} WHERE id > %s ORDER BY id", [before])  # noqa: S608
        return pl.Series("id", [row[0] for row in cursor.fetchall()], pl.Int64)
