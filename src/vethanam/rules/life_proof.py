"""Proof of life: a yearly window, late proofs, and the months that stay unpaid.

A caller gives ``mustered_on`` (the day of the last proof, null: none) and gets the first month that is paid,
or ``is_life_proven`` for ``benefit_columns.AWARDS``. A window is one value of the pack; an order that extends
it gives the same window another last day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from vethanam.periods import Month
from vethanam.rules.parameter_values import InForce


@dataclass(frozen=True, slots=True)
class Window:
    """Days in which life is to be proven, and days of a later month that still count for that month.

    ``pays_missed``: whether a late proof brings the months before it.
    """

    opens: date
    closes: date
    late_from: int
    late_until: int
    pays_missed: bool

    def extended(self, until: date) -> Window:
        """The window with a later last day."""
        return replace(self, closes=until)

    @property
    def first_unpaid(self) -> Month:
        """The first month that waits for a proof."""
        return Month.of(self.closes).plus(1)

    def paid_from(self, mustered_on: pl.Expr) -> pl.Expr:
        """The first day of the first month paid by a proof; null for a proof before the window, or none.

        In the window: its own first day, since nothing was missed.
        """
        first = mustered_on.dt.month_start()
        in_time = mustered_on.dt.day() <= self.late_until
        return (
            pl.when(mustered_on.is_between(self.opens, self.closes)).then(pl.lit(self.opens))
            .when(mustered_on > self.closes)
            .then(pl.when(in_time).then(first).otherwise(first.dt.offset_by("1mo")))
        )  # fmt: skip

    def is_proven(self, mustered_on: pl.Expr, month: Month) -> pl.Expr:
        """Whether a month is due by a proof, column ``is_life_proven`` of an award."""
        if month.first <= self.closes:
            return pl.lit(True)
        since = self.paid_from(mustered_on)
        return since.is_not_null() & (pl.lit(self.pays_missed) | (since <= month.first))

    def is_met_by(self, mustered_on: date) -> bool:
        """True for a proof inside the window."""
        return self.opens <= mustered_on <= self.closes

    def is_proven_by(self, mustered_on: date, month: Month) -> bool:
        """As :meth:`is_proven`, for one proof."""
        return bool(pl.select(self.is_proven(pl.lit(mustered_on), month)).item())

    def paid_since(self, mustered_on: date) -> Month | None:
        """As :meth:`paid_from`, for one proof."""
        day = pl.select(self.paid_from(pl.lit(mustered_on))).item()
        return None if day is None else Month.of(day)


def window_of(
    on: InForce, *, extended_to: date | None = None, pays_missed: bool | None = None
) -> Window | None:
    """The window in force; None if it was not read. The rest overrides it, as a further order would."""
    mustering = on.benefits.folder("mustering")
    window, missed = mustering.window.noted(), mustering.arrears_after_late.noted()
    after = pays_missed if pays_missed is not None or missed is None else missed.fields["value"]
    if window is None or window.is_unknown or after is None:
        return None
    found = Window(**window.fields, pays_missed=after)
    return found if extended_to is None else found.extended(extended_to)
