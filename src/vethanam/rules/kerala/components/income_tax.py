"""Income tax on salary: the year estimated, the tax of the year, and this month's share of what is left."""

from __future__ import annotations

from datetime import date

import polars as pl

from vethanam.money import WHOLE
from vethanam.rules.component import deduction, step
from vethanam.rules.formula import (
    NOTHING,
    Formula,
    Slabs,
    by_slabs,
    choose,
    column,
    computed,
    greatest,
    least,
    number,
    quotient,
)
from vethanam.rules.in_force import InForce
from vethanam.rules.parameters import Value
from vethanam.rules.slabs import graded, reached, slabs_of

FEBRUARY = 2
REGIMES = ("new", "old")
#: slabs of the old regime: the least age, and their name
AGES = ((80, "80_plus"), (60, "60_to_79"), (0, "below_60"))


def _in_the_year(on: InForce) -> InForce:
    """The law of the tax year in which the month's pay is paid: the month that follows it."""
    return on.at(on.month.plus(1).first)


def _slabs(on: InForce) -> list[tuple[pl.Expr, str, Slabs | None]]:
    """Which rows each set of slabs serves: the regime, and in the old one the age reached by the year's end."""
    law = _in_the_year(on).income_tax
    ends = _in_the_year(on).on
    end = date(ends.year + (1 if ends.month > 3 else 0), 3, 31)
    is_new = pl.col("tax_regime") == "new"
    sets = [(is_new, "new", slabs_of(law.slabs_new, applies=is_new))]
    younger_than = pl.lit(True)
    for age, name in AGES:
        is_of_age = pl.col("born") <= date(end.year - age, 3, 31)
        rows = (pl.col("tax_regime") == "old") & younger_than & is_of_age
        sets.append((rows, "old", slabs_of(law.slabs_old, name, applies=rows)))
        younger_than = younger_than & ~is_of_age
    return sets


def _chosen(sets: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """The expression of whichever condition holds; unknown when none does."""
    chosen = pl.lit(None, dtype=pl.Int64)
    for condition, expression in sets:
        chosen = pl.when(condition).then(expression).otherwise(chosen)
    return chosen


@step("Payments left in the tax year")
def payments_left_reckoned(on: InForce) -> Formula:
    """Salary payments left in the tax year with this one: as stated, else up to the pay of February or the end of service."""
    to_february = (FEBRUARY - on.month.number) % 12 + 1
    ends = pl.col("ends_on")
    to_the_end = (
        (ends.dt.year().cast(pl.Int64) * 12 + ends.dt.month().cast(pl.Int64))
        - (on.month.year * 12 + on.month.number)
        + 1
    )
    left = pl.min_horizontal(pl.lit(to_february, dtype=pl.Int64), to_the_end).clip(lower_bound=1)
    return computed(
        pl.coalesce(pl.col("payments_left").cast(pl.Int64), left),
        "count",
        "payments_left",
        "Up to the pay of February.",
    )


@step("Salary of the year")
def salary_of_year(on: InForce) -> Formula:
    """What was paid in the tax year, this month's gross, and the expected month for each later payment."""
    later = computed(
        pl.col("payments_left_reckoned") - 1,
        "count",
        "later_payments",
        "Payments after this one.",
        made_of=column("payments_left_reckoned", "count") - number(1),
    )
    return column("tax_gross_to_date") + column("gross") + column("expected_month") * later


@step("Total income", rounding="ten_rupees")
def total_income(on: InForce) -> Formula:
    """Salary less the standard deduction, with other income, less declared deductions in the old regime; to ten rupees."""
    deduction_allowed = _in_the_year(on).income_tax.standard_deduction.by(
        "tax_regime", label="standard_deduction"
    )
    net = greatest(column("salary_of_year") - deduction_allowed, NOTHING)
    declared = choose(
        pl.col("tax_regime") == "old", column("declared_deductions"), says="They count in the old regime."
    )
    return greatest(net + column("other_income") - declared, NOTHING)


@step("Tax on the slabs")
def slab_tax(on: InForce) -> Formula:
    """The percentages of what lies in each slab, of the regime chosen and, in the old one, of the age."""
    income = pl.col("total_income")
    sets = _slabs(on)
    return by_slabs(
        _chosen([(rows, graded(income, slabs)) for rows, _, slabs in sets]),
        column("total_income"),
        [(rows, "graded", slabs) for rows, _, slabs in sets],
        label="slab_tax",
        says="Each slab's percentage of what lies in it.",
        scale=WHOLE,
    )


@step("Rebate")
def tax_rebate(on: InForce) -> Formula:
    """Up to an income the tax is given back, at most the rebate's limit."""
    rebate = _in_the_year(on).income_tax.rebate
    limit = rebate.by("tax_regime", field="income")
    most = rebate.by("tax_regime", field="most", label="most_rebate")
    return choose(
        pl.col("total_income") <= limit.numerator,
        least(column("slab_tax"), most),
        says="Income up to the limit.",
    )


@step("Marginal relief from tax")
def tax_relief(on: InForce) -> Formula:
    """Just above the rebate's limit, where the law relieves it, the tax is at most the income above the limit."""
    rebate = _in_the_year(on).income_tax.rebate
    limit = rebate.by("tax_regime", field="income", label="limit")
    is_relieved = pl.lit(False)
    for regime in REGIMES:
        value = rebate.noted(regime, applies=pl.col("tax_regime") == regime)
        relieves = bool(value and value.fields["is_relieved"])
        is_relieved = is_relieved | ((pl.col("tax_regime") == regime) & pl.lit(relieves))
    above = column("total_income") - limit
    relief = greatest(column("slab_tax") - above, NOTHING)
    return choose(
        is_relieved & (pl.col("total_income") > limit.numerator), relief, says="Income above the limit."
    )


def with_surcharge(on: InForce) -> tuple[pl.Expr, pl.Expr]:
    """Tax with surcharge, without and with marginal relief, as numerators over 10,000."""
    income, tax = pl.col("total_income"), pl.col("slab_tax") - pl.col("tax_rebate") - pl.col("tax_relief")
    full: list[tuple[pl.Expr, pl.Expr]] = []
    relieved: list[tuple[pl.Expr, pl.Expr]] = []
    surcharge = _in_the_year(on).income_tax.surcharge
    for rows, regime, slabs in _slabs(on):
        steps = slabs_of(surcharge, regime, applies=rows & _is_surcharged(surcharge.value(regime)))
        charged = tax * (WHOLE + reached(income, steps))
        full.append((rows, charged))
        relieved.append(
            (rows, pl.min_horizontal(charged, _most_at_threshold(income, slabs, steps)) if steps else charged)
        )
    return _chosen(full), _chosen(relieved)


def _is_surcharged(value: Value | None) -> pl.Expr:
    """Whether the income lies above the first threshold that bears a surcharge; with no figures, it may."""
    if value is None or value.is_unknown:
        return pl.lit(True)
    bounds, rates = value.fields.values()
    first = next((bound for bound, rate in zip(bounds, rates, strict=True) if rate), None)
    return pl.lit(False) if first is None else pl.col("total_income") > first


def _most_at_threshold(income: pl.Expr, slabs: Slabs | None, steps: Slabs) -> pl.Expr:
    """Tax and surcharge at the threshold passed, at the surcharge that holds there, plus the income above it."""
    most = pl.lit(None, dtype=pl.Int64)
    rate_below = 0
    for threshold, rate in zip(*steps, strict=True):
        if rate and slabs:
            at_threshold = _graded_number(threshold, slabs) * (WHOLE + rate_below) // WHOLE
            most = (
                pl.when(income > threshold).then(at_threshold + (income - threshold) * WHOLE).otherwise(most)
            )
        rate_below = rate
    return most


def _graded_number(amount: int, slabs: Slabs) -> int:
    """Tax on the slabs of one income, as a numerator over 10,000."""
    bounds, rates = slabs
    upper = [*bounds[1:], None]
    return sum(
        (min(amount, top) if top is not None else amount) * rate - bound * rate
        for bound, top, rate in zip(bounds, upper, rates, strict=True)
        if amount > bound
    )


@step("Tax of the year", rounding="ten_rupees")
def tax_of_year(on: InForce) -> Formula:
    """Slab tax less rebate and relief, with surcharge and its marginal relief, plus the cess; to ten rupees."""
    _, relieved = with_surcharge(on)
    charged = computed(
        relieved, "paise", "tax_with_surcharge", "Less rebate and relief, with surcharge.", scale=WHOLE
    )
    plain = column("slab_tax") - column("tax_rebate") - column("tax_relief")
    tax = computed(
        relieved,
        "paise",
        "tax_with_surcharge",
        "Less rebate and relief, with surcharge.",
        scale=WHOLE,
        made_of=choose(relieved == plain.numerator * WHOLE, plain, charged),
    )
    cess = _in_the_year(on).income_tax.cess.fixed(label="cess")
    return tax + tax * cess


@deduction("Income tax")
def income_tax(on: InForce) -> Formula:
    """The tax of the year less what was deducted, spread evenly over the payments left.

    From everybody paid this month, unless the tax is settled elsewhere; the regime is the new one where none was chosen.
    To the rupee. Income-tax Act 1961, section 192(1); Income-tax Act 2025, section 392.
    """
    left = greatest(column("tax_of_year") - column("tax_deducted_to_date"), NOTHING)
    month = quotient(left, column("payments_left_reckoned", "count").named("payments_left"))
    return choose(
        ~pl.col("is_tax_settled") & (pl.col("gross") > 0),
        month,
        says="Paid this month, tax not settled elsewhere.",
    )
