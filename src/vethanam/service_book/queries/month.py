"""The facts of a month: input of the pay rules, and the reasons why a person cannot be computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap

import polars as pl

from vethanam.errors import Finding
from vethanam.people.models import OfficeClass, Post
from vethanam.periods import Month
from vethanam.rules import MonthFacts
from vethanam.rules.cache import Same
from vethanam.rules.columns import ATTENDANCE, MEMBERSHIPS, MONTHS, OBLIGATIONS_DUE, RATES, SEGMENTS
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries.chains import the_same
from vethanam.service_book.queries.facts import FAR, Unrecorded, within
from vethanam.service_book.queries.month_frames import (
    Touching,
    employments_of,
    march_before,
    tax_facts,
    touching,
)
from vethanam.service_book.queries.order_days import last_days
from vethanam.service_book.queries.spells import asked_again, days_of_half_year
from vethanam.service_book.queries.stretches import stretches_of
from vethanam.service_book.queries.uncomputable_people import set_aside
from vethanam.service_book.queries.wages import wages_of, worked_in
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class BookMonth:
    """A month of the service book.

    ``facts`` are the closed frames of the rules. ``parts`` has one row per employment and part:
    ``employment``, ``number``, ``person``, ``part``, ``drawing_code``, ``bill_class``, ``office``,
    ``account`` (ids; account null if unknown). ``obligations`` has per obligation ``total`` (null while
    open-ended), ``instalment``, ``start``, ``until``, for balances. ``findings`` name the people who cannot
    be computed, and why; they are not in ``facts``. ``questions`` are for the clerk and leave nobody out.
    """

    facts: MonthFacts
    parts: pl.DataFrame
    obligations: pl.DataFrame
    findings: tuple[Finding, ...]
    questions: tuple[Finding, ...]


def facts_for(
    reader: BookReader,
    month: Month,
    known_at: datetime,
    rulebook: Rulebook,
    *,
    drawing_code: str | None = None,
    employments: Sequence[int] | None = None,
    unrecorded: Unrecorded | None = None,
) -> BookMonth:
    """The facts of a month as known at an instant, for a drawing code, for chosen
    employments, or for everybody.

    Every part of a chosen employment's month is read, also one drawn by another drawing code. ``unrecorded``
    facts are ignored, to show the month without them.
    """
    reader = reader.keeping()
    if employments is None:
        employments = employments_of(reader, month, known_at, drawing_code)
    read = touching(reader, month, known_at, list(employments), unrecorded)
    classes = _classes(reader, read.posting["office_id"].unique().sort().to_list(), known_at)
    posts = _posts(reader, read.posting["post_id"].unique().sort().to_list())
    return reader.cache.of(
        [*read.frames(), classes, posts],
        ("month", month, Same(rulebook)),
        lambda: _book_month(reader, read, classes, posts, rulebook),
    )


def _book_month(
    reader: BookReader, read: Touching, classes: pl.DataFrame, posts: pl.DataFrame, rulebook: Rulebook
) -> BookMonth:
    stretches = stretches_of(read)
    findings = set_aside(read, stretches)
    aside = {record for record, _ in findings}
    stretches = _with_parts(stretches.filter(~pl.col("employment").is_in(list(aside))))
    parts = _parts(stretches, read)
    facts = MonthFacts(
        month=read.month,
        segments=_segments(stretches, classes, posts, rulebook),
        months=_months(read, parts, rulebook.pack.unpaid_absences),
        rates=_rates(read, stretches),
        attendance=_attendance(read, stretches),
        obligations=_obligations_due(reader, read, parts),
        memberships=_memberships(read, parts),
    )
    named = parts.rename({"drawing_code_id": "drawing_code", "bill_class_id": "bill_class"})
    return BookMonth(
        facts, named, _obligations(read), tuple(finding for _, finding in findings), asked_again(read)
    )


def _obligations(read: Touching) -> pl.DataFrame:
    return read.obligation.select(
        obligation="id",
        employment="employment",
        kind="kind_of_due",
        instalment="instalment",
        total=pl.when(pl.col("principal").is_not_null()).then(pl.col("principal") + pl.col("interest")),
        start="start",
        until="until",
    )


def _with_parts(stretches: pl.DataFrame) -> pl.DataFrame:
    """Number the parts of each month in order of days: drawing code and bill class; a
    return begins another part.
    """
    moves = pl.any_horizontal(
        pl.col(name) != pl.col(name).shift(1) for name in ("drawing_code_id", "bill_class_id")
    )
    ordered = stretches.sort("employment", "start")
    is_same = pl.col("employment") == pl.col("employment").shift(1)
    begun = (moves & is_same).fill_null(False).cast(pl.Int32).cum_sum()
    counted = ordered.select(is_same.fill_null(False).alias("is_same"), begun=begun)
    before = pl.when("is_same").then(None).otherwise("begun").forward_fill()
    return ordered.with_columns(
        counted.select(part=(pl.col("begun") - before + 1).cast(pl.Int32)).to_series()
    )


def _parts(stretches: pl.DataFrame, read: Touching) -> pl.DataFrame:
    """The parts of each month, each with its drawing code and class of bill."""
    firsts = (
        stretches.group_by("employment", "part", "drawing_code_id", "bill_class_id")
        .agg(pl.col("start").min(), pl.col("office_id", "post_id").sort_by("start").last())
        .sort("employment", "start", "drawing_code_id")
    )
    last_day = pl.lit(read.month.last)
    accounts = read.account.filter(pl.col("start") <= last_day, pl.col("until") >= last_day).select(
        "employment", account="id"
    )
    return (
        firsts.join(read.people.select("employment", "number", person="person_id"), on="employment")
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


def _segments(
    stretches: pl.DataFrame, classes: pl.DataFrame, posts: pl.DataFrame, rulebook: Rulebook
) -> pl.DataFrame:
    kinds = stretches.select("category", "basis", "revision").unique()
    series = kinds.with_columns(
        da_series=pl.Series(list(starmap(rulebook.da_series, kinds.iter_rows())), dtype=pl.String)
    )
    placed = (
        _placed(stretches, classes)
        .join(posts, on="post_id", how="left", maintain_order="left")
        .join(
            series,
            on=["category", "basis", "revision"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
    )
    return SEGMENTS.checked(
        placed.with_columns(
            pay_basis=pl.col("basis"),
            scale=pl.when(pl.col("scale") != "").then(pl.col("scale")),
            in_quarters=pl.col("quarters_id").is_not_null(),
            absence=pl.col("kind_of_absence"),
            absence_since=pl.col("since"),
            subsistence_rate=pl.col("varied_to"),
        ).select(SEGMENTS.names)
    )


def _posts(reader: BookReader, posts: Sequence[int]) -> pl.DataFrame:
    named = reader.rows_of(Post, ["id", "is_gazetted"], "id = ANY(%s::bigint[]) ORDER BY id", [posts])
    return named.rename({"id": "post_id"})


def _classes(reader: BookReader, offices: Sequence[int], known_at: datetime) -> pl.DataFrame:
    """The place classes of these offices, with their first days."""
    return reader.rows_of(
        OfficeClass,
        ["office_id", "valid_from", "place_class"],
        "office_id = ANY(%s::bigint[]) AND recorded_at <= %s ORDER BY office_id, valid_from, recorded_at, id",
        [offices, known_at],
    )


def _placed(stretches: pl.DataFrame, classes: pl.DataFrame) -> pl.DataFrame:
    """Stretches in their order, with the place class on their first day."""
    days = stretches.select("office_id", "start").unique().sort("office_id", "start")
    placed = days.join_asof(
        classes,
        left_on="start",
        right_on="valid_from",
        by="office_id",
        strategy="backward",
        check_sortedness=False,
    ).drop("valid_from")
    return stretches.join(
        placed, on=["office_id", "start"], how="left", nulls_equal=True, maintain_order="left"
    )


def _months(read: Touching, parts: pl.DataFrame, unpaid: Sequence[str]) -> pl.DataFrame:
    """One row per employment: birth, service and tax choice of the month."""
    people = read.people.filter(pl.col("employment").is_in(parts["employment"].unique().implode()))
    frame = people.select("employment", "born")
    others = (
        _served(read),
        days_of_half_year(read.service, read.absence, read.month, unpaid),
        _pay_in_march(read),
        _tax_choice(read.tax, read.month),
    )
    for other in others:
        frame = frame.join(other, on="employment", how="left", maintain_order="left")
    filled = frame.with_columns(pl.col("tax_regime").fill_null("new"))
    return MONTHS.checked(filled.select(name for name in MONTHS.names if name in filled.columns))


def _served(read: Touching) -> pl.DataFrame:
    """The first day of all service, and the end of the spell in the month."""
    last = last_days(read.service, read.month)
    held = read.service.join(last, on="employment", maintain_order="left").filter(
        pl.col("start") <= pl.col("last"), pl.col("until") >= pl.col("last")
    )
    ends = held.group_by("employment").agg(pl.col("until").max())
    return (
        read.service.group_by("employment")
        .agg(joined=pl.col("start").min())
        .join(ends, on="employment", how="left")
        .select("employment", "joined", ends_on=pl.when(pl.col("until") < FAR).then("until"))
    )


def _pay_in_march(read: Touching) -> pl.DataFrame:
    """The pay on the last day of the account year before: the base of a provident fund subscription."""
    march = march_before(read.month)
    return within(read.pay, march, march).select("employment", gpf_base="basic_pay")


def _memberships(read: Touching, parts: pl.DataFrame) -> pl.DataFrame:
    """The memberships in force on the last day served in the month."""
    leaving = last_days(read.service, read.month).filter(pl.col("last") < read.month.last)
    now = within(read.membership, read.month.last, read.month.last)
    if not leaving.is_empty():
        then = read.membership.join(leaving, on="employment", maintain_order="left").filter(
            pl.col("start") <= pl.col("last"), pl.col("until") >= pl.col("last")
        )
        now = pl.concat([now.join(leaving, on="employment", how="anti"), then.drop("last")])
    theirs = now.filter(pl.col("employment").is_in(parts["employment"].unique().implode()))
    stated = theirs.select(
        "employment", "fund", "amount", group=pl.when(pl.col("group") != "").then(pl.col("group"))
    )
    return MEMBERSHIPS.checked(stated.sort("employment", "fund"))


def tax_choices(
    reader: BookReader, month: Month, known_at: datetime, employments: Sequence[int]
) -> pl.DataFrame:
    """Tax choices and declarations of these employments for the tax year of a month; no row if
    none is on record.
    """
    return _tax_choice(tax_facts(reader, month, known_at, employments), month)


def _tax_choice(tax: pl.DataFrame, month: Month) -> pl.DataFrame:
    """A choice for this tax year overrides one for every year (no year named).

    One from the first of April also counts for the pay of March, which is paid in April.
    """
    years = tax.filter(pl.col("tax_year").is_in(["", month.tax_year]))
    april = date(int(month.tax_year[:4]), 4, 1)
    is_of_the_year = (pl.col("tax_year") == month.tax_year) & (pl.col("start") == april)
    held = years.with_columns(
        start=pl.when(is_of_the_year).then(pl.lit(Month.of(april).plus(-1).first)).otherwise("start")
    )
    near = within(held, month.first, month.last)
    latest = near.sort("employment", "tax_year", maintain_order=True).group_by(
        "employment", maintain_order=True
    )
    return latest.last().select(
        "employment", "declared_deductions", "other_income", tax_regime="regime", is_relief_asked="form_10e"
    )


def _rates(read: Touching, stretches: pl.DataFrame) -> pl.DataFrame:
    """Authorised rates, cut at the parts of the month."""
    near = within(read.rates, read.month.first, read.month.last)
    if near.is_empty():
        return RATES.empty()
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


def _attendance(read: Touching, stretches: pl.DataFrame) -> pl.DataFrame:
    """Attendance by wage, in the part with its first day."""
    if read.attendance.is_empty():
        return ATTENDANCE.empty()
    begun = stretches.group_by("employment", "part").agg(begins=pl.col("start").min())
    worked = wages_of(read, worked_in(read), stretches).join(begun, on="employment")
    is_begun = pl.col("begins") <= pl.col("start")
    placed = worked.group_by("employment", "start", "rate", "days").agg(
        part=pl.col("part").filter(is_begun).max().fill_null(pl.col("part").min())
    )
    summed = placed.group_by("employment", "part", "rate").agg(worked=pl.col("days").sum())
    return ATTENDANCE.checked(
        summed.select(ATTENDANCE.names).cast(ATTENDANCE.empty().schema).sort("employment", "part", "rate")
    )


def _obligations_due(reader: BookReader, read: Touching, parts: pl.DataFrame) -> pl.DataFrame:
    """This month's instalment of each begun, unsuspended obligation; payroll knows the balance."""
    if read.obligation.is_empty():
        return OBLIGATIONS_DUE.empty()
    suspensions = within(read.suspended, read.month.first, read.month.last)
    suspended = suspensions["obligation_id"]
    if suspensions.height:
        suspended = the_same(reader, suspended, suspensions["employment"].unique().to_list())
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
        due.select(
            "employment", "is_divisible", obligation="id", kind="kind_of_due", amount="instalment"
        ).sort("employment", "obligation")
    )
