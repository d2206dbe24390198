"""Deductions due in a month: those of the rules and the obligations, each in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from vethanam.errors import Sentence
from vethanam.rules.cascade import DUES
from vethanam.rules.component import Worked
from vethanam.rules.component_values import (
    column_of,
    inheriting,
    unconfirmed,
    why_unknown,
    with_steps,
    worked_on,
)
from vethanam.rules.earnings import HELD, KEY, Earnings
from vethanam.rules.facts import MonthFacts
from vethanam.rules.frame_alignment import beside, one_each
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rulebook import Rulebook

LAST_PLACE = 999


@dataclass(frozen=True, slots=True)
class Dues:
    """``dues`` in the columns of the cascade; ``held`` as in earnings; ``employer`` the employer's payments.

    ``months`` and ``parts`` are the frames with every computed step and due, for explanations.
    """

    dues: pl.DataFrame
    employer: pl.DataFrame
    held: pl.DataFrame
    months: pl.DataFrame
    parts: pl.DataFrame


def dues_of(
    facts: MonthFacts, rulebook: Rulebook, on: InForce, earnings: Earnings, expected: pl.DataFrame
) -> Dues:
    """Everything due, before the available pay is considered."""
    months = month_frame(facts, rulebook, earnings, expected)
    steps = worked_on(rulebook.components_of(["step"], "month"), on)
    months = with_steps(months, steps)
    parts = beside(earnings.parts, months.select("employment", *rulebook.pack.funds.schemes))
    by_month = inheriting(worked_on(rulebook.components_of(["deduction"], "month"), on), steps)
    by_part = worked_on(rulebook.components_of(["deduction", "employer"], "part"), on)
    months, parts = with_steps(months, by_month), with_steps(parts, by_part)
    spared = _spared(rulebook, on)
    dues = [_due(months, w, rulebook, on, spared) for w in by_month]
    dues += _of_parts(parts, by_part, rulebook, on, spared)
    dues.append(_of_obligations(facts, months, on, rulebook, spared))
    employer = _employers(parts, by_part)
    held = [_held_month(months, parts, w, on, spared) for w in by_month]
    held += [_held_part(parts, w, on, earnings.held) for w in by_part]
    return Dues(pl.concat(dues), employer, pl.concat(held), months, parts)


def of_parts(
    facts: MonthFacts, rulebook: Rulebook, on: InForce, earnings: Earnings
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Deductions of each part's pay, the employer's payments, and the held lines of
    both, as in :class:`Dues`.
    """
    parts = _with_schemes(earnings.parts, facts, rulebook)
    by_part = worked_on(rulebook.components_of(["deduction", "employer"], "part"), on)
    parts, spared = with_steps(parts, by_part), _spared(rulebook, on)
    dues = _of_parts(parts, by_part, rulebook, on, spared)
    held = [_held_part(parts, w, on, earnings.held) for w in by_part]
    return pl.concat([pl.DataFrame(schema=DUES), *dues]), _employers(parts, by_part), pl.concat(held)


def _with_schemes(parts: pl.DataFrame, facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Parts with each employment's scheme, the only membership data a rule of a part reads."""
    return beside(parts, rulebook.pack.funds.scheme_columns(facts.memberships, facts.months["employment"]))


def _of_parts(
    parts: pl.DataFrame, by_part: Sequence[Worked], rulebook: Rulebook, on: InForce, spared: Sequence[str]
) -> list[pl.DataFrame]:
    return [_due(parts, w, rulebook, on, spared) for w in by_part if w.component.kind == "deduction"]


def employer_lines(facts: MonthFacts, rulebook: Rulebook, on: InForce, earnings: Earnings) -> pl.DataFrame:
    """The employer's payments of each part, computed without the month's deductions."""
    parts = _with_schemes(earnings.parts, facts, rulebook)
    by_part = worked_on(rulebook.components_of(["deduction", "employer"], "part"), on)
    return _employers(with_steps(parts, by_part), by_part)


def month_frame(
    facts: MonthFacts, rulebook: Rulebook, earnings: Earnings, expected: pl.DataFrame
) -> pl.DataFrame:
    """The months with memberships, the summed earnings and gross of the parts, and the expected month."""
    names = (*rulebook.pack.earnings_in_order, "gross")
    parts = earnings.parts.select("employment", "part", *names, "earns_pay", "is_on_subsistence")
    sums = one_each(
        parts.drop("part").with_columns(pl.col(names).fill_null(0)),
        ["employment"],
        [pl.col(names).sum(), pl.col("earns_pay").any(), pl.col("is_on_subsistence").all()],
    )
    members = rulebook.pack.funds.wide(facts.memberships, facts.months["employment"])
    months = beside(beside(beside(facts.months, members), sums), expected)
    full = pl.coalesce("expected_gross", "full_month", 0).alias("expected_month")
    return months.with_columns(full).drop("full_month")


def _place(rulebook: Rulebook, on: InForce, name: str) -> tuple[int, bool]:
    value = on.figure(rulebook.pack.precedence).value(name)
    if value is None:
        return LAST_PLACE, True
    return value.fields["place"], value.fields["is_divisible"]


def _spared(rulebook: Rulebook, on: InForce) -> Sequence[str]:
    """Components not deducted from a part paid only for suspension."""
    if not rulebook.pack.spared:
        return ()
    value = on.figure(rulebook.pack.spared).value()
    return () if value is None or value.is_unknown else value.fields["value"]


def _due(
    frame: pl.DataFrame, worked: Worked, rulebook: Rulebook, on: InForce, spared: Sequence[str]
) -> pl.DataFrame:
    """The rows of a frame with an amount due for a component."""
    name, column = worked.component.name, column_of(worked.component)
    place, is_divisible = _place(rulebook, on, name)
    on_part = pl.col("part") if worked.component.grain == "part" else pl.lit(None, dtype=pl.Int32)
    wanted = pl.col(column) > 0
    if name in spared:
        wanted = wanted & ~pl.col("is_on_subsistence")
    due = (
        frame.lazy()
        .filter(wanted)
        .select(
            "employment",
            on_part.cast(pl.Int32).alias("on_part"),
            pl.lit(name).alias("component"),
            pl.lit(None, dtype=pl.Int64).alias("obligation"),
            pl.lit(place, dtype=pl.Int32).alias("place"),
            pl.lit(is_divisible).alias("is_divisible"),
            pl.lit(name in spared).alias("is_spared"),
            unconfirmed(worked).alias("is_unconfirmed"),
            pl.col(column).cast(pl.Int64).alias("due"),
        )
    )
    return due.collect()


def _employers(parts: pl.DataFrame, by_part: Sequence[Worked]) -> pl.DataFrame:
    return pl.concat([_employer(parts, w) for w in by_part if w.component.kind == "employer"])


def _employer(parts: pl.DataFrame, worked: Worked) -> pl.DataFrame:
    column = column_of(worked.component)
    paid = (
        parts.lazy()
        .filter(pl.col(column) > 0)
        .select(
            *KEY,
            pl.lit(worked.component.name).alias("component"),
            pl.col(column).alias("amount"),
            unconfirmed(worked).alias("is_unconfirmed"),
        )
    )
    return paid.collect()


def _held_month(
    months: pl.DataFrame, parts: pl.DataFrame, worked: Worked, on: InForce, spared: Sequence[str]
) -> pl.DataFrame:
    """Held lines are placed on the first part they could be deducted from."""
    column = column_of(worked.component)
    if not months[column].null_count():
        return HELD.clear()
    rows = months.filter(pl.col(column).is_null())
    bearing = parts.filter(~pl.col("is_on_subsistence")) if worked.component.name in spared else parts
    first = bearing.join(rows.select("employment"), on="employment", how="semi")
    first = first.group_by("employment", maintain_order=True).agg(pl.col("part").min())
    return _told(rows.join(first, on="employment", how="inner", maintain_order="left"), worked, on)


def _held_part(parts: pl.DataFrame, worked: Worked, on: InForce, earned: pl.DataFrame) -> pl.DataFrame:
    """Held lines of a part; if a held earning is the cause, the sentence says so."""
    column = column_of(worked.component)
    if not parts[column].null_count():
        return HELD.clear()
    told = _told(parts.filter(pl.col(column).is_null()), worked, on)
    cause = earned.unique(subset=list(KEY), keep="first", maintain_order=True).select(
        *KEY, pl.col("reason").alias("r"), pl.col("missing").alias("m"), pl.col("why").alias("w")
    )
    joined = told.join(cause, on=KEY, how="left", maintain_order="left")
    kept = Sentence("line_rests_on_held", {"component": worked.component.name, "cause": "…"}).kept
    before, after = kept.split('"…"')
    rests = pl.concat_str(pl.lit(before), pl.col("w"), pl.lit(after))
    return joined.select(
        *KEY,
        "component",
        pl.coalesce("r", "reason").alias("reason"),
        pl.coalesce("m", "missing").alias("missing"),
        pl.coalesce(rests, "why").alias("why"),
    )


def _told(rows: pl.DataFrame, worked: Worked, on: InForce) -> pl.DataFrame:
    told = why_unknown(rows, worked, KEY, on)
    return told.select(*KEY, pl.lit(worked.component.name).alias("component"), "reason", "missing", "why")


def _of_obligations(
    facts: MonthFacts, months: pl.DataFrame, on: InForce, rulebook: Rulebook, spared: Sequence[str]
) -> pl.DataFrame:
    owed = facts.obligations
    if owed.is_empty():
        return pl.DataFrame(schema=DUES)
    pack = rulebook.pack
    places = {kind: _place(rulebook, on, kind)[0] for kind in pack.obligations}
    owed = owed.with_columns(
        pl.col("kind").replace_strict(places, return_dtype=pl.Int32, default=LAST_PLACE).alias("place"),
        pl.col("kind").is_in(spared).alias("is_spared"),
    )
    steps = sorted({*pack.limits.values(), "is_on_subsistence"})
    owed = owed.join(months.select("employment", *steps), on="employment", how="inner", maintain_order="left")
    owed = owed.filter(
        ~(pl.col("is_spared") & pl.col("is_on_subsistence")), ~has_ended(longest_of(owed, rulebook, on))
    )
    if pack.limits and owed["kind"].is_in(list(pack.limits)).any():
        owed = _limited(owed.sort("employment", "place", "obligation", maintain_order=True), pack.limits)
    return owed.select(
        "employment",
        pl.lit(None, dtype=pl.Int32).alias("on_part"),
        pl.col("kind").alias("component"),
        "obligation",
        "place",
        "is_divisible",
        "is_spared",
        pl.lit(False).alias("is_unconfirmed"),
        pl.col("amount").alias("due"),
    )


def longest_of(owed: pl.DataFrame, rulebook: Rulebook, on: InForce) -> dict[str, int]:
    """Month limit of each kind among these obligations, where a figure in force sets one."""
    endings = rulebook.pack.endings
    kinds = [kind for kind in owed["kind"].unique().sort().to_list() if kind in endings]
    figures = {kind: on.figure(endings[kind]).noted(kind) for kind in kinds}
    return {
        kind: value.fields["value"]
        for kind, value in figures.items()
        if value is not None and not value.is_unknown
    }


def has_ended(longest: Mapping[str, int]) -> pl.Expr:
    """True if an obligation has reached its month limit."""
    if not longest:
        return pl.lit(False)
    most = pl.col("kind").replace_strict(longest, return_dtype=pl.Int32, default=None)
    return (pl.col("months_taken") >= most).fill_null(False)


def _limited(owed: pl.DataFrame, limits: Mapping[str, str]) -> pl.DataFrame:
    """Limit each kind to its limit less the limited kinds before it."""
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
