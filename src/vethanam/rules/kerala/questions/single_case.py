"""Single cases as one-row frames, answered by the rules of the month."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from vethanam.errors import Unsound, typed
from vethanam.money import PER_CENT
from vethanam.rules.columns import SEGMENTS
from vethanam.rules.one_row import applied, by_rounding, to_rupee, worth
from vethanam.rules.parameter_values import InForce

__all__ = [
    "SERIES",
    "agreeing",
    "applied",
    "by_rounding",
    "current_series",
    "revision_on",
    "same_day",
    "segment",
    "series_named",
    "series_of_the_scales",
    "to_rupee",
    "worth",
]

#: other names of the series of dearness allowance
SERIES = {
    "state_11th_scale": "state_11",
    "state_10th_scale": "state_10",
    "central_7cpc": "central_7",
    "ugc_aicte": "ugc_2016",
}


def segment(on: InForce, **facts: Any) -> pl.DataFrame:
    """A full month on duty on a State scale of the current revision, as one row;
    ``facts`` override its columns.
    """
    month = on.month
    whole: dict[str, Any] = {
        "employment": 1, "part": 1, "start": month.first, "until": month.last, "category": "state",
        "pay_basis": "scale", "revision": revision_on(on), "da_series": series_of_the_scales(on),
    }  # fmt: skip
    row = SEGMENTS.rows([{**whole, **facts}])
    return row.with_columns(pl.lit(month.days, dtype=pl.Int64).alias("days"))


def revision_on(on: InForce) -> int:
    """The revision of the State scales in force on the day."""
    known = [int(key) for key, value in on.pay.master_scale.parameter.all_in_force(on.on) if key and value]
    if not known:
        raise Unsound("no_revision", on=on.on)
    return max(known)


def series_of_the_scales(on: InForce) -> str:
    """The series of the scales in force on the day, even if fixed by a later order."""
    scales = on.dearness_allowance.current_series.parameter.values
    in_force = max(
        (v for v in scales if v.with_effect_from <= on.on),
        key=lambda v: v.with_effect_from,
        default=scales[0],
    )
    series: str = in_force.fields["value"]
    return series


def current_series(on: InForce) -> str:
    """The series drawn by the State: of the scales with an order known when the month was drawn."""
    series: str = on.dearness_allowance.current_series.content()
    return series


def series_named(on: InForce, name: str | None) -> str:
    """A series by one of its names, or the State's current one."""
    if name is None:
        return current_series(on)
    named = SERIES.get(name, name)
    if named not in on.dearness_allowance.rate.parameter.keys:
        known = ", ".join(on.dearness_allowance.rate.parameter.keys)
        raise Unsound("unknown_series", name=typed(name, 30), known=known)
    return named


def agreeing(name: str, stated: int | None, rate: int, on: InForce) -> int:
    """The rate of dearness allowance on a day; a stated rate must equal it."""
    if stated not in (None, rate):
        stated_rate, rate_drawn = f"{stated / PER_CENT:g}", f"{rate / PER_CENT:g}"
        raise Unsound("rate_contradicts_series", name=name, stated=stated_rate, day=on.on, rate=rate_drawn)
    return rate


def same_day(years_later: int, start: date) -> date:
    """The same date some years later; 29 February becomes the 28th."""
    try:
        return start.replace(year=start.year + years_later)
    except ValueError:
        return start.replace(year=start.year + years_later, day=28)
