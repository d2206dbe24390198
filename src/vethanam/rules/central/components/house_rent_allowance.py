"""House rent allowance by the class of the city, rising as dearness allowance does."""

import polars as pl

from vethanam.rules.component import earning, step
from vethanam.rules.conditions import basic_pay, is_suspended, on_a_scale
from vethanam.rules.formula import Formula, choose, column, computed, greatest
from vethanam.rules.parameter_values import InForce


@step("Rate of dearness allowance", grain="segment")
def dearness_rate(on: InForce) -> Formula:
    """The rate of dearness allowance in force, by which house rent allowance rises."""
    rate = on.dearness_allowance.rate.by("da_series")
    return computed(
        rate.numerator * (10000 // rate.scale), "count", "dearness_allowance.rate", "In hundredths."
    )


@step("Days with house rent allowance", grain="segment")
def house_rent_days(on: InForce) -> Formula:
    """Days within the first days of leave with the allowance; on duty, all days.

    Counted from the first day of the unbroken leave. For leave without pay the order requires a certificate
    and was not read: unknown. O.M. No.2(37)-E.II(B)/64.
    """
    limit = on.house_rent_allowance.leave.by("absence")
    before = (pl.col("start") - pl.coalesce("absence_since", "start")).dt.total_days()
    within = pl.min_horizontal(pl.col("days"), (limit.numerator - before).clip(lower_bound=0))
    left = computed(
        pl.when(limit.numerator.is_not_null()).then(within),
        "days",
        "house_rent_days",
        "What is left of the first days of leave.",
    )
    return choose(
        pl.col("absence").is_not_null() & on_a_scale & ~pl.col("in_quarters"),
        left,
        column("days", "days"),
        says="House rent goes on in leave.",
    )


@earning("House rent allowance", days="house_rent_days")
def house_rent_allowance(on: InForce) -> Formula:
    """A percentage of basic pay by the class of the city, not below a least sum; it rises
    when dearness allowance does.

    To everybody in a level of the matrix who does not live in Government quarters. X, Y and Z: 24, 16 and 8
    per cent; 27, 18 and 9 once dearness allowance reaches 25 per cent; 30, 20 and 10 once it reaches 50. No
    further order is needed for the rise. The least applies to the whole month, which is then spread over the
    days; once to the rupee. O.M. No.2/5/2017-E.II(B).
    """
    rises = on.house_rent_allowance.rises
    first, second = rises.content("first"), rises.content("second")
    on.dearness_allowance.rate.by("da_series", is_node=False)
    has_reached = pl.col("dearness_rate")
    rise = (
        pl.when(has_reached >= second)
        .then(pl.lit("second"))
        .when(has_reached >= first)
        .then(pl.lit("first"))
        .when(has_reached.is_not_null())
        .then(pl.lit("before"))
    )
    rates = on.house_rent_allowance.rate
    rate = rates.by("place_class", "da_series", key=pl.col("place_class") + "/" + rise)
    least = on.house_rent_allowance.least.by("place_class", label="least")
    is_due = on_a_scale & ~pl.col("in_quarters") & ~is_suspended & (pl.col("house_rent_days") > 0)
    return choose(is_due, greatest(basic_pay() * rate, least), says="Not in Government quarters.")
