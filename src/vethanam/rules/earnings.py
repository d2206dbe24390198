"""Earnings: from segments, stated rates and attendance to one amount for each line of each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vethanam.money import to_rupee
from vethanam.rules.component import Worked
from vethanam.rules.facts import MonthFacts
from vethanam.rules.in_force import InForce
from vethanam.rules.rounding import rounded
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.worked import unconfirmed, why_unknown, with_steps, worked_on

KEY = ("employment", "part")


@dataclass(frozen=True, slots=True)
class Earnings:
    """One row for each part, one column for each earning of the pack (null when held), and why lines are held.

    ``held`` has employment, part, component, reason, missing, says; ``unconfirmed`` employment, part, component.
    """

    parts: pl.DataFrame
    held: pl.DataFrame
    unconfirmed: pl.DataFrame


def earnings_of(facts: MonthFacts, rulebook: Rulebook, on: InForce) -> Earnings:
    """The earnings of every part."""
    segments = with_days(facts.segments, on)
    steps = worked_on(rulebook.components_of(["step"], "segment"), on)
    lines = worked_on(rulebook.components_of(["earning"], "segment"), on)
    segments = with_steps(segments, steps)
    exact = segments.with_columns(exact_of(line).alias(exact_name(line)) for line in lines)
    parts = _summed(exact, lines, on)
    held = pl.concat([_held(exact, line, on) for line in lines], how="vertical")
    weak = pl.concat([_weak(exact, line) for line in lines], how="vertical")
    parts = _with_stated(parts, facts, segments, rulebook, on)
    parts = _with_wages(parts, facts, rulebook)
    parts = parts.with_columns(
        pl.lit(0, dtype=pl.Int64).alias(n) for n in rulebook.pack.earnings_in_order if n not in parts.columns
    )
    names = rulebook.pack.earnings_in_order
    parts = parts.with_columns(pl.sum_horizontal(names).alias("gross"))
    still = (
        parts.select(*KEY, *names)
        .unpivot(index=KEY, variable_name="component")
        .filter(pl.col("value").is_null())
    )
    return Earnings(parts, held.join(still, on=[*KEY, "component"], how="semi"), weak)


def with_days(segments: pl.DataFrame, on: InForce) -> pl.DataFrame:
    """Segments with their days."""
    days = (pl.col("until") - pl.col("start")).dt.total_days() + 1
    return segments.with_columns(days.cast(pl.Int64).alias("days"))


def exact_name(line: Worked) -> str:
    """The column that carries a line exactly, before it is rounded."""
    return f"{line.component.name}_exact"


def exact_of(line: Worked) -> pl.Expr:
    """A month's amount times the days, over ``scale × month days``; zero days bring nothing, known or not."""
    days = pl.col(line.component.days)
    amount = line.formula.numerator * days
    return amount if line.component.days == "days" else pl.when(days == 0).then(0).otherwise(amount)


def _summed(exact: pl.DataFrame, lines: Sequence[Worked], on: InForce) -> pl.DataFrame:
    sums: list[pl.Expr] = []
    for line in lines:
        name = exact_name(line)
        total = pl.col(name).sum()
        if exact[name].null_count():
            total = pl.when(pl.col(name).null_count() == 0).then(total)
        sums.append(total)
    summed = exact.group_by(KEY, maintain_order=True).agg(sums)
    days = on.month.days
    amounts = [
        rounded(pl.col(exact_name(line)), line.formula.scale * days, line.component.rounding).alias(
            line.component.name
        )
        for line in lines
    ]
    return summed.select(*KEY, *amounts)


def _held(exact: pl.DataFrame, line: Worked, on: InForce) -> pl.DataFrame:
    rows = exact.filter(pl.col(exact_name(line)).is_null())
    told = why_unknown(rows, line, KEY, on)
    return told.with_columns(pl.lit(line.component.name).alias("component")).select(
        *KEY, "component", "reason", "missing", "says"
    )


def _weak(exact: pl.DataFrame, line: Worked) -> pl.DataFrame:
    if not line.is_unconfirmed:
        return exact.clear().select(*KEY, pl.lit(line.component.name).alias("component"))
    rows = exact.filter(unconfirmed(exact, line) & (pl.col(exact_name(line)) != 0))
    return rows.select(*KEY, pl.lit(line.component.name).alias("component")).unique(maintain_order=True)


def stated_days(facts: MonthFacts, segments: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Stated rates with the days of theirs that lie in a segment with pay."""
    paid = segments.filter(~pl.col("absence").is_in(rulebook.pack.unpaid_absences).fill_null(False))
    spells = paid.select(*KEY, pl.col("start").alias("from_day"), pl.col("until").alias("to_day"))
    both = facts.rates.join(spells, on=KEY, how="inner", maintain_order="left")
    days = (pl.min_horizontal("until", "to_day") - pl.max_horizontal("start", "from_day")).dt.total_days() + 1
    return both.with_columns(days.clip(lower_bound=0).cast(pl.Int64).alias("days"))


def _with_stated(
    parts: pl.DataFrame, facts: MonthFacts, segments: pl.DataFrame, rulebook: Rulebook, on: InForce
) -> pl.DataFrame:
    """Stated lines laid over the computed ones: where an order states a component, it is not computed."""
    if facts.rates.is_empty():
        return parts
    stated = (
        stated_days(facts, segments, rulebook)
        .group_by(*KEY, "component", maintain_order=True)
        .agg((pl.col("amount") * pl.col("days")).sum())
    )
    none = (
        facts.rates.select(*KEY, "component")
        .unique(maintain_order=True)
        .join(stated, on=[*KEY, "component"], how="left", maintain_order="left")
    )
    amounts = none.with_columns(
        rounded(pl.col("amount").fill_null(0), on.month.days, "rupee").alias("amount")
    )
    wide = amounts.pivot("component", index=KEY, values="amount", aggregate_function="first")
    names = [name for name in wide.columns if name not in KEY]
    joined = parts.join(wide, on=KEY, how="left", suffix="_stated", maintain_order="left")
    laid = [
        pl.coalesce(pl.col(f"{name}_stated"), pl.col(name)).alias(name)
        if name in parts.columns
        else pl.col(name).fill_null(0)
        for name in names
    ]
    return joined.with_columns(laid).select(*parts.columns, *(n for n in names if n not in parts.columns))


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
    """Each employment's expected month: a whole month on duty on the terms of its last segment.

    Columns employment, ``full_month``; on wages it is the month's own gross.
    """
    last = facts.segments.unique(subset=["employment"], keep="last", maintain_order=True)
    first, until = pl.lit(on.month.first), pl.lit(on.month.last)
    whole = last.with_columns(
        pl.lit(1, dtype=pl.Int32).alias("part"),
        first.alias("start"),
        until.alias("until"),
        pl.lit(None, dtype=pl.String).alias("absence"),
        pl.lit(None, dtype=pl.Date).alias("absence_since"),
    )
    holding = _rates_on_the_last_day(facts, last, on)
    month = MonthFacts(facts.month, whole, facts.months.clear(), holding)
    full = earnings_of(month, rulebook, on).parts.select("employment", pl.col("gross").alias("full_month"))
    wages, _ = rulebook.pack.wages
    own = earnings.parts.group_by("employment", maintain_order=True).agg(
        pl.col("gross").sum(), pl.col(wages).sum()
    )
    joined = own.join(full, on="employment", how="left", maintain_order="left")
    on_wages = last.select("employment", pl.col("pay_basis").is_in(["daily", "hourly"]).alias("on_wages"))
    joined = joined.join(on_wages, on="employment", how="left", maintain_order="left")
    return joined.select(
        "employment", pl.when(pl.col("on_wages")).then("gross").otherwise("full_month").alias("full_month")
    )


def _rates_on_the_last_day(facts: MonthFacts, last: pl.DataFrame, on: InForce) -> pl.DataFrame:
    """Stated rates of the last part that hold on the last day of service in the month, for a whole month."""
    ends = last.select("employment", "part", pl.col("until").alias("last_day"))
    holding = facts.rates.join(ends, on=KEY, how="inner", maintain_order="left").filter(
        (pl.col("start") <= pl.col("last_day")) & (pl.col("until") >= pl.col("last_day"))
    )
    return holding.with_columns(
        pl.lit(1, dtype=pl.Int32).alias("part"),
        pl.lit(on.month.first).alias("start"),
        pl.lit(on.month.last).alias("until"),
    ).select(facts.rates.columns)
