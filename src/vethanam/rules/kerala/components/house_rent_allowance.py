"""House rent allowance by the class of the place of duty."""

import polars as pl

from vethanam.rules.component import earning, step
from vethanam.rules.formula import Formula, choose, column, computed, greatest, least
from vethanam.rules.kerala.days import (
    OWN_ORDERS,
    basic_pay,
    is_suspended,
    is_unpaid,
    on_a_scale,
    on_leave_with_allowances,
)
from vethanam.rules.parameter_values import InForce


@step("Days with house rent allowance", grain="segment")
def house_rent_days(on: InForce) -> Formula:
    """Days within the first 180 days of leave; on duty, all days.

    Kerala Service Rules Part I, rule 93(iii). Counted from the first day of the unbroken
    leave with allowances.
    """
    limit = on.house_rent_allowance.leave.fixed()
    before = (pl.col("start") - pl.coalesce("absence_since", "start")).dt.total_days()
    within = pl.min_horizontal(pl.col("days"), (limit.numerator - before).clip(lower_bound=0))
    left = computed(within, "days", "house_rent_days", "What is left of the first 180 days of leave.")
    return choose(
        on_leave_with_allowances,
        left,
        column("days", "days"),
        says="House rent goes on for the first 180 days of leave.",
    )


@earning("House rent allowance", days="house_rent_days")
def house_rent_allowance(on: InForce) -> Formula:
    """A percentage of basic pay, between a floor and a ceiling, by the class of the place of duty.

    To everybody on a scale, not in Government quarters, not in suspension, not without allowances. Floor and
    ceiling are applied to the whole month's amount, which is then spread over the days; once to the rupee.
    Known for the scales of the 11th revision from March 2021 (G.O.(P) No.27/2021/Fin); services with orders
    of their own are held until those are entered.
    """
    scales = (
        pl.when(pl.col("category").is_in(OWN_ORDERS))
        .then(pl.col("category"))
        .otherwise(pl.col("revision").cast(pl.String))
    )
    key = scales + "/" + pl.col("place_class")
    slab = on.house_rent_allowance.slab
    by = {
        name: slab.by("revision", "category", "place_class", field=name, key=key)
        for name in ("rate", "floor", "ceiling")
    }
    monthly = least(
        greatest(basic_pay() * by["rate"], by["floor"].named("floor")), by["ceiling"].named("ceiling")
    )
    quarters = on.house_rent_allowance.quarters.noted(applies=pl.col("in_quarters"))
    is_housed = pl.col("in_quarters") & pl.lit(quarters is None or not quarters.fields["value"])
    is_due = on_a_scale & ~is_housed & ~is_unpaid & ~is_suspended
    return choose(is_due, monthly, says="Not in quarters, not in suspension, not without allowances.")
