"""The days of a year for proofs of life, by the orders entered here and the pack, and who is proven alive.

Three-valued: a point that no order settles is null, and holds the award.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from vethanam.benefits.models import LifeWindow
from vethanam.periods import Month
from vethanam.rules.parameter_values import InForce


@dataclass(frozen=True, slots=True)
class LifeDays:
    """First and last day of a window. ``late_until``: a late proof up to that day counts for its month.

    ``pays_missed``: whether the missed months are paid. Both are None where no order was read.
    """

    opens: date
    closes: date
    late_until: int | None
    pays_missed: bool | None

    def is_proven(self, month: Month) -> pl.Expr:
        """Whether a month is due by ``seen_on``, the first proof since the window opened."""
        if month.first <= self.closes:
            return pl.lit(True)
        seen = pl.col("seen_on")
        of_month = seen.dt.month_start()
        sure = of_month if self.late_until is not None else of_month.dt.offset_by("1mo")
        in_time = pl.lit(True) if self.late_until is None else seen.dt.day() <= self.late_until
        since = pl.when(in_time).then(sure).otherwise(of_month.dt.offset_by("1mo"))
        is_open = (
            pl.lit(None, dtype=pl.Boolean)
            if self.late_until is None
            else pl.lit(self.pays_missed, dtype=pl.Boolean)
        )
        earlier = pl.lit(self.pays_missed, dtype=pl.Boolean)
        return (
            pl.when(seen.is_null()).then(pl.lit(False))
            .when(seen <= self.closes).then(pl.lit(True))
            .when(since <= month.first).then(pl.lit(True))
            .when(of_month == month.first).then(is_open)
            .otherwise(earlier)
        )  # fmt: skip


def life_days(on: InForce, scheme: int, month: Month) -> LifeDays | None:
    """The days for proofs of life in the month's year, or None if no order and no rule gives them.

    The first and last day come from the latest order entered for the scheme in that year, else from the rule
    pack. The rules for late proofs and missed months always come from the rule pack.
    """
    mustering = on.benefits.folder("mustering")
    window, missed = _fields(mustering.window), _fields(mustering.arrears_after_late)
    late_until = None if window is None else window["late_until"]
    pays_missed = None if missed is None else missed["value"]
    entered = LifeWindow.objects.filter(scheme=scheme, year=month.year).order_by("-pk").first()
    if entered is not None:
        return LifeDays(entered.opens, entered.closes, late_until, pays_missed)
    if window is None or window["opens"].year != month.year:
        return None
    return LifeDays(window["opens"], window["closes"], late_until, pays_missed)


def is_proven_without_window() -> pl.Expr:
    """Proven by a proof in the year; not known otherwise."""
    return pl.when(pl.col("seen_on").is_not_null()).then(pl.lit(True))


def _fields(figure: Any) -> Any:
    value = figure.noted()
    return None if value is None or value.is_unknown else value.fields
