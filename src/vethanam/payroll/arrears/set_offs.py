"""Totals of a list of arrears: set off within an order, left to claim, left to recover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from vethanam.money import Paise
from vethanam.payroll.arrears.claims import set_off_of, without_order
from vethanam.payroll.arrears.recoveries import Recovery, recoveries_against
from vethanam.payroll.arrears.statement import Arrears
from vethanam.service_book.reader import BookReader


@dataclass(frozen=True, slots=True)
class Settled:
    """Totals of earnings.

    ``owed`` is above drawn, ``above`` is drawn above due, ``set_off`` is the part of both set off within an
    order. ``no_order`` is owed without an order, so no bill can claim it.
    """

    owed: Paise
    above: Paise
    set_off: Paise
    no_order: Paise = 0

    @property
    def claimed(self) -> Paise:
        """Amount left to claim."""
        return self.owed - self.set_off - self.no_order

    @property
    def left(self) -> Paise:
        """Amount left to recover, by notice and order only."""
        return self.above - self.set_off

    @property
    def net(self) -> Paise:
        """Owed less drawn above due; set-off does not change it."""
        return self.owed - self.above


@dataclass(frozen=True, slots=True)
class Unclaimable:
    """Arrears no bill can claim: set off within an order, and without an order."""

    set_off: Paise = 0
    no_order: Paise = 0

    def __add__(self, other: Unclaimable) -> Unclaimable:
        """The sum of both."""
        return Unclaimable(self.set_off + other.set_off, self.no_order + other.no_order)


def settled(reader: BookReader, found: Arrears) -> Settled:
    """The totals of a list of arrears: owed, to recover, set off, and without an order."""
    whole = sum(unclaimable_by_person(reader, found).values(), Unclaimable())
    return Settled(found.owed, found.to_recover, whole.set_off, whole.no_order)


def unclaimable_by_person(
    reader: BookReader, found: Arrears, recoveries: Mapping[int, Recovery] | None = None
) -> Mapping[int, Unclaimable]:
    """Map employment to its unclaimable arrears. People who can claim everything are absent."""
    set_off: dict[int, Paise] = {}
    if found.to_recover:
        given = recoveries_against(reader, found) if recoveries is None else recoveries
        set_off = _by_person(set_off_of(found, given), "set_off")
    no_order = _by_person(without_order(found), "amount")
    return {
        employment: Unclaimable(set_off.get(employment, 0), no_order.get(employment, 0))
        for employment in sorted({*set_off, *no_order})
    }


def _by_person(rows: pl.DataFrame, amount: str) -> dict[int, Paise]:
    sums = rows.filter(pl.col(amount) > 0).group_by("employment").agg(pl.col(amount).sum())
    return dict(sums.iter_rows())


def left_to_recover(reader: BookReader, found: Arrears) -> Mapping[int, Paise]:
    """Map employment to earnings drawn above due, neither set off within an order nor under recovery."""
    above = found.months.filter(pl.col("kind") == "earning", pl.col("difference") < 0)
    sums = above.group_by("employment").agg(above=-pl.col("difference").sum())
    recoveries = recoveries_against(reader, found)
    unclaimable = unclaimable_by_person(reader, found, recoveries)
    left = {
        employment: total
        - unclaimable.get(employment, Unclaimable()).set_off
        - recoveries.get(employment, Recovery()).ordered
        for employment, total in sums.sort("employment").iter_rows()
    }
    return {employment: total for employment, total in left.items() if total > 0}
