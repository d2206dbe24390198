"""What becomes of the sums of a list of arrears: what is set off within an order, what is left to claim and to recover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from vethanam.money import Paise
from vethanam.payroll.arrears.claiming import set_off_of
from vethanam.payroll.arrears.recovering import Recovery, recoveries_against
from vethanam.payroll.arrears.statement import Arrears


@dataclass(frozen=True, slots=True)
class Settled:
    """Earnings: ``owed`` and drawn ``above`` due, and what of both is ``set_off`` against each other within an order."""

    owed: Paise
    above: Paise
    set_off: Paise

    @property
    def claimed(self) -> Paise:
        """What is left to claim."""
        return self.owed - self.set_off

    @property
    def left(self) -> Paise:
        """What is left to recover, by notice and order only."""
        return self.above - self.set_off

    @property
    def net(self) -> Paise:
        """What is owed less what was drawn above due; setting off does not change it."""
        return self.owed - self.above


def settled(found: Arrears) -> Settled:
    """The sums of a list."""
    return Settled(found.owed, found.to_recover, sum(set_off_by_person(found).values()))


def set_off_by_person(
    found: Arrears, recoveries: Mapping[int, Recovery] | None = None
) -> Mapping[int, Paise]:
    """What is set off of each person's arrears; whoever has nothing to set off is not in it."""
    if not found.to_recover:
        return {}
    given = recoveries_against(found) if recoveries is None else recoveries
    sums = set_off_of(found, given).filter(pl.col("set_off") > 0).group_by("employment")
    return dict(sums.agg(pl.col("set_off").sum()).sort("employment").iter_rows())
