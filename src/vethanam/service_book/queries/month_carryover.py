"""Which people's facts may change from one month to the next, apart from the days of the month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db.models import Model

from vethanam.orders.models import OrderEffect
from vethanam.people.models import OfficeClass
from vethanam.periods import Month
from vethanam.service_book.models import FACTS, Death, Fact, Guardianship, LeaveAccount, Posting, TaxChoice
from vethanam.service_book.queries.facts import ONE_DAY
from vethanam.service_book.queries.month_frames import everything
from vethanam.service_book.reader import WHOSE, BookReader

_DAYS = ("valid_from", "valid_until", "drawn_from")
_DAY = {"employment": pl.Int64, "day": pl.Date}
_WITHIN = "recorded_at <= %s AND valid_from BETWEEN %s AND %s"
#: the facts of a month; leave accounts are not among them
_OF_A_MONTH = tuple(model for model in FACTS.values() if model not in (Death, Guardianship, LeaveAccount))


class Following:
    """Changes between the months ``first`` and ``last``, by facts recorded until ``known_at``.

    Every fact counts, corrected or not, so the answer also holds for reads that leave some out. Facts counted
    by days (leave, stated rates, attendance) can differ between months without a change; so can March's pay,
    the base of a provident fund subscription.
    """

    def __init__(
        self, reader: BookReader, people: Sequence[int], known_at: datetime, first: Month, last: Month
    ) -> None:
        self._first = first
        self._whose = pl.Series("employment", people, pl.Int64)
        # An afternoon begins on the next day, and an end takes effect on the next.
        span = first.plus(-1).last, last.last
        days = pl.concat([_days_of(reader, model, people, known_at, span) for model in _OF_A_MONTH])
        after = pl.concat(
            [_of_orders(reader, people, known_at, span), _of_places(reader, people, known_at, span)]
        )
        cuts = [
            *(
                days.select("employment", month=_month(day))
                for day in (pl.col("day"), pl.col("day") + ONE_DAY)
            ),
            # A change within a month counts from its day, or for the whole of the next month.
            *(
                after.select("employment", month=_month(pl.col("day").dt.offset_by(by)))
                for by in ("0mo", "1mo")
            ),
        ]
        self._cuts = pl.concat(cuts).filter(pl.col("employment").is_in(self._whose.implode())).unique()
        of_a_year = _of_a_year(reader, people, known_at)
        self._of_a_year = of_a_year.filter(of_a_year.is_in(self._whose.implode()))

    def changed(self, month: Month) -> pl.Series:
        """The people with facts that may differ from those of the month before."""
        if month <= self._first:
            return self._whose
        here = self._cuts.filter(pl.col("month") == int(month))["employment"]
        if month.tax_year != month.plus(-1).tax_year:
            here = pl.concat([here, self._of_a_year])
        return here.unique()


def _month(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 100 + day.dt.month()


def _rows(
    reader: BookReader,
    model: type[Model],
    people: Sequence[int],
    where: str,
    parameters: Sequence[Any],
    own: dict[str, Any],
) -> pl.DataFrame:
    """Employments with columns of their own from a kind of fact; ``where`` is SQL with
    its parameters beside it.
    """
    columns = ", ".join(["employment_id", *own])
    # Only names of our own tables and columns; every value is a parameter.
    text = f"SELECT {columns} FROM {model._meta.db_table}"  # noqa: S608
    text += f" WHERE employment_id {{whose}} AND {where}"
    return reader.read_of(text, people, [WHOSE, *parameters], {"employment": pl.Int64, **own})


def _days_of(
    reader: BookReader, model: type[Fact], people: Sequence[int], known_at: datetime, span: tuple[date, date]
) -> pl.DataFrame:
    """The days within the span on which facts of a kind begin or end: ``employment``, ``day``."""
    if reader.is_whole:
        rows = everything(reader, model, known_at).rename({"employment_id": "employment"})
        days = [name for name in (*_DAYS, "until") if name in rows.columns]
    else:
        names = {field.attname for field in model._meta.concrete_fields}
        days = [name for name in _DAYS if name in names]
        within = " OR ".join(f"{name} BETWEEN %s AND %s" for name in days)
        where = f"recorded_at <= %s AND ({within})"
        rows = _rows(
            reader, model, people, where, [known_at, *span * len(days)], dict.fromkeys(days, pl.Date)
        )
    return pl.concat(
        rows.filter(pl.col(name).is_between(*span)).select("employment", day=pl.col(name)) for name in days
    )


def _of_a_year(reader: BookReader, people: Sequence[int], known_at: datetime) -> pl.Series:
    """People with a choice for a single tax year."""
    if reader.is_whole:
        return everything(reader, TaxChoice, known_at).filter(pl.col("tax_year") != "")["employment_id"]
    return _rows(reader, TaxChoice, people, "tax_year <> '' AND recorded_at <= %s", [known_at], {})[
        "employment"
    ]


def _of_orders(
    reader: BookReader, people: Sequence[int], known_at: datetime, span: tuple[date, date]
) -> pl.DataFrame:
    """People with facts under an order with an effect within the span, and its day."""
    names = {"valid_from": "day", "order_id": "order_id", "employment": "whose"}
    days = reader.rows_of(OrderEffect, list(names), _WITHIN, [known_at, *span]).rename(names)
    if days.is_empty():
        return pl.DataFrame(schema=_DAY)
    orders = days["order_id"].unique().sort().to_list()
    named = [
        _rows(reader, model, people, "order_id = ANY(%s::bigint[])", [orders], {"order_id": pl.Int64})
        for model in _OF_A_MONTH
    ]
    both = pl.concat(named).join(days, on="order_id", how="inner")
    theirs = pl.col("whose").is_null() | (pl.col("whose") == pl.col("employment"))
    return both.filter(theirs).select(list(_DAY))


def _of_places(
    reader: BookReader, people: Sequence[int], known_at: datetime, span: tuple[date, date]
) -> pl.DataFrame:
    """People ever posted at an office with a class change within the span, and its day."""
    days = reader.rows_of(OfficeClass, ["valid_from", "office_id"], _WITHIN, [known_at, *span])
    days = days.rename({"valid_from": "day"})
    if days.is_empty():
        return pl.DataFrame(schema=_DAY)
    offices = days["office_id"].unique().sort().to_list()
    posted = _rows(
        reader, Posting, people, "office_id = ANY(%s::bigint[])", [offices], {"office_id": pl.Int64}
    )
    return posted.join(days, on="office_id", how="inner").select(list(_DAY))
