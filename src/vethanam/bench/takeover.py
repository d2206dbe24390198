"""A State's sheets, generated into a folder and taken over by the office's command; a second person verifies.

Self-contained: masters, officers and sheets are made here, reproducible by number of people.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection, transaction

from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import perform
from vethanam.acts.key_signatures import to_base64
from vethanam.bench.measurement import Measured, measured
from vethanam.bulk import side_by_side
from vethanam.cli import takeover
from vethanam.errors import Broken
from vethanam.identity.actions import enrol_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.payroll.rulebook import stages_on
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

SEED = 5_42_001
CLERK, VERIFIER = "takes-over", "verifies"
PEOPLE_OF_A_CODE = 100
#: people per part of a sheet, as a State's data centre splits its exports
PEOPLE_OF_A_PART = 50_000
REVISION, SCALE = 11, "35600-75400"
FOUNDED, KNOWN = date(1990, 4, 1), datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Asia/Kolkata"))
#: business time of the benchmark: that of the sample's latest entry
TODAY = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Kolkata"))
YEARS = range(2021, 2026)
DRAWN = [Month(2026, month) for month in range(4, 11)]
ORDERS = 400


def record_masters(people: int) -> None:
    """Record the masters named by the sheets, and two officers of the department: importer and verifier."""
    with transaction.atomic():
        _masters(people // PEOPLE_OF_A_CODE + 1)
        for name, born in ((CLERK, date(1975, 1, 1)), (VERIFIER, date(1976, 1, 1))):
            account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
            person = Person.objects.create(
                name=f"Officer {name}", born=born, account=account, recorded_at=KNOWN
            )
            Appointment.objects.create(
                account=account,
                person=person,
                role=Role.CLERK,
                scope="",
                office="DEPT",
                valid_from=FOUNDED,
                recorded_at=KNOWN,
            )
        public = {"people": people, "drawing_codes": people // PEOPLE_OF_A_CODE + 1}
        append("people_drawn", public=public, private=None, at=TODAY, is_sample=True)


def _masters(codes: int) -> None:
    head = HeadOfAccount.objects.create(code="2202-02-109-99", title="General education, salaries")
    kind = BillClass.objects.create(
        code="establishment", title="Establishment", title_ml="എസ്റ്റാബ്ലിഷ്മെന്റ്", signing="maker_checker"
    )
    Post.objects.create(code="teacher", designation="Teacher", designation_ml="അധ്യാപകൻ")
    treasury = Treasury.objects.create(code="T1", name="Treasury", name_ml="ട്രഷറി")
    names = [code_of(n) for n in range(codes)]
    offices = Office.objects.bulk_create(
        [Office(code=f"OF{n}", name=f"Office {n}", name_ml=f"ഓഫീസ് {n}") for n in names], batch_size=1000
    )
    OfficeClass.objects.bulk_create(
        [OfficeClass(office=o, place_class="C", valid_from=FOUNDED, recorded_at=KNOWN) for o in offices],
        batch_size=1000,
    )
    made = DrawingCode.objects.bulk_create(
        [DrawingCode(code=n, title=f"Office {n}", title_ml=f"ഓഫീസ് {n}", treasury=treasury) for n in names],
        batch_size=1000,
    )
    BillArrangement.objects.bulk_create(
        [BillArrangement(drawing_code=c, bill_class=kind, head=head, valid_from=FOUNDED) for c in made],
        batch_size=1000,
    )


def code_of(place: int) -> str:
    """The drawing code of an ordinal."""
    return str(10_000 + place)


# -- sheets --------------------------------------------------------------------------------------------------


def write_sheets(folder: Path, people: int) -> dict[str, int]:
    """Write every sheet into a folder; returns the row count of each file."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = {}
    drawn = _people(people)
    for part, some in enumerate(drawn.iter_slices(PEOPLE_OF_A_PART), start=1):
        for name, frame in _sheets(some):
            if part == 1 or name != "orders":
                frame.write_csv(folder / f"{name}-{part:02}.csv")
                kind = name.split("-", 1)[0]
                rows[kind] = rows.get(kind, 0) + frame.height
    return rows


def _sheets(drawn: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    yield (
        "orders",
        pl.DataFrame(
            {"number": [_order(n) for n in range(ORDERS)], "dated": ["1993-01-01"] * ORDERS, "kind": "office"}
        ),
    )
    yield "employees", _employees(drawn)
    order = {"order_number": "order", "order_dated": pl.lit("1993-01-01")}
    number = pl.col("number")
    yield "posting", drawn.filter(pl.col("moved")).select(
        number, valid_from="joined", post=pl.lit("teacher"), office=pl.format("OF{}", "before"),
        drawing_code="before", bill_class=pl.lit("establishment"), **order,
    )  # fmt: skip
    pays = [
        drawn.filter(pl.col("joined").dt.year() < year).select(
            number, valid_from=pl.date(year, pl.col("month"), 1), reason=pl.lit("increment"),
            basis=pl.lit("scale"), revision=pl.lit(REVISION), scale=pl.lit(SCALE),
            basic_pay=_pay(2026 - year),
            increment_month="month", **order,
        )
        for year in YEARS
    ]  # fmt: skip
    yield "pay", pl.concat(pays).sort("number", "valid_from")
    fund = pl.col("gpf_subscription").is_not_null()
    yield "membership", drawn.filter(fund, pl.col("joined") < date(2024, 1, 1)).select(
        number, fund=pl.lit("gpf"), valid_from=pl.lit("2025-04-01"), fund_number="gpf_number",
        amount=pl.col("gpf_subscription") + 500, **order,
    )  # fmt: skip
    yield "leave_account", pl.concat(
        drawn.select(number, kind_of_leave=pl.lit(kind), valid_from=pl.lit("2026-04-01"), days="days",
            **order)
        for kind in ("earned", "half_pay")
    )  # fmt: skip
    settled = drawn.filter(pl.col("joined") < date(2024, 1, 1))
    yield (
        "absence",
        settled.filter(pl.col("luck") < 0.5).select(
            number,
            kind_of_absence=pl.lit("earned"),
            valid_from=pl.lit("2025-05-05"),
            valid_until=pl.lit("2025-05-20"),
            **order,
        ),
    )
    yield (
        "quarters",
        settled.filter(pl.col("luck") > 0.97).select(number, valid_from=pl.lit("2025-06-01"), **order),
    )
    yield "obligation", settled.filter(pl.col("luck").is_between(0.6, 0.8)).select(
        number, kind_of_due=pl.lit("cooperative"), payee=pl.lit("Sample society"),
        reference=pl.format("L {}", "place"),
        valid_from=pl.lit("2025-11-01"), principal=pl.lit("100000"), interest=pl.lit("0"),
        instalment=pl.lit("1000"),
        instalments=pl.lit(100), **order,
    )  # fmt: skip
    yield "tax_choice", settled.select(
        number, valid_from=pl.lit("2025-04-01"), tax_year=pl.lit("2025-26"), regime=pl.lit("new"),
        declared_deductions=pl.lit("0"), **order,
    )  # fmt: skip
    for month in DRAWN:
        yield f"drawn-{month}", _drawn(drawn, month)


def _people(people: int) -> pl.DataFrame:
    draw = random.Random(SEED)  # noqa: S311 - the same people every time; nothing is secret
    luck, years, months = (
        [draw.random() for _ in range(people)],
        [draw.randint(1993, 2025) for _ in range(people)],
        [draw.randint(1, 12) for _ in range(people)],
    )
    stages = [pay // 100 for pay in stages_on(Month(2026, 10))(REVISION, SCALE) or ()]
    frame = pl.DataFrame({"place": range(people), "luck": luck, "year": years, "month": months})
    codes = people // PEOPLE_OF_A_CODE + 1
    code = 10_000 + pl.col("place") // PEOPLE_OF_A_CODE
    before = 10_000 + (pl.col("place") // PEOPLE_OF_A_CODE + 1) % codes
    stage = pl.col("place") % (len(stages) - 6) + 6
    joined = pl.date(pl.col("year"), pl.col("month"), 1)
    fund = pl.col("year") < 2013
    return frame.with_columns(
        number=(1_000_000 + pl.col("place")).cast(pl.String),
        joined=joined,
        code=code.cast(pl.String),
        before=before.cast(pl.String),
        moved=(pl.col("luck") < 0.6) & (joined < date(2024, 6, 1)),
        stage=stage,
        days=60 + pl.col("place") % 200,
        order=pl.format("G.O.(Rt) {}/1993/GEdn", pl.col("place") % ORDERS + 1),
        gpf_number=pl.when(fund).then(pl.format("G{}", 1_000_000 + pl.col("place"))),
        gpf_subscription=pl.when(fund).then(5_000 + pl.col("place") % 10 * 500),
    ).with_columns([_stage_of(stages, back).alias(f"pay_{back}") for back in range(6)])


def _order(place: int) -> str:
    return f"G.O.(Rt) {place + 1}/1993/GEdn"


def _stage_of(stages: Sequence[int], back: int) -> pl.Expr:
    return (pl.col("stage") - back).replace_strict(dict(enumerate(stages)), return_dtype=pl.Int64)


def _pay(years_back: int) -> pl.Expr:
    return pl.col(f"pay_{years_back}")


def _employees(drawn: pl.DataFrame) -> pl.DataFrame:
    moved = pl.when("moved").then(pl.lit(date(2024, 6, 1)))
    began_before = pl.col("joined") < date(2026, 1, 1)
    return drawn.select(
        "number",
        name=pl.format("Employee {}", "number"),
        name_ml=pl.format("ജീവനക്കാർ {}", "number"),
        born=pl.date(pl.col("year") - 22, pl.col("month"), pl.col("place") % 28 + 1),
        category=pl.lit("state"),
        joined="joined",
        post=pl.lit("teacher"),
        office=pl.format("OF{}", "code"),
        drawing_code="code",
        bill_class=pl.lit("establishment"),
        posted_from=moved,
        pay_basis=pl.lit("scale"),
        revision=pl.lit(REVISION),
        scale=pl.lit(SCALE),
        basic_pay=_pay(0),
        pay_from=pl.when(began_before).then(pl.date(2026, pl.col("month").clip(1, 9), 1)),
        increment_month="month",
        gpf_number="gpf_number",
        gpf_subscription="gpf_subscription",
        nps_number=pl.when(pl.col("gpf_number").is_null()).then(pl.format("110{}", "number")),
        sli_premium=pl.lit(1000),
        gis_group=pl.lit("C"),
        gis_amount=pl.lit(400),
        medisep=pl.lit("yes"),
        tax_regime=pl.lit("new"),
        account_kind=pl.lit("bank"),
        branch=pl.format("SMPL000{}", (pl.col("place") % 2000).cast(pl.String).str.zfill(4)),
        account=(7_000_000_001 + pl.col("place") * 7).cast(pl.String),
        mobile=pl.format("+9100000{}", (pl.col("place") % 100_000).cast(pl.String).str.zfill(5)),
        email_official=pl.format("e{}@office.example", "number"),
        contact_verified_on=pl.lit("2026-06-30"),
        language=pl.lit("ml"),
        order_number="order",
        order_dated=pl.lit("1993-01-01"),
    )


def _drawn(drawn: pl.DataFrame, month: Month) -> pl.DataFrame:
    paid = month.plus(1).first
    has_fund = pl.col("gpf_subscription").is_not_null()
    share = pl.when(~has_fund).then(_pay(0) * 12 // 100)
    return drawn.select(
        "number",
        for_month=pl.lit(str(month)),
        voucher_number=pl.format("{}/{}", "code", pl.lit(str(month))),
        voucher_date=pl.lit(paid),
        basic_pay=_pay(0),
        dearness_allowance=_pay(0) * 35 // 100,
        house_rent_allowance=_pay(0) * 6 // 100,
        pension_contribution=share,
        government_pension_contribution=share,
        gpf_subscription=pl.col("gpf_subscription"),
        state_life_insurance=pl.lit(1000),
        group_insurance=pl.lit(400),
        medisep=pl.lit(687),
        income_tax=pl.when(_pay(0) > 60_000).then(2_000),
    )


# -- measured ------------------------------------------------------------------------------------------------

_COUNTED = """
    SELECT (SELECT count(*) FROM people_employment) AS employments,
      (SELECT count(*) FROM service_book_sheet) AS sheets,
           (SELECT count(*) FROM service_book_sheetverification) AS verified,
           (SELECT count(*) FROM service_book_pay) AS pay,
           (SELECT count(*) FROM service_book_posting) AS postings,
           (SELECT count(*) FROM service_book_verification) AS facts_verified,
           (SELECT count(*) FROM payroll_drawnelsewhere) AS months_drawn,
           (SELECT coalesce(sum(gross), 0) FROM payroll_drawnelsewhere) AS gross_drawn_paise
"""


def bench_take_over(
    folder: Path, people: int, server_folder: Path | None, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Take over every sheet, then verify each as a second person; returns counts from the database.

    Raises
    ------
    Broken
        A sheet has faults, or a verification is refused.
    """
    rows = write_sheets(folder, people)
    with measured(server_folder) as found:
        _taken(folder, found, tell)
        _verified(found, tell)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        names = [column.name for column in cursor.description or ()]
        counted = {name: int(value) for name, value in zip(names, cursor.fetchone() or (), strict=True)}
    return {
        "people": people,
        "rows": rows,
        "rows_in_all": sum(rows.values()),
        "counted": counted,
        "measured": found.as_json(),
    }


def _taken(folder: Path, found: Measured, tell: Callable[[str], None]) -> None:
    authority = takeover.authority_for(Account.objects.get(username=CLERK))
    tell("sheets are taken over …")
    done, faults = takeover.take_files(takeover.files_of(folder), authority, dry_run=False)
    if faults or not done:
        raise Broken("bench_sheet_has_faults", file=folder.name, says=[str(f.says) for f in faults[:3]])
    for one in done:
        step = f"take {one['sheet']}"
        found.seconds[step] = found.seconds.get(step, 0.0) + one["seconds"]


def _verified(found: Measured, tell: Callable[[str], None]) -> None:
    """Verify every sheet; two kinds or months at a time, as a verifier with two pages open does."""
    account = Account.objects.get(username=VERIFIER)
    sign = _signing(takeover.authority_for(account))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, file_name FROM service_book_sheet ORDER BY file_name")
        sheets = cursor.fetchall()

    def verify(some: Sequence[tuple[int, str, str]]) -> None:
        for number, kind, name in some:
            tell(f"{name} is verified …")
            with found.step(f"verify {kind}"):
                done = perform("verify_sheet", account, {"sheet": number}, sign=sign)
            if not done.ok:
                raise Broken("bench_sheet_has_faults", file=name, says=[done.says])

    parts = [list(some) for _, some in groupby(sheets, key=lambda sheet: sheet[2].rpartition("-")[0])]
    side_by_side(verify, parts)


def _signing(authority: Authority) -> Callable[[Authority, Prepared], dict[str, Any]]:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = enrol_key(authority, public)

    def sign(_: Authority, asked: Prepared) -> dict[str, Any]:
        return {"key": key.reference, "signature": to_base64(private.sign(asked.challenge))}

    return sign
