"""Earnings: segments, stated rates and attendance give one amount per line and part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vethanam.money import to_rupee
from vethanam.rules.component import Worked
from vethanam.rules.component_values import inheriting, unconfirmed, why_unknown, with_steps, worked_on
from vethanam.rules.facts import MonthFacts
from vethanam.rules.frame_alignment import one_each
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rounding import rounded
from vethanam.rules.rulebook import Rulebook

KEY = ("employment", "part")
#: the reasons of held lines
HELD = pl.DataFrame(
    schema={
        "employment": pl.Int64, "part": pl.Int32, "component": pl.String,
        "reason": pl.String, "missing": pl.String, "why": pl.String,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earnings:
    """One row per part, one column per earning of the pack (null if held), and the reasons of held lines.

    ``held`` has employment, part, component, reason, missing, why. A column ``<earning>_weak`` marks parts
    with an amount based on an unverified figure; earnings without such a column have none.
    """

    parts: pl.DataFrame
    held: pl.DataFrame


def earnings_of(facts: MonthFacts, rulebook: Rulebook, on: InForce) -> Earnings:
    """The earnings of every part."""
    segments = with_days(facts.segments, on)
    steps = worked_on(rulebook.components_of(["step"], "segment"), on)
    lines = inheriting(carried_on(rulebook, on), steps)
    lazy = with_steps(segments, steps).lazy()
    exact = lazy.with_columns(exact_of(line).alias(exact_name(line)) for line in lines).collect()
    parts = _summed(exact, lines, on, rulebook.pack.unpaid_absences)
    held = pl.concat([_held(exact, line, on) for line in lines if line.component.kind == "earning"])
    parts = _with_stated(parts, facts, segments, rulebook, on)
    parts = _with_wages(parts, facts, rulebook)
    names = rulebook.pack.earnings_in_order
    none = pl.lit(0, dtype=pl.Int64)
    parts = parts.with_columns(none.alias(n) for n in names if n not in parts.columns)
    parts = parts.with_columns(pl.sum_horizontal(names).alias("gross"))
    if held.height:
        unknown = parts.select(*KEY, *held["component"].unique().sort())
        still = unknown.unpivot(index=KEY, variable_name="component").filter(pl.col("value").is_null())
        held = held.join(still, on=[*KEY, "component"], how="semi", maintain_order="left")
    return Earnings(parts, held)


def carried_on(rulebook: Rulebook, on: InForce) -> list[Worked]:
    """The lines carried exactly from segments to parts; also registers their scales for readers."""
    lines = worked_on(rulebook.components_of(["earning", "carried"], "segment"), on)
    on.scales.update({line.component.name: line.formula.scale * on.month.days for line in lines})
    return lines


def with_days(segments: pl.DataFrame, on: InForce) -> pl.DataFrame:
    """Segments with their number of days."""
    days = (pl.col("until") - pl.col("start")).dt.total_days() + 1
    return segments.with_columns(days.cast(pl.Int64).alias("days"))


def exact_name(line: Worked) -> str:
    """The column with the exact amount of a line, before rounding."""
    return f"{line.component.name}_exact"


def exact_of(line: Worked) -> pl.Expr:
    """The monthly amount × days, over ``scale × month days``; zero days give zero, even if unknown."""
    days = pl.col(line.component.days)
    amount = line.formula.numerator * days
    return amount if line.component.days == "days" else pl.when(days == 0).then(0).otherwise(amount)


def _summed(exact: pl.DataFrame, lines: Sequence[Worked], on: InForce, unpaid: Sequence[str]) -> pl.DataFrame:
    weak = {weak_name(line): unconfirmed(line) for line in lines if line.is_unconfirmed}
    exact = exact.with_columns(
        *(expression.alias(name) for name, expression in weak.items()), *_what_is_paid(unpaid)
    )
    carried = [*(exact_name(line) for line in lines), *weak, "with_pay", "suspended"]
    sums = [_sum_of(exact, exact_name(line)) for line in lines]
    flags = [pl.col(name).any() for name in (*weak, "with_pay", "suspended")]
    summed = one_each(exact.select(*KEY, *carried), KEY, [*sums, *flags])
    return summed.with_columns(
        *(
            rounded(pl.col(exact_name(line)), on.scales[line.component.name], line.component.rounding).alias(
                line.component.name
            )
            for line in lines
            if line.component.kind == "earning"
        ),
        pl.col("with_pay").alias("earns_pay"),
        (pl.col("suspended") & ~pl.col("with_pay")).alias("is_on_subsistence"),
    ).drop("with_pay", "suspended")


def weak_name(line: Worked) -> str:
    """The column that marks amounts based on an unverified figure."""
    return f"{line.component.name}_weak"


def _sum_of(exact: pl.DataFrame, name: str) -> pl.Expr:
    total = pl.col(name).sum()
    if not exact[name].null_count():
        return total
    return pl.when(pl.col(name).null_count() == 0).then(total).alias(name)


def _what_is_paid(unpaid: Sequence[str]) -> list[pl.Expr]:
    """Whether a segment is paid as duty or leave, and whether it is suspension."""
    absence = pl.col("absence")
    with_pay = absence.is_null() | ~absence.is_in([*unpaid, "suspension"])
    return [
        with_pay.fill_null(True).alias("with_pay"),
        (absence == "suspension").fill_null(False).alias("suspended"),
    ]


def _held(exact: pl.DataFrame, line: Worked, on: InForce) -> pl.DataFrame:
    if not exact[exact_name(line)].null_count():
        return HELD.clear()
    rows = exact.filter(pl.col(exact_name(line)).is_null())
    told = why_unknown(rows, line, KEY, on)
    return told.with_columns(pl.lit(line.component.name).alias("component")).select(
        *KEY, "component", "reason", "missing", "why"
    )


def stated_days(facts: MonthFacts, segments: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Stated rates with their days in segments with pay."""
    paid = segments.filter(~pl.col("absence").is_in(rulebook.pack.unpaid_absences).fill_null(False))
    spells = paid.select(*KEY, pl.col("start").alias("from_day"), pl.col("until").alias("to_day"))
    both = facts.rates.join(spells, on=KEY, how="inner", maintain_order="left")
    days = (pl.min_horizontal("until", "to_day") - pl.max_horizontal("start", "from_day")).dt.total_days() + 1
    return both.with_columns(days.clip(lower_bound=0).cast(pl.Int64).alias("days"))


def _with_stated(
    parts: pl.DataFrame, facts: MonthFacts, segments: pl.DataFrame, rulebook: Rulebook, on: InForce
) -> pl.DataFrame:
    """Replace computed amounts by stated ones: a component stated by an order is not computed."""
    if facts.rates.is_empty():
        return parts
    stated = (
        stated_days(facts, segments, rulebook)
        .group_by(*KEY, "component", maintain_order=True)
        .agg((pl.col("amount") * pl.col("days")).sum())
    )
    named = facts.rates.select(*KEY, "component").unique(maintain_order=True)
    sums = named.join(stated, on=[*KEY, "component"], how="left", maintain_order="left").with_columns(
        pl.col("amount").fill_null(0)
    )
    wide = sums.pivot("component", index=KEY, values="amount", aggregate_function="first")
    names = [name for name in wide.columns if name not in KEY]
    joined = parts.join(wide, on=KEY, how="left", suffix="_stated", maintain_order="left")
    laid = [laid for name in names for laid in _laid(name, parts.columns, on)]
    return joined.with_columns(laid).select(*parts.columns, *(n for n in names if n not in parts.columns))


def _laid(name: str, computed: Sequence[str], on: InForce) -> list[pl.Expr]:
    """A stated sum of amount × days replaces the computed amount, rounded and exact."""
    days = on.month.days
    if name not in computed:
        return [rounded(pl.col(name).fill_null(0), days, "rupee").alias(name)]
    stated = pl.col(f"{name}_stated")
    over = [pl.coalesce(rounded(stated, days, "rupee"), pl.col(name)).alias(name)]
    if f"{name}_weak" in computed:
        over.append((pl.col(f"{name}_weak") & stated.is_null()).alias(f"{name}_weak"))
    if f"{name}_exact" not in computed:
        return over
    exact = pl.coalesce(stated * (on.scales[name] // days), pl.col(f"{name}_exact")).alias(f"{name}_exact")
    return [*over, exact]


def _with_wages(parts: pl.DataFrame, facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    name, _ = rulebook.pack.wages
    if facts.attendance.is_empty():
        return parts
    earned = facts.attendance.group_by(KEY, maintain_order=True).agg(
        to_rupee((pl.col("worked").cast(pl.Int64) * pl.col("rate")).sum()).alias(name)
    )
    return parts.join(earned, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col(name).fill_null(0)
    )


def expected_of(facts: MonthFacts, rulebook: Rulebook, on: InForce, earnings: Earnings) -> pl.DataFrame:
    """Each employment's expected month: a full month on duty on the terms of its last segment.

    Columns employment, ``full_month``, sorted by employment; on wages it is the month's own gross. A full
    month on duty on unchanged terms is already computed and not repeated.
    """
    gross = earnings.parts.select("employment", "gross")
    gross = one_each(gross, ["employment"], [pl.col("gross").sum()])
    awkward = _not_the_whole_month(facts, on)
    if awkward.is_empty():
        return gross.rename({"gross": "full_month"})
    some = facts.segments.filter(pl.col("employment").is_in(awkward.implode()))
    last = some.unique(subset=["employment"], keep="last", maintain_order=True)
    again = last.filter(~pl.col("pay_basis").is_in(["daily", "hourly"]))
    whole = again.with_columns(
        pl.lit(1, dtype=pl.Int32).alias("part"),
        pl.lit(on.month.first).alias("start"),
        pl.lit(on.month.last).alias("until"),
        pl.lit(None, dtype=pl.String).alias("absence"),
        pl.lit(None, dtype=pl.Date).alias("absence_since"),
    )
    if whole.is_empty():
        return gross.rename({"gross": "full_month"})
    month = MonthFacts(facts.month, whole, facts.months.clear(), _rates_on_the_last_day(facts, again, on))
    full = earnings_of(month, rulebook, on).parts.select("employment", pl.col("gross").alias("full_month"))
    joined = gross.join(full, on="employment", how="left", maintain_order="left")
    return joined.select("employment", pl.coalesce("full_month", "gross").alias("full_month"))


def _not_the_whole_month(facts: MonthFacts, on: InForce) -> pl.Series:
    """Employments without a full month on duty in one segment, or with stated rates."""
    whole = (
        (pl.col("start") == on.month.first) & (pl.col("until") == on.month.last) & pl.col("absence").is_null()
    )
    others = facts.segments.filter(~whole)["employment"]
    return pl.concat([others, facts.rates["employment"]]).unique()


def _rates_on_the_last_day(facts: MonthFacts, last: pl.DataFrame, on: InForce) -> pl.DataFrame:
    """Stated rates of the last part in force on the last day of service in the month, for a full month."""
    ends = last.select("employment", "part", pl.col("until").alias("last_day"))
    holding = facts.rates.join(ends, on=KEY, how="inner", maintain_order="left").filter(
        (pl.col("start") <= pl.col("last_day")) & (pl.col("until") >= pl.col("last_day"))
    )
    return holding.with_columns(
        pl.lit(1, dtype=pl.Int32).alias("part"),
        pl.lit(on.month.first).alias("start"),
        pl.lit(on.month.last).alias("until"),
    ).select(facts.rates.columns)
