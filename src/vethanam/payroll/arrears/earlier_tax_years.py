"""Relief for arrears of earlier tax years: the tax they would have added in their own years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.payroll.arrears.past_claims import drawn_by, taken_rows
from vethanam.payroll.register.drawn_lines import received_late, taxed_before
from vethanam.periods import Month
from vethanam.rules.columns import EARLIER_YEARS
from vethanam.rules.rulebook import Rulebook
from vethanam.service_book.queries import BookReader, tax_choices

#: one row per person and earlier year; ``salary`` and ``added`` are null if unknown
YEARS = {
    "employment": pl.Int64,
    "year": pl.Int64,
    "arrears": pl.Int64,
    "salary": pl.Int64,
    "tax_regime": pl.String,
    "added": pl.Int64,
}
_PERSON = ("employment", "born", "joined", "ends_on")


def first_of(tax_year: int) -> Month:
    """The first month of pay of a tax year: March, which is paid in April."""
    return Month(tax_year, 3)


def received_of_earlier_years(reader: BookReader, people: Sequence[int], month: Month) -> pl.DataFrame:
    """Receipts taxed with this month's pay that belong to earlier tax
    years: ``employment``, ``year``, ``arrears``.
    """
    first = first_of(int(month.tax_year[:4]))
    if month <= first:
        return pl.DataFrame(schema={name: YEARS[name] for name in ("employment", "year", "arrears")})
    return by_year(received_late(reader, people, first, month.plus(-1), before=first))


def by_year(months: pl.DataFrame) -> pl.DataFrame:
    """Sums of ``gross`` by the tax year of ``for_month``.

    Years with more refunded than received are left out.
    """
    year, number = pl.col("for_month") // 100, pl.col("for_month") % 100
    of = months.with_columns(year=year - (number < first_of(2000).number).cast(pl.Int64))
    sums = of.group_by("employment", "year").agg(arrears=pl.col("gross").sum())
    return sums.filter(pl.col("arrears") > 0).sort("employment", "year")


def earlier_years(
    reader: BookReader,
    arrears: pl.DataFrame,
    people: pl.DataFrame,
    known_at: datetime,
    rulebook: Rulebook,
) -> pl.DataFrame:
    """The tax arrears would have added in their own years; columns as :data:`YEARS`.

    ``arrears`` has ``employment``, ``year``, ``arrears``; ``people`` a row for each with ``born``,
    ``joined``, ``ends_on``. The salary of a year is known if every month in service was drawn on a bill or a
    recorded voucher.
    """
    found = [pl.DataFrame(schema=YEARS)]
    for (year,), some in arrears.group_by("year", maintain_order=True):
        found.append(_year(reader, int(str(year)), some, people, known_at, rulebook))
    return pl.concat(found).sort("employment", "year")


def _year(
    reader: BookReader,
    year: int,
    arrears: pl.DataFrame,
    people: pl.DataFrame,
    known_at: datetime,
    rulebook: Rulebook,
) -> pl.DataFrame:
    first, whose = first_of(year), arrears["employment"].to_list()
    last = first.plus(11)
    received = taxed_before(reader, whose, first, last)
    whole = _drawn_whole(reader, people.filter(pl.col("employment").is_in(whose)), first, last)
    rows = (
        arrears.join(people.select("employment", "born"), on="employment", how="left", maintain_order="left")
        .join(
            received.select("employment", salary="gross"), on="employment", how="left", maintain_order="left"
        )
        .join(tax_choices(reader, last, known_at, whose), on="employment", how="left", maintain_order="left")
        .with_columns(
            tax_regime=pl.col("tax_regime").fill_null("new"),
            salary=pl.when(pl.col("employment").is_in(whole)).then("salary"),
        )
    )
    on = rulebook.in_force(first, known_at=localdate(known_at))
    asked = EARLIER_YEARS.checked(
        rows.rename({"salary": "salary_of_year"})
        .with_columns(pl.col("salary_of_year").fill_null(0))
        .select(EARLIER_YEARS.names)
    )
    added = pl.lit(None, pl.Int64) if rulebook.pack.tax_added is None else rulebook.pack.tax_added(on, asked)
    rows = rows.with_columns(added=added)
    return rows.with_columns(added=pl.when(pl.col("salary").is_not_null()).then("added")).select(list(YEARS))


def _drawn_whole(reader: BookReader, people: pl.DataFrame, first: Month, last: Month) -> list[int]:
    """People with every month of the year's service drawn."""
    drawn = drawn_by(taken_rows(reader, people["employment"].to_list(), first, last))[
        "employment"
    ].value_counts()
    counts = dict(drawn.iter_rows())
    whole = []
    for row in people.iter_rows(named=True):
        begins = max(first, Month.of(row["joined"] or first.first))
        ends = min(last, Month.of(row["ends_on"] or last.last))
        served = ends.year * 12 + ends.number - (begins.year * 12 + begins.number) + 1
        if 0 < served <= counts.get(row["employment"], 0):
            whole.append(row["employment"])
    return whole


def with_earlier_years(
    reader: BookReader,
    months: pl.DataFrame,
    people: Sequence[int],
    month: Month,
    known_at: datetime,
    rulebook: Rulebook,
) -> pl.DataFrame:
    """Add to the month's facts the arrears of earlier years received in the tax year, and the
    tax of those years.
    """
    if rulebook.pack.tax_added is None:
        return months
    arrears = received_of_earlier_years(reader, people, month)
    if arrears.is_empty():
        return months
    years = earlier_years(reader, arrears, months.select(_PERSON), known_at, rulebook)
    return with_relief_on(months, years)


def with_relief_on(months: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """Add these earlier years to the facts. If one year of a person is unknown, the tax of all is unknown."""
    known = pl.col("added").is_not_null().all()
    sums = years.group_by("employment").agg(
        arrears_of_earlier_years=pl.col("arrears").sum(),
        tax_on_earlier_years=pl.when(known).then(pl.col("added").sum()),
    )
    rest = months.drop("arrears_of_earlier_years", "tax_on_earlier_years", strict=False)
    filled = rest.join(sums, on="employment", how="left", maintain_order="left")
    return filled.with_columns(pl.col("arrears_of_earlier_years").fill_null(0)).select(months.columns)
