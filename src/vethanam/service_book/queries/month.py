"""The facts of a month: what the pay rules read, and what stops a person from being computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from vethanam.errors import Finding
from vethanam.people.models import Employment, OfficeClass, Person, Post
from vethanam.periods import Month
from vethanam.rules import MonthFacts
from vethanam.rules.columns import ATTENDANCE, MONTHS, OBLIGATIONS_DUE, RATES, SEGMENTS
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.models import (
    Absence,
    Attendance,
    AuthorisedRate,
    Membership,
    Obligation,
    Pay,
    PayeeAccount,
    Posting,
    Quarters,
    RecoverySuspension,
    ServiceSpell,
    TaxChoice,
    Wage,
)
from vethanam.service_book.queries.facts import FAR, ONE_DAY, known, rows_of, spans, within

WITH_ALLOWANCES = ("earned", "half_pay", "commuted", "maternity", "paternity", "special")


@dataclass(frozen=True, slots=True)
class BookMonth:
    """A month of the service book.

    ``facts`` are the closed frames of the rules. ``parts`` has one row per employment and part: ``employment``, ``number``,
    ``person``, ``part``, ``drawing_code``, ``bill_class``, ``office``, ``account`` (ids; account null where none is known).
    ``obligations`` states per obligation ``total`` (null while open-ended), ``instalment`` and ``start``, for balances.
    ``findings`` name who cannot be computed and why; those employments are not in ``facts``.
    """

    facts: MonthFacts
    parts: pl.DataFrame
    obligations: pl.DataFrame
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """Every fact that may touch the month, by kind."""

    month: Month
    people: pl.DataFrame
    service: pl.DataFrame
    posting: pl.DataFrame
    pay: pl.DataFrame
    absence: pl.DataFrame
    quarters: pl.DataFrame
    rates: pl.DataFrame
    wage: pl.DataFrame
    attendance: pl.DataFrame
    membership: pl.DataFrame
    obligation: pl.DataFrame
    suspended: pl.DataFrame
    tax: pl.DataFrame
    account: pl.DataFrame

    def touching(self) -> dict[str, pl.DataFrame]:
        """The facts that count in the month, by kind."""
        kinds = {
            "service_spell": self.service,
            "posting": self.posting,
            "pay": self.pay,
            "absence": self.absence,
            "quarters": self.quarters,
            "authorised_rate": self.rates,
            "wage": self.wage,
            "attendance": self.attendance,
            "membership": self.membership,
            "obligation": self.obligation,
            "tax_choice": self.tax,
            "payee_account": self.account,
        }
        return {kind: within(frame, self.month.first, self.month.last) for kind, frame in kinds.items()}


def facts_for(
    month: Month,
    known_at: datetime,
    rulebook: Rulebook,
    *,
    drawing_code: str | None = None,
    employments: Sequence[int] | None = None,
) -> BookMonth:
    """The facts of a month as known at an instant, for a drawing code, for chosen employments, or for everybody.

    Every part of a chosen employment's month is read, also the part another drawing code draws.
    """
    chosen = list(employments) if employments is not None else _employments_of(month, known_at, drawing_code)
    read = _read(month, known_at, chosen)
    stretches = _stretches(read)
    findings = _findings(read, stretches)
    aside = {record for record, _ in findings}
    stretches = stretches.filter(~pl.col("employment").is_in(list(aside)))
    parts = _parts(stretches, read)
    stretches = stretches.join(
        parts.select("employment", "part", "drawing_code_id", "bill_class_id"),
        on=["employment", "drawing_code_id", "bill_class_id"],
    )
    facts = MonthFacts(
        month=month,
        segments=_segments(stretches, rulebook, known_at),
        months=_months(read, parts),
        rates=_rates(read, stretches),
        attendance=_attendance(read, parts),
        obligations=_obligations_due(read, parts),
    )
    obligations = read.obligation.select(
        obligation="id",
        employment="employment",
        kind="kind_of_due",
        instalment="instalment",
        total=pl.when(pl.col("principal").is_not_null()).then(pl.col("principal") + pl.col("interest")),
        start="start",
    )
    return BookMonth(
        facts,
        parts.rename({"drawing_code_id": "drawing_code", "bill_class_id": "bill_class"}),
        obligations,
        tuple(f for _, f in findings),
    )


def _employments_of(month: Month, known_at: datetime, drawing_code: str | None) -> list[int]:
    where, parameters = "recorded_at <= %s AND valid_from <= %s", [known_at, month.last]
    if drawing_code is not None:
        where += " AND drawing_code_id = (SELECT id FROM people_drawingcode WHERE code = %s)"
        parameters.append(drawing_code)  # type: ignore[arg-type]
    candidates = (
        rows_of(Posting, ["employment_id"], where, parameters)["employment_id"]
        .unique(maintain_order=True)
        .sort()
        .to_list()
    )
    posted = within(spans(known(Posting, candidates, known_at, month.last)), month.first, month.last)
    served = within(spans(known(ServiceSpell, candidates, known_at, month.last)), month.first, month.last)
    if drawing_code is not None:
        code = rows_of_code(drawing_code)
        posted = posted.filter(pl.col("drawing_code_id") == code)
    return sorted(set(posted["employment"]) & set(served["employment"]))


def rows_of_code(drawing_code: str) -> int:
    """The id of a drawing code."""
    from vethanam.people.models import DrawingCode

    return DrawingCode.objects.values_list("pk", flat=True).get(code=drawing_code)


def _read(month: Month, known_at: datetime, chosen: Sequence[int]) -> _Read:
    def held(model: type, *apart: str, without: Sequence[str] = ()) -> pl.DataFrame:
        return spans(known(model, chosen, known_at, month.last, without=without), apart)

    def side_by_side(model: type) -> pl.DataFrame:
        return known(model, chosen, known_at, month.last).sort(
            "employment", "start", "recorded_at", "id", maintain_order=True
        )

    people = rows_of(
        Employment, ["id", "person_id", "number", "category"], "id = ANY(%s)", [list(chosen)]
    ).rename({"id": "employment"})
    born = rows_of(Person, ["id", "born"], "id = ANY(%s)", [people["person_id"].to_list()]).rename(
        {"id": "person_id"}
    )
    return _Read(
        month=month,
        people=people.join(born, on="person_id").sort("employment"),
        service=held(ServiceSpell),
        posting=held(Posting),
        pay=_pay_drawn_from(held(Pay)),
        absence=side_by_side(Absence),
        quarters=side_by_side(Quarters),
        rates=held(AuthorisedRate, "component"),
        wage=held(Wage),
        attendance=held(Attendance, "valid_from"),
        membership=held(Membership, "fund"),
        obligation=side_by_side(Obligation),
        suspended=side_by_side(RecoverySuspension),
        tax=held(TaxChoice, "tax_year"),
        account=held(PayeeAccount, without=("number", "holder")),
    )


def _pay_drawn_from(pay: pl.DataFrame) -> pl.DataFrame:
    """Pay counts from the day it is drawn from, when that is later than the day it is true from."""
    shifted = pay.with_columns(
        start=pl.max_horizontal("start", pl.col("drawn_from").fill_null(pl.col("start")))
    )
    return spans(shifted.drop("until").with_columns(until=pl.col("valid_until").fill_null(FAR)))


def _stretches(read: _Read) -> pl.DataFrame:
    """Days of service in the month cut wherever a posting, pay, absence, quarters or class of place changes."""
    first, last = read.month.first, read.month.last
    served = within(read.service, first, last).select(
        "employment",
        start=pl.max_horizontal("start", pl.lit(first)),
        until=pl.min_horizontal("until", pl.lit(last)),
    )
    cuts = [
        served.select("employment", day="start"),
        served.select("employment", day=pl.col("until") + ONE_DAY),
    ]
    for frame in (read.posting, read.pay, read.absence, read.quarters):
        near = within(frame, first, last)
        cuts += [
            near.select("employment", day="start"),
            near.select("employment", day=pl.col("until").clip(upper_bound=last) + ONE_DAY),
        ]
    days = pl.concat(cuts).filter(pl.col("day").is_between(first, last)).unique().sort("employment", "day")
    stretches = days.with_columns(
        start=pl.col("day"),
        until=(pl.col("day").shift(-1).over("employment") - ONE_DAY).fill_null(last),
    ).drop("day")
    stretches = _holding(stretches, read.service.select("employment", "start", "until"), "service").filter(
        pl.col("service_start").is_not_null()
    )
    for name, frame, columns in (
        ("posting", read.posting, ["id", "post_id", "office_id", "drawing_code_id", "bill_class_id"]),
        ("pay", read.pay, ["id", "basis", "revision", "scale", "basic_pay"]),
    ):
        stretches = _holding(stretches, frame.select("employment", "start", "until", *columns), name)
    absence = _since(read.absence).select(
        "employment", "start", "until", "id", "kind_of_absence", "varied_to", "since"
    )
    stretches = _holding(stretches, absence, "absence")
    stretches = _holding(stretches, read.quarters.select("employment", "start", "until", "id"), "quarters")
    return stretches.join(
        read.people.select("employment", "category", "number", "person_id"),
        on="employment",
        maintain_order="left",
    )


def _holding(stretches: pl.DataFrame, facts: pl.DataFrame, name: str) -> pl.DataFrame:
    """Each stretch beside the fact that holds on its first day; null where none does."""
    renamed = {"start": f"{name}_start", "until": f"{name}_until", "id": f"{name}_id"}
    facts = facts.rename(renamed, strict=False).sort("employment", f"{name}_start", maintain_order=True)
    joined = stretches.sort("employment", "start").join_asof(
        facts,
        left_on="start",
        right_on=f"{name}_start",
        by="employment",
        strategy="backward",
        check_sortedness=False,
    )
    over = pl.col(f"{name}_until") < pl.col("start")
    columns = [column for column in facts.columns if column != "employment"]
    return joined.with_columns(
        pl.when(over).then(None).otherwise(pl.col(column)).alias(column) for column in columns
    )


def _since(absence: pl.DataFrame) -> pl.DataFrame:
    """Absences with the first day of the unbroken spell they belong to: leave with allowances, or suspension."""
    kind = (
        pl.when(pl.col("kind_of_absence").is_in(WITH_ALLOWANCES))
        .then(pl.lit("leave"))
        .otherwise(pl.col("kind_of_absence"))
    )
    ordered = absence.with_columns(_spell=kind).sort(
        "employment", "_spell", "start", "recorded_at", "id", maintain_order=True
    )
    key = ["employment", "_spell"]
    breaks = (pl.col("start") > pl.col("until").shift(1).over(key) + ONE_DAY).fill_null(True)
    numbered = ordered.with_columns(_group=breaks.cast(pl.Int32).cum_sum().over(key))
    return numbered.with_columns(since=pl.col("start").min().over([*key, "_group"])).drop("_spell", "_group")


def _findings(read: _Read, stretches: pl.DataFrame) -> list[tuple[int, Finding]]:
    """Who cannot be computed and why, in the order of employments; the first reason of each is the one to mend first."""
    numbers = dict(zip(read.people["employment"], read.people["number"], strict=True))
    month = f"{read.month.first:%B %Y}"
    found: list[tuple[int, str, str]] = []
    for row in (
        stretches.filter(pl.col("posting_id").is_null())
        .group_by("employment", maintain_order=True)
        .first()
        .iter_rows(named=True)
    ):
        found.append(
            (
                row["employment"],
                "no_posting",
                f"No office has the person on {row['start']:%d %b}. Enter the joining date at the office.",
            )
        )
    for row in (
        stretches.filter(pl.col("pay_id").is_null())
        .group_by("employment", maintain_order=True)
        .first()
        .iter_rows(named=True)
    ):
        found.append(
            (
                row["employment"],
                "no_pay",
                f"No pay is recorded for {row['start']:%d %b}. Enter the pay with its order.",
            )
        )
    open_leave = within(read.absence, read.month.first, read.month.last).filter(
        pl.col("valid_until").is_null(), pl.col("kind_of_absence") != "suspension"
    )
    for row in open_leave.iter_rows(named=True):
        kind = row["kind_of_absence"].replace("_", " ")
        found.append(
            (
                row["employment"],
                "open_absence",
                f"Leave ({kind}) from {row['valid_from']:%d %b} has no end date. Enter it, or hold this person for the month.",
            )
        )
    for kind, frame in read.touching().items():
        for row in (
            frame.filter(~pl.col("is_verified"))
            .group_by("employment", maintain_order=True)
            .first()
            .iter_rows(named=True)
        ):
            found.append(
                (
                    row["employment"],
                    "unverified",
                    f"The {kind.replace('_', ' ')} from {row['valid_from']:%d %b %Y} is not verified. Another person checks it against its order.",
                )
            )
    return [
        (
            employment,
            Finding(
                f"Employee {numbers[employment]}",
                code,
                f"{month}. {says}",
                blocks=True,
                facts={"employment": employment},
            ),
        )
        for employment, code, says in sorted(found, key=lambda f: f[0])
        if employment in numbers
    ]


def _parts(stretches: pl.DataFrame, read: _Read) -> pl.DataFrame:
    """The parts of each month: a drawing code and class of bill, numbered by their first day."""
    firsts = (
        stretches.group_by("employment", "drawing_code_id", "bill_class_id")
        .agg(pl.col("start").min(), pl.col("office_id", "post_id").sort_by("start").last())
        .sort("employment", "start", "drawing_code_id")
    )
    last_day = pl.lit(read.month.last)
    accounts = read.account.filter(pl.col("start") <= last_day, pl.col("until") >= last_day).select(
        "employment", account="id"
    )
    return (
        firsts.with_columns(part=pl.int_range(1, pl.len() + 1).over("employment").cast(pl.Int32))
        .join(read.people.select("employment", "number", person="person_id"), on="employment")
        .join(accounts, on="employment", how="left")
        .select(
            "employment",
            "number",
            "person",
            "part",
            "drawing_code_id",
            "bill_class_id",
            office="office_id",
            post="post_id",
            account="account",
        )
        .sort("employment", "part")
    )


def _segments(stretches: pl.DataFrame, rulebook: Rulebook, known_at: datetime) -> pl.DataFrame:
    gazetted = rows_of(Post, ["id", "is_gazetted"], "true", []).rename({"id": "post_id"})
    series = pl.struct("category", "basis", "revision").map_elements(
        lambda row: rulebook.da_series(row["category"], row["basis"], row["revision"]),
        return_dtype=pl.String,
    )
    placed = _placed(stretches, known_at).join(gazetted, on="post_id", how="left", maintain_order="left")
    return SEGMENTS.checked(
        placed.with_columns(
            pay_basis=pl.col("basis"),
            scale=pl.when(pl.col("scale") != "").then(pl.col("scale")),
            da_series=series,
            in_quarters=pl.col("quarters_id").is_not_null(),
            absence=pl.col("kind_of_absence"),
            absence_since=pl.col("since"),
            subsistence_rate=pl.col("varied_to"),
        ).select(SEGMENTS.names)
    )


def _placed(stretches: pl.DataFrame, known_at: datetime) -> pl.DataFrame:
    """Stretches with the class of their place on their first day."""
    classes = rows_of(
        OfficeClass,
        ["office_id", "valid_from", "place_class"],
        "recorded_at <= %s ORDER BY office_id, valid_from, recorded_at, id",
        [known_at],
    )
    return (
        stretches.sort("office_id", "start", "employment")
        .join_asof(
            classes,
            left_on="start",
            right_on="valid_from",
            by="office_id",
            strategy="backward",
            check_sortedness=False,
        )
        .drop("valid_from")
        .sort("employment", "part", "start")
    )


def _months(read: _Read, parts: pl.DataFrame) -> pl.DataFrame:
    people = read.people.filter(pl.col("employment").is_in(parts["employment"].unique().implode()))
    now = within(read.membership, read.month.last, read.month.last)

    def of(fund: str, *columns: pl.Expr) -> pl.DataFrame:
        return now.filter(pl.col("fund") == fund).select("employment", *columns)

    served = read.service.group_by("employment").agg(
        joined=pl.col("start").min(), ends_on=pl.col("until").max()
    )
    march = date(int(read.month.account_year[:4]), 3, 31)
    base = within(read.pay, march, march).select("employment", gpf_base="basic_pay")
    # A choice for this tax year goes before one for every year (no year named).
    years = read.tax.filter(pl.col("tax_year").is_in(["", read.month.tax_year]))
    tax = within(years, read.month.first, read.month.last).sort("employment", "tax_year", maintain_order=True)
    tax = tax.group_by("employment", maintain_order=True).last()
    frame = people.select("employment", "born")
    for other in (
        served.with_columns(ends_on=pl.when(pl.col("ends_on") < FAR).then(pl.col("ends_on"))),
        base,
        of("gpf", pl.col("amount").alias("gpf_subscription"), pl.lit(True).alias("is_gpf")),
        of("nps", pl.lit(True).alias("is_nps")),
        of("sli", pl.col("amount").alias("sli_premium")),
        of(
            "gis",
            pl.lit(True).alias("is_gis"),
            pl.col("amount").alias("gis_amount"),
            pl.col("group").alias("gis_group"),
        ),
        of("fbs", pl.lit(True).alias("is_fbs"), pl.col("amount").alias("fbs_amount")),
        of("medisep", pl.lit(True).alias("is_medisep")),
        of("gpais", pl.lit(True).alias("is_accident_insured")),
        tax.select("employment", "declared_deductions", "other_income", tax_regime="regime"),
    ):
        frame = frame.join(other, on="employment", how="left", maintain_order="left")
    scheme = (
        pl.when("is_gpf").then(pl.lit("gpf")).when("is_nps").then(pl.lit("nps")).otherwise(pl.lit("none"))
    )
    filled = frame.with_columns(
        pension_scheme=scheme,
        tax_regime=pl.col("tax_regime").fill_null("new"),
        gis_group=pl.when(pl.col("gis_group") != "").then(pl.col("gis_group")),
    )
    return MONTHS.checked(filled.select(name for name in MONTHS.names if name in filled.columns))


def _rates(read: _Read, stretches: pl.DataFrame) -> pl.DataFrame:
    """Authorised rates cut at the parts they are paid in."""
    near = within(read.rates, read.month.first, read.month.last)
    spans_of_parts = stretches.group_by("employment", "part").agg(
        first=pl.col("start").min(), last=pl.col("until").max()
    )
    joined = near.join(spans_of_parts, on="employment").with_columns(
        start=pl.max_horizontal("start", "first"),
        until=pl.min_horizontal("until", "last"),
    )
    return RATES.checked(
        joined.filter(pl.col("start") <= pl.col("until"))
        .select(RATES.names)
        .sort("employment", "part", "component", "start")
    )


def _attendance(read: _Read, parts: pl.DataFrame) -> pl.DataFrame:
    worked = read.attendance.filter(pl.col("valid_from") == read.month.first)
    first = parts.group_by("employment").agg(pl.col("part").min())
    wage = within(read.wage, read.month.last, read.month.last).select("employment", "rate")
    joined = (
        worked.join(first, on="employment").join(wage, on="employment").with_columns(worked=pl.col("days"))
    )
    return ATTENDANCE.checked(joined.select(ATTENDANCE.names).sort("employment", "part"))


def _obligations_due(read: _Read, parts: pl.DataFrame) -> pl.DataFrame:
    """This month's instalment of each obligation that has begun and is not suspended; the balance is the payroll's to know."""
    suspended = within(read.suspended, read.month.first, read.month.last)["obligation_id"]
    due = within(read.obligation, read.month.first, read.month.last).filter(
        ~pl.col("id").is_in(suspended.implode()),
        pl.col("employment").is_in(parts["employment"].unique().implode()),
    )
    months_gone = (
        (pl.lit(read.month.first.year) - pl.col("start").dt.year()) * 12
        + read.month.first.month
        - pl.col("start").dt.month()
    )
    due = due.filter(
        pl.col("instalments").is_null()
        | (months_gone < pl.col("instalments"))
        | pl.col("principal").is_not_null()
    )
    return OBLIGATIONS_DUE.checked(
        due.select("employment", "is_divisible", obligation="id", kind="kind_of_due", amount="instalment")
        .select(OBLIGATIONS_DUE.names)
        .sort("employment", "obligation")
    )
