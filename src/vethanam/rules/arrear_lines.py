"""The due of a month without once-a-month deductions: the lines that can have arrears.

The same expressions as :func:`vethanam.rules.month_assessment.assess`, without taxes, obligations and the
limit of available pay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from vethanam.periods import Month
from vethanam.rules.component_values import worked_on
from vethanam.rules.dues import of_parts
from vethanam.rules.earnings import carried_on, earnings_of
from vethanam.rules.facts import MonthFacts
from vethanam.rules.month_assessment import earning_lines, not_blocked
from vethanam.rules.rulebook import Rulebook

#: due per employment and component over the parts of the month; paise, null if held
OWING: dict[str, type[pl.DataType]] = {
    "employment": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "due": pl.Int64,
    "is_held": pl.Boolean,
    "is_unconfirmed": pl.Boolean,
}
_KEY = ["employment", "component", "kind"]


def follows_month(rulebook: Rulebook) -> pl.Expr:
    """True for lines that follow the month of work: earnings, employer's share, deductions
    of each part's pay.

    Taxes and recoveries follow the month in which pay is received, so they have no arrears.
    """
    of_parts_only = [c.name for c in rulebook.components_of(["deduction"], "part")]
    return pl.col("kind").is_in(["earning", "employer"]) | pl.col("component").is_in(of_parts_only)


def taken_once(
    rulebook: Rulebook, months: Iterable[Month], *, known_at: date | None = None
) -> frozenset[str]:
    """The parameters read only by once-a-month deductions, such as taxes; no line of a part depends on them.

    ``months`` represent all months with the same figures in force.
    """
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for month in months:
        on = rulebook.in_force(month, known_at=known_at, reading="due")
        carried_on(rulebook, on)  # lines that read them need their scales
        for worked in worked_on(rulebook.pack.components, on):
            names[worked.component.grain == "month"] |= {use.parameter.name for use in worked.uses}
    return frozenset(names[True] - names[False])


def owing_of(
    facts: MonthFacts, rulebook: Rulebook, *, known_at: date | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The due of each employment's month by component, columns :data:`OWING`, sorted;
    and the blocking findings.

    ``facts`` are generally sound (:func:`vethanam.rules.month_assessment.generally_sound`). They may include
    facts of other months with as many days and the same figures in force, except figures :func:`taken_once`.
    Figures are read as for arrears: a rate counts from its effective date once its arrears were granted.
    Employments that are blocked, or without days in the month, have no lines.
    """
    on = rulebook.in_force(facts.month, known_at=known_at, reading="due")
    findings, sound = not_blocked(facts, rulebook, on)
    if sound.segments.is_empty():
        return pl.DataFrame(schema=OWING), findings
    earnings = earnings_of(sound, rulebook, on)
    deducted, employer, held = of_parts(sound, rulebook, on, earnings)
    kinds = {c.name: c.kind for c in rulebook.pack.components}
    columns = ["employment", "component", "kind", "due", "is_unconfirmed"]
    rows = [
        earning_lines(earnings.parts, name, place).select(columns)
        for place, name in enumerate(rulebook.pack.earnings_in_order, start=1)
        if (earnings.parts[name] != 0).any()
    ]
    rows += [
        deducted.with_columns(kind=pl.lit("deduction")).select(columns),
        employer.with_columns(kind=pl.lit("employer"), due="amount").select(columns),
        pl.concat([earnings.held, held])
        .with_columns(
            kind=pl.col("component").replace_strict(kinds, return_dtype=pl.String, default="deduction"),
            due=pl.lit(None, pl.Int64),
            is_unconfirmed=pl.lit(False),
        )
        .select(columns),
    ]
    return _summed(pl.concat(rows).filter(follows_month(rulebook))), findings


def _summed(lines: pl.DataFrame) -> pl.DataFrame:
    """Sum over the parts of the month.

    A deduction counts in full; the pay limit applies when arrears are paid.
    """
    held = pl.col("due").is_null().any()
    sums = lines.group_by(_KEY).agg(
        due=pl.when(held).then(None).otherwise(pl.col("due").sum()),
        is_held=held,
        is_unconfirmed=pl.col("is_unconfirmed").any(),
    )
    return sums.select(list(OWING)).sort(_KEY)
