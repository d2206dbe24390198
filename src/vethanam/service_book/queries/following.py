"""Months one after the other: of whom a month may read otherwise than the month before by more than its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from vethanam.orders.models import OrderEffect
from vethanam.people.models import OfficeClass
from vethanam.periods import Month
from vethanam.service_book.models import FACTS
from vethanam.service_book.queries.facts import ONE_DAY, rows_of

#: facts whose month is read by its days, not by what holds throughout
_BY_DAYS = ("absence", "authorised_rate", "attendance", "wage")
_DAYS = ("valid_from", "valid_until", "drawn_from")


class Following:
    """What changes from month to month between ``first`` and ``last``, by facts recorded until ``known_at``.

    Every fact counts, corrected or not, so that it holds also where some of them are left out of what is read.
    """

    def __init__(self, people: Sequence[int], known_at: datetime, first: Month, last: Month) -> None:
        self._first = first
        self._whose = pl.Series("employment", people, pl.Int64)
        cuts, odd = [], []
        for kind, model in FACTS.items():
            names = {field.attname for field in model._meta.concrete_fields}
            days = [name for name in _DAYS if name in names]
            rows = rows_of(
                model,
                ["employment_id", *days],
                "employment_id = ANY(%s) AND recorded_at <= %s",
                [list(people), known_at],
            ).rename({"employment_id": "employment"})
            if kind in _BY_DAYS:
                odd.append(rows["employment"])
            for name in days:
                day = rows.select("employment", day=name).filter(
                    pl.col("day").is_between(first.plus(-1).last, last.last)
                )
                # An afternoon begins on the next day, and what ended on a day no longer holds on the next.
                cuts += [day, day.select("employment", day=pl.col("day") + ONE_DAY)]
        month = pl.col("day").dt.year().cast(pl.Int64) * 100 + pl.col("day").dt.month()
        self._cuts = pl.concat(cuts).select("employment", month=month).unique()
        self._odd = pl.concat(odd).unique()
        days_of_all = [
            *OrderEffect.objects.filter(recorded_at__lte=known_at).values_list("valid_from", flat=True),
            *OfficeClass.objects.filter(recorded_at__lte=known_at)
            .values_list("valid_from", flat=True)
            .distinct(),
        ]
        # A class of place is that of a stretch's first day, so one from within a month counts from the next.
        self._of_all = {month for day in days_of_all for month in (Month.of(day), Month.of(day).plus(1))}

    def changed(self, month: Month) -> pl.Series:
        """Of whom the facts of the month may differ from those of the month before."""
        if month <= self._first or month in self._of_all or month.tax_year != month.plus(-1).tax_year:
            return self._whose
        here = self._cuts.filter(pl.col("month") == int(month))["employment"]
        return pl.concat([here, self._odd]).unique()
