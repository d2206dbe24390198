"""The cost of a proposed rate of benefits, by kinds: months under the proposal less months as they are.

Kinds are counted once (``benefit_columns.COUNTS``); a costing reads a few hundred rows, never people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vethanam.money import Paise
from vethanam.periods import Month
from vethanam.rules.benefit_columns import COUNTS, KIND
from vethanam.rules.benefit_dues import dues_of
from vethanam.rules.proposed_orders import Proposal
from vethanam.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class BenefitCost:
    """The cost of a proposal in some months.

    ``by_kind`` has a row a month and kind: ``people``, and the sums ``in_force``, ``proposed`` and
    ``cost`` in paise; they are null where either is held. ``held`` counts the months of people that are.
    """

    by_kind: pl.DataFrame
    total: Paise
    held: int

    @property
    def by_scheme(self) -> pl.DataFrame:
        """The sums by month and scheme, without held kinds."""
        sums = pl.col("people", "in_force", "proposed", "cost").sum()
        known = self.by_kind.filter(pl.col("cost").is_not_null())
        return known.group_by("month", "scheme").agg(sums).sort("month", "scheme")


def cost_of_benefits(
    counts: pl.DataFrame, proposal: Proposal, rulebook: Rulebook, months: Sequence[Month]
) -> BenefitCost:
    """The cost of a proposal for the counted kinds, month by month.

    ``counts`` has the columns of a kind and ``people``; it stands for each of the months. A kind whose month
    has no figure, now or under the proposal, is held and in neither sum.

    Raises
    ------
    UnsoundInput
        The frame is not as declared.
    """
    counts = COUNTS.checked(counts)
    over = proposal.over(rulebook)
    found = []
    for month in months:
        now = dues_of(counts, rulebook, month).dues.select(*KIND, each="due")
        then = dues_of(counts, over, month).dues.select("month", *KIND, each_then="due")
        both = counts.join(now, on=KIND, how="left").join(then, on=KIND, how="left")
        found.append(both)
    rows = pl.concat(found)
    people = pl.col("people")
    rows = rows.with_columns(in_force=pl.col("each") * people, proposed=pl.col("each_then") * people)
    rows = rows.with_columns(cost=pl.col("proposed") - pl.col("in_force"))
    by_kind = rows.select("month", *KIND, "people", "in_force", "proposed", "cost").sort("month", *KIND)
    held = int(by_kind.filter(pl.col("cost").is_null())["people"].sum())
    return BenefitCost(by_kind, int(by_kind["cost"].sum()), held)
