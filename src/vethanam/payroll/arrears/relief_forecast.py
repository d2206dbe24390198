"""The relief from income tax for one person's arrears, if they were drawn now."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl
from django.utils.timezone import localdate

from vethanam.clauses import Explanation
from vethanam.money import Paise, shown
from vethanam.payroll.arrears.earlier_tax_years import by_year, earlier_years, first_of, with_relief_on
from vethanam.payroll.arrears.statement import Arrears
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED, received_late
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import explain
from vethanam.service_book.reader import BookReader

MARCH = 3


@dataclass(frozen=True, slots=True)
class YearOfArrears:
    """An earlier tax year: its arrears, and the tax they would have added; None if unknown."""

    tax_year: str
    arrears: Paise
    added: Paise | None


@dataclass(frozen=True, slots=True)
class Relief:
    """Relief of the year of receipt. ``amount`` and ``added`` (tax added this year) are None if unknown.

    ``is_asked`` is True if the form for relief (39, before April 2026 10E) is on record, so that the month's
    tax includes the relief.
    """

    tax_year: str
    years: tuple[YearOfArrears, ...]
    amount: Paise | None
    added: Paise | None
    is_asked: bool
    tree: Explanation | None = None

    @property
    def added_then(self) -> Paise:
        """Tax the arrears would have added in the known earlier years."""
        return sum(year.added or 0 for year in self.years)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The years without a known tax."""
        return tuple(year.tax_year for year in self.years if year.added is None)


def relief_of(reader: BookReader, found: Arrears, employment: int) -> Relief | None:
    """The relief for arrears of earlier years, received in the tax year of ``found.known_at``.

    The year's income is estimated as for the tax of the next pay, plus all arrears owed. None if no arrears
    are of an earlier year, or the rules have no relief.
    """
    rulebook, now = rulebook_in_use(found.known_at), Month.of(localdate(found.known_at))
    month = (
        now.plus(-1) if now.number == MARCH else now
    )  # the pay of March is paid, and taxed, in the next year
    pending = _pending(found, employment)
    year = int(month.tax_year[:4])
    earlier = by_year(pending).filter(pl.col("year") < year)
    if rulebook.pack.tax_added is None or earlier.is_empty():
        return None
    snapshot = snapshot_of(reader, month, found.known_at, rulebook, employments=[employment])
    months = snapshot.facts.months
    if months.is_empty():
        return Relief(
            month.tax_year,
            tuple(_named(year, sum_, None) for _, year, sum_ in earlier.rows()),
            None,
            None,
            is_asked=False,
        )
    first = first_of(year)
    before = by_year(received_late(reader, [employment], first, month, before=first))
    summed = pl.concat([earlier, before]).group_by("employment", "year").agg(pl.col("arrears").sum())
    years = earlier_years(reader, summed.sort("year"), months, found.known_at, rulebook)
    owed = max(int(pending["gross"].sum()), 0) + _after_the_pay(reader, employment, first, month)
    with_all = with_relief_on(months, years).with_columns(
        pl.col("tax_gross_to_date") + owed, is_relief_asked=pl.lit(True)
    )
    asked = replace(snapshot.facts, months=with_all)
    known_at = localdate(found.known_at)
    tree = explain(asked, rulebook, rulebook.pack.tax_relief, known_at=known_at)
    of_years = tuple(_named(row["year"], row["arrears"], row["added"]) for row in years.iter_rows(named=True))
    is_known = None not in [one.added for one in of_years] and tree.value is not None
    steps = {node.name: node.value for node in tree.walk()}
    return Relief(
        month.tax_year,
        of_years,
        tree.value if is_known else None,
        _added(steps) if is_known else None,
        bool(months["is_relief_asked"].item()),
        tree if is_known else None,
    )


def _after_the_pay(reader: BookReader, employment: int, first: Month, month: Month) -> Paise:
    """Amount received after the month's pay was computed."""
    sums = [
        int(received_late(reader, [employment], first, until)["gross"].sum())
        for until in (month, month.plus(-1))
    ]
    return sums[0] - sums[1]


def _added(steps: dict[str, int | None]) -> Paise:
    return (steps["tax_before_relief"] or 0) - (steps["tax_without_arrears"] or 0)


def _pending(found: Arrears, employment: int) -> pl.DataFrame:
    """The arrears owed and on no bill; an amount on a bill counts as received."""
    mine = found.months.filter(
        pl.col("employment") == employment,
        pl.col("kind") == "earning",
        pl.col("component") != RECOVERY_RETURNED,
    )
    rows = mine.select(
        "employment", pl.col("for_month").cast(pl.Int64), gross=pl.col("difference") - pl.col("open")
    )
    return rows.filter(pl.col("gross") != 0)


def _named(year: int, arrears: Paise, added: Paise | None) -> YearOfArrears:
    return YearOfArrears(f"{year}-{(year + 1) % 100:02d}", arrears, added)


def as_json(relief: Relief) -> dict[str, object]:
    """The relief as plain values in paise, null if unknown."""
    return {
        "tax_year": relief.tax_year,
        "relief_paise": relief.amount,
        "added_paise": relief.added,
        "form_10e": relief.is_asked,
        "years": [
            {"tax_year": one.tax_year, "arrears_paise": one.arrears, "added_paise": one.added}
            for one in relief.years
        ],
    }


def as_text(relief: Relief) -> list[str]:
    """The relief in one or two lines of text."""
    if relief.amount is None:
        return [
            (
                f"  Relief for arrears in {relief.tax_year}: not known, because the tax of "
                f"{', '.join(relief.unknown)} is not."
            )
        ]
    asked = "asked" if relief.is_asked else "not asked yet (Form 39, before April 2026 Form 10E)"
    added = f"They add {shown(relief.added or 0)} to its tax, {shown(relief.added_then)} in their own years."
    return [f"  Relief for arrears in {relief.tax_year}: {shown(relief.amount)}, {asked}. {added}"]
