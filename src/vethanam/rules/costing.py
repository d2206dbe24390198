"""What a proposed order would cost: a month under it less the month as it stands, for everybody.

People whose month reads the same cost the same, to the paisa, so each kind of month is worked out once and counted as
often as there are people of it. What is in force is read and never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from vethanam.money import Paise
from vethanam.periods import Month
from vethanam.rules.assess import sound_facts
from vethanam.rules.columns import SEGMENTS
from vethanam.rules.dues import employer_lines
from vethanam.rules.earnings import KEY, earnings_of
from vethanam.rules.facts import MonthFacts
from vethanam.rules.proposing import Proposal
from vethanam.rules.rulebook import Rulebook

#: where each part of a month stands: a number for who draws it, under which head, on which scale
PLACED = {"employment": pl.Int64, "part": pl.Int32, "place": pl.Int32}
BY_COMPONENT = {
    "month": pl.Int64,
    "component": pl.String,
    "people": pl.Int64,
    "in_force": pl.Int64,
    "proposed": pl.Int64,
}
BY_PLACE = {"month": pl.Int64, "place": pl.Int32, "people": pl.Int64, "cost": pl.Int64}


@dataclass(frozen=True, slots=True)
class CostMonth:
    """A month of everybody, each kind once: its facts, and how many stand for it where.

    ``weights`` has ``employment`` (who stands for the kind), ``part``, ``place`` and ``people``.
    ``aside`` people cannot be computed and are not in it.
    """

    facts: MonthFacts
    weights: pl.DataFrame
    aside: int = 0

    @property
    def month(self) -> Month:
        """The month of work."""
        return self.facts.month


@dataclass(frozen=True, slots=True)
class Cost:
    """What an order would cost in some months, in paise.

    ``by_component`` has ``month``, ``component``, ``people`` concerned, and the sums in force and proposed; ``by_place``
    the ``cost`` by ``month`` and ``place``. ``held`` counts lines that an unknown figure holds, now or under the
    proposal: they are in neither sum.
    """

    proposal: Proposal
    by_component: pl.DataFrame
    by_place: pl.DataFrame
    people: int
    aside: int
    held: int

    @property
    def total(self) -> Paise:
        """Of all months together."""
        return int(self.by_place["cost"].sum())

    @property
    def arrears(self) -> Paise:
        """Of the months worked before it is first drawn."""
        return self._sum(pl.col("month") < int(self.proposal.first_drawn))

    @property
    def with_salary(self) -> Paise:
        """Of the months from the first drawn on."""
        return self._sum(pl.col("month") >= int(self.proposal.first_drawn))

    def _sum(self, which: pl.Expr) -> Paise:
        return int(self.by_place.filter(which)["cost"].sum())


def kinds_of(facts: MonthFacts, placed: pl.DataFrame, rulebook: Rulebook) -> CostMonth:
    """A month with each kind once; ``placed`` has the columns :data:`PLACED` for every part.

    One whole stretch of days without stated rates or wages is told apart by what it reads; anything else stands for itself.
    """
    on = rulebook.in_force(facts.month, reading="due")
    everybody = facts.months["employment"].n_unique()
    _, sound = sound_facts(facts.checked(), rulebook, on)
    once = pl.len().over("employment") == 1
    others = pl.concat([sound.rates["employment"], sound.attendance["employment"]]).unique()
    schemes = sound.months.select("employment", "pension_scheme")
    rows = sound.segments.join(schemes, on="employment", how="left", maintain_order="left")
    rows = rows.with_columns(plain=once & ~pl.col("employment").is_in(others.implode()))
    alike = [name for name in SEGMENTS.names if name != "employment"] + ["pension_scheme", "plain"]
    first = pl.col("employment").min().over(alike)
    rows = rows.with_columns(kind=pl.when("plain").then(first).otherwise("employment"))
    stands = rows.select("employment", "part", "kind").unique(maintain_order=True)
    weights = (
        placed.select(list(PLACED))
        .join(stands, on=KEY, how="inner")
        .group_by(pl.col("kind").alias("employment"), "part", "place")
        .agg(people=pl.len().cast(pl.Int64))
        .sort("employment", "part", "place")
    )
    theirs = pl.col("employment").is_in(rows["kind"].unique().implode())
    kept = MonthFacts(
        facts.month,
        sound.segments.filter(theirs),
        sound.months.filter(theirs),
        sound.rates.filter(theirs),
        sound.attendance.filter(theirs),
    )
    return CostMonth(kept, weights, everybody - rows["employment"].n_unique())


def together(months: Sequence[CostMonth]) -> CostMonth:
    """The same month of different people, as one."""
    frames = {
        name: pl.concat([getattr(one.facts, name) for one in months])
        for name in ("segments", "months", "rates", "attendance")
    }
    weights = pl.concat([one.weights for one in months])
    return CostMonth(MonthFacts(months[0].month, **frames), weights, sum(one.aside for one in months))


@dataclass(frozen=True, slots=True)
class Baseline:
    """Months as they stand, worked out once for any number of proposals."""

    rulebook: Rulebook
    months: Mapping[Month, CostMonth]
    lines: Mapping[Month, pl.DataFrame]


def baseline_of(months: Sequence[CostMonth], rulebook: Rulebook) -> Baseline:
    """What is in force brings in each month."""
    lines = {one.month: _lines(one.facts, rulebook) for one in months}
    return Baseline(rulebook, {one.month: one for one in months}, lines)


def cost_of(proposal: Proposal, base: Baseline) -> Cost:
    """The months under the proposal less the months as they stand."""
    over = proposal.over(base.rulebook)
    by_component, by_place, held = [], [], 0
    for month, one in base.months.items():
        if month.last < proposal.with_effect_from:
            continue
        now = base.lines[month]
        then = _lines(proposal.facts(one.facts), over)
        both = now.join(then, on=[*KEY, "component"], how="full", coalesce=True, suffix="_then")
        is_held = pl.col("amount").is_null() & pl.col("is_held") | pl.col("amount_then").is_null() & pl.col(
            "is_held_then"
        )
        both = both.with_columns(aside=is_held.fill_null(False))
        weight = one.weights.group_by(KEY).agg(pl.col("people").sum())
        counted = both.join(weight, on=KEY, how="inner")
        held += int(counted.filter("aside")["people"].sum())
        counted = counted.filter(~pl.col("aside")).with_columns(
            pl.col("amount", "amount_then").fill_null(0), month=pl.lit(int(month), pl.Int64)
        )
        changed = counted.filter(pl.col("amount") != pl.col("amount_then"))
        by_component.append(_by_component(changed))
        by_place.append(_by_place(changed, one.weights, month))
    return Cost(
        proposal,
        pl.concat([pl.DataFrame(schema=BY_COMPONENT), *by_component]).sort("month", "component"),
        pl.concat([pl.DataFrame(schema=BY_PLACE), *by_place]).sort("month", "place"),
        max(
            (int(one.weights.filter(pl.col("part") == 1)["people"].sum()) for one in base.months.values()),
            default=0,
        ),
        max((one.aside for one in base.months.values()), default=0),
        held,
    )


def _by_component(changed: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("people")
    sums = changed.group_by("month", "component").agg(
        weight.sum(),
        in_force=(pl.col("amount") * weight).sum(),
        proposed=(pl.col("amount_then") * weight).sum(),
    )
    return sums.select(list(BY_COMPONENT))


def _by_place(changed: pl.DataFrame, weights: pl.DataFrame, month: Month) -> pl.DataFrame:
    each = changed.group_by(KEY).agg(each=(pl.col("amount_then") - pl.col("amount")).sum())
    rows = weights.join(each, on=KEY, how="inner").with_columns(month=pl.lit(int(month), pl.Int64))
    sums = rows.group_by("month", "place").agg(
        pl.col("people").sum(), cost=(pl.col("each") * pl.col("people")).sum()
    )
    return sums.select(list(BY_PLACE))


def _lines(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Earnings and the employer's share of each part: ``employment``, ``part``, ``component``, ``amount``, ``is_held``."""
    on = rulebook.in_force(facts.month, reading="due")
    earnings = earnings_of(facts, rulebook, on)
    names = [name for name in rulebook.pack.earnings_in_order if name in earnings.parts.columns]
    wide = earnings.parts.select(*KEY, *names)
    tall = wide.unpivot(index=KEY, variable_name="component", value_name="amount")
    employer = employer_lines(facts, rulebook, on, earnings)
    rows = pl.concat([tall, employer.select(*KEY, "component", "amount")])
    rows = rows.filter(pl.col("amount").is_null() | (pl.col("amount") != 0))
    return rows.with_columns(is_held=pl.col("amount").is_null())
