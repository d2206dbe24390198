"""The tax on a total income: slabs, rebate, marginal relief, surcharge and cess of the year the
pay is paid in.

The same arithmetic serves the year's income, the income without arrears, and earlier years. :class:`Taxed`
names the columns of its steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from vethanam.money import WHOLE
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
)
from vethanam.rules.parameter_values import InForce
from vethanam.rules.parameters import Value
from vethanam.rules.slabs import graded, reached, slabs_of

REGIMES = ("new", "old")
#: slabs of the old regime: minimum age, and name
AGES = ((80, "80_plus"), (60, "60_to_79"), (0, "below_60"))


@dataclass(frozen=True, slots=True)
class Taxed:
    """The columns of one income and of the steps to its tax."""

    income: str
    slab_tax: str
    rebate: str
    relief: str

    @property
    def plain(self) -> Formula:
        """Slab tax less rebate and marginal relief."""
        return column(self.slab_tax) - column(self.rebate) - column(self.relief)


def in_the_year(on: InForce) -> InForce:
    """The law of the tax year in which the month's pay is paid: the following month's."""
    return on.at(on.month.plus(1).first)


def _slabs(on: InForce) -> list[tuple[pl.Expr, str, Slabs | None]]:
    """The slabs with the rows they apply to: by regime, and in the old one by age at the year's end."""
    law = in_the_year(on).income_tax
    ends = in_the_year(on).on
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
    """The expression of the matching condition; null if none matches."""
    chosen = pl.lit(None, dtype=pl.Int64)
    for condition, expression in sets:
        chosen = pl.when(condition).then(expression).otherwise(chosen)
    return chosen


def slab_tax_on(on: InForce, taxed: Taxed) -> Formula:
    """Each slab's percentage of the income within it, by regime and, in the old one, by age."""
    sets = _slabs(on)
    income = pl.col(taxed.income)
    return by_slabs(
        _chosen([(rows, graded(income, slabs)) for rows, _, slabs in sets]),
        column(taxed.income),
        [(rows, "graded", slabs) for rows, _, slabs in sets],
        label="slab_tax",
        says="Each slab's percentage of what lies in it.",
        scale=WHOLE,
    )


def rebate_on(on: InForce, taxed: Taxed) -> Formula:
    """The tax up to an income limit is rebated, at most the rebate's maximum."""
    rebate = in_the_year(on).income_tax.rebate
    limit = rebate.by("tax_regime", field="income")
    most = rebate.by("tax_regime", field="most", label="most_rebate")
    return choose(
        pl.col(taxed.income) <= limit.numerator,
        least(column(taxed.slab_tax), most),
        says="Income up to the limit.",
    )


def marginal_relief_on(on: InForce, taxed: Taxed) -> Formula:
    """Just above the rebate limit, where the law relieves it, the tax is at most the income above it."""
    rebate = in_the_year(on).income_tax.rebate
    limit = rebate.by("tax_regime", field="income", label="limit")
    is_relieved = pl.lit(False)
    for regime in REGIMES:
        value = rebate.noted(regime, applies=pl.col("tax_regime") == regime)
        relieves = bool(value and value.fields["is_relieved"])
        is_relieved = is_relieved | ((pl.col("tax_regime") == regime) & pl.lit(relieves))
    relief = greatest(column(taxed.slab_tax) - (column(taxed.income) - limit), NOTHING)
    return choose(
        is_relieved & (pl.col(taxed.income) > limit.numerator), relief, says="Income above the limit."
    )


def with_surcharge(on: InForce, taxed: Taxed) -> tuple[pl.Expr, pl.Expr]:
    """Tax with surcharge, without and with marginal relief, as numerators over 10,000."""
    income, tax = pl.col(taxed.income), taxed.plain.numerator
    full: list[tuple[pl.Expr, pl.Expr]] = []
    relieved: list[tuple[pl.Expr, pl.Expr]] = []
    surcharge = in_the_year(on).income_tax.surcharge
    for rows, regime, slabs in _slabs(on):
        steps = slabs_of(surcharge, regime, applies=rows & _is_surcharged(income, surcharge.value(regime)))
        charged = tax * (WHOLE + reached(income, steps))
        full.append((rows, charged))
        relieved.append(
            (rows, pl.min_horizontal(charged, _most_at_threshold(income, slabs, steps)) if steps else charged)
        )
    return _chosen(full), _chosen(relieved)


def _is_surcharged(income: pl.Expr, value: Value | None) -> pl.Expr:
    """Whether the income exceeds the first threshold with a surcharge; True if the figures are unknown."""
    if value is None or value.is_unknown:
        return pl.lit(True)
    bounds, rates = value.fields.values()
    first = next((bound for bound, rate in zip(bounds, rates, strict=True) if rate), None)
    return pl.lit(False) if first is None else income > first


def _most_at_threshold(income: pl.Expr, slabs: Slabs | None, steps: Slabs) -> pl.Expr:
    """Tax and surcharge at the threshold passed, at the surcharge below it, plus the income above it."""
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
    """Slab tax of one income, as a numerator over 10,000."""
    bounds, rates = slabs
    upper = [*bounds[1:], None]
    return sum(
        (min(amount, top) if top is not None else amount) * rate - bound * rate
        for bound, top, rate in zip(bounds, upper, rates, strict=True)
        if amount > bound
    )


def tax_on(on: InForce, taxed: Taxed) -> Formula:
    """Slab tax less rebate and relief, with surcharge and its marginal relief, plus cess."""
    _, relieved = with_surcharge(on, taxed)
    says = "Less rebate and relief, with surcharge."
    charged = computed(relieved, "paise", "tax_with_surcharge", says, scale=WHOLE)
    tax = computed(
        relieved, "paise", "tax_with_surcharge", says, scale=WHOLE,
        made_of=choose(relieved == taxed.plain.numerator * WHOLE, taxed.plain, charged),
    )  # fmt: skip
    return tax + tax * in_the_year(on).income_tax.cess.fixed(label="cess")
