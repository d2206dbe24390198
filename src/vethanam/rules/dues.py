"""What is to be taken of a month: the deductions of the rules and the obligations, each in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from vethanam.rules.cascade import DUES
from vethanam.rules.component import Component, Worked
from vethanam.rules.earnings import KEY, Earnings
from vethanam.rules.facts import MonthFacts
from vethanam.rules.in_force import InForce
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.worked import column_of, inheriting, unconfirmed, why_unknown, with_steps, worked_on


@dataclass(frozen=True, slots=True)
class Dues:
    """``dues`` in the columns of the cascade; ``held`` and ``unconfirmed`` as in earnings; ``employer`` beside the pay.

    ``months`` is the frame of the months with every step worked out, which explanations read.
    """

    dues: pl.DataFrame
    employer: pl.DataFrame
    held: pl.DataFrame
    unconfirmed: pl.DataFrame
    months: pl.DataFrame
    parts: pl.DataFrame


def dues_of(
    facts: MonthFacts, rulebook: Rulebook, on: InForce, earnings: Earnings, expected: pl.DataFrame
) -> Dues:
    """Everything that is to be taken, before it is known whether pay reaches."""
    months = month_frame(facts, rulebook, earnings, expected)
    steps = worked_on(rulebook.components_of(["step"], "month"), on)
    months = with_steps(months, steps)
    parts = earnings.parts.join(
        facts.months.select("employment", "pension_scheme"),
        on="employment",
        how="left",
        maintain_order="left",
    )
    by_month = inheriting(worked_on(rulebook.components_of(["deduction"], "month"), on), steps)
    by_part = worked_on(rulebook.components_of(["deduction", "employer"], "part"), on)
    months, parts = with_steps(months, by_month), with_steps(parts, by_part)
    dues = [_of_month(months, w, on, rulebook) for w in by_month]
    dues += [_of_part(parts, w, on, rulebook) for w in by_part if w.component.kind == "deduction"]
    dues.append(_of_obligations(facts, months, on, rulebook))
    employer = [_employer(parts, w) for w in by_part if w.component.kind == "employer"]
    held = [_held_month(months, w, on) for w in by_month] + [_held_part(parts, w, on) for w in by_part]
    weak = [_weak(frame, w) for frame, ws in ((months, by_month), (parts, by_part)) for w in ws]
    return Dues(pl.concat(dues), pl.concat(employer), pl.concat(held), pl.concat(weak), months, parts)


def month_frame(
    facts: MonthFacts, rulebook: Rulebook, earnings: Earnings, expected: pl.DataFrame
) -> pl.DataFrame:
    """The months with what the parts brought: each earning and the gross summed, the expected month, suspension throughout."""
    names = (*rulebook.pack.earnings_in_order, "gross")
    sums = earnings.parts.group_by("employment", maintain_order=True).agg(pl.col(n).sum() for n in names)
    suspended = facts.segments.group_by("employment", maintain_order=True).agg(
        (pl.col("absence") == "suspension").fill_null(False).all().alias("is_suspended_throughout")
    )
    months = facts.months.join(sums, on="employment", how="inner", maintain_order="left")
    months = months.join(suspended, on="employment", how="left", maintain_order="left")
    months = months.join(expected, on="employment", how="left", maintain_order="left")
    return months.with_columns(pl.coalesce("expected_gross", "full_month", 0).alias("expected_month")).drop(
        "full_month"
    )


def _place(rulebook: Rulebook, on: InForce, name: str) -> tuple[int, bool]:
    value = on.figure(rulebook.pack.precedence).value(name)
    if value is None:
        return 999, True
    return value.fields["place"], value.fields["is_divisible"]


def _due(
    frame: pl.DataFrame, component: Component, rulebook: Rulebook, on: InForce, on_part: pl.Expr
) -> pl.DataFrame:
    name, column = component.name, column_of(component)
    place, is_divisible = _place(rulebook, on, name)
    return frame.filter(pl.col(column) > 0).select(
        "employment",
        on_part.cast(pl.Int32).alias("on_part"),
        pl.lit(name).alias("component"),
        pl.lit(None, dtype=pl.Int64).alias("obligation"),
        pl.lit(place, dtype=pl.Int32).alias("place"),
        pl.lit(is_divisible).alias("is_divisible"),
        pl.col(column).cast(pl.Int64).alias("due"),
    )


def _of_month(months: pl.DataFrame, worked: Worked, on: InForce, rulebook: Rulebook) -> pl.DataFrame:
    return _due(months, worked.component, rulebook, on, pl.lit(None, dtype=pl.Int32))


def _of_part(parts: pl.DataFrame, worked: Worked, on: InForce, rulebook: Rulebook) -> pl.DataFrame:
    return _due(parts, worked.component, rulebook, on, pl.col("part"))


def _employer(parts: pl.DataFrame, worked: Worked) -> pl.DataFrame:
    column = column_of(worked.component)
    return parts.filter(pl.col(column) > 0).select(
        *KEY, pl.lit(worked.component.name).alias("component"), pl.col(column).alias("amount")
    )


def _held_month(months: pl.DataFrame, worked: Worked, on: InForce) -> pl.DataFrame:
    rows = months.filter(pl.col(column_of(worked.component)).is_null()).with_columns(
        pl.lit(1, dtype=pl.Int32).alias("part")
    )
    return _told(rows, worked, on)


def _held_part(parts: pl.DataFrame, worked: Worked, on: InForce) -> pl.DataFrame:
    return _told(parts.filter(pl.col(column_of(worked.component)).is_null()), worked, on)


def _told(rows: pl.DataFrame, worked: Worked, on: InForce) -> pl.DataFrame:
    told = why_unknown(rows, worked, KEY, on)
    return told.select(*KEY, pl.lit(worked.component.name).alias("component"), "reason", "missing", "says")


def _weak(frame: pl.DataFrame, worked: Worked) -> pl.DataFrame:
    if not worked.is_unconfirmed:
        return frame.clear().select("employment", pl.lit(worked.component.name).alias("component"))
    name = worked.component.name
    rows = frame.filter(unconfirmed(frame, worked) & (pl.col(column_of(worked.component)) > 0))
    return rows.select("employment", pl.lit(name).alias("component")).unique(maintain_order=True)


def _of_obligations(facts: MonthFacts, months: pl.DataFrame, on: InForce, rulebook: Rulebook) -> pl.DataFrame:
    owed = facts.obligations
    if owed.is_empty():
        return pl.DataFrame(schema=DUES)
    pack = rulebook.pack
    places = [
        pl.when(pl.col("kind") == kind).then(pl.lit(_place(rulebook, on, kind)[0], dtype=pl.Int32))
        for kind in pack.obligations
    ]
    steps = sorted({*pack.limits.values(), *pack.spared.values()})
    owed = owed.with_columns(pl.coalesce(*places, pl.lit(999, dtype=pl.Int32)).alias("place"))
    owed = owed.join(months.select("employment", *steps), on="employment", how="inner", maintain_order="left")
    for kind, spared in pack.spared.items():
        owed = owed.filter((pl.col("kind") != kind) | (pl.col(spared).cast(pl.Int64).fill_null(0) == 0))
    owed = _limited(owed.sort("employment", "place", "obligation", maintain_order=True), pack.limits)
    return owed.select(
        "employment",
        pl.lit(None, dtype=pl.Int32).alias("on_part"),
        pl.col("kind").alias("component"),
        "obligation",
        "place",
        "is_divisible",
        pl.col("amount").alias("due"),
    )


def _limited(owed: pl.DataFrame, limits: Mapping[str, str]) -> pl.DataFrame:
    """Each limited kind gets what its limit leaves after the limited ones before it."""
    owed = owed.with_columns(pl.lit(0, dtype=pl.Int64).alias("before"))
    for kind, limit in limits.items():
        mine = pl.col("kind") == kind
        room = (pl.col(limit).fill_null(0) - pl.col("before")).clip(lower_bound=0)
        so_far = pl.when(mine).then(pl.col("amount")).otherwise(0).cum_sum().over("employment")
        allowed = pl.min_horizontal(so_far, room) - pl.min_horizontal(so_far - pl.col("amount"), room)
        owed = owed.with_columns(pl.when(mine).then(allowed).otherwise(pl.col("amount")).alias("amount"))
        took = pl.when(mine).then(pl.col("amount")).otherwise(0).sum().over("employment")
        owed = owed.with_columns((pl.col("before") + took).alias("before"))
    return owed
