"""Rulebook figures that may have differed in the previous system, each tried for everybody.

At least two people's drawn lines, on different pay, must imply a figure. :mod:`.causes` then computes
everybody with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from vethanam.clauses import Citation
from vethanam.money import RUPEE, WHOLE
from vethanam.rules.facts import MonthFacts
from vethanam.rules.parameters import Value
from vethanam.rules.rounding import ROUND
from vethanam.rules.rulebook import Rulebook

#: most common figures tried per parameter and key
MOST_TRIED = 5
#: minimum number of people with a figure, to count as the system's
FEWEST = 2
#: usual steps of rates, in hundredths of one per cent; the coarsest fit is taken
_STEPS = (100, 50, 25, 10, 5, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A changed figure: parameter and key, value as text, the rulebook with it, and the people concerned."""

    code: str
    said: str
    rulebook: Rulebook
    people: pl.Series


def figures_of(facts: MonthFacts, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[Figure]:
    """Figures implied by two people or more; ``differing`` has employment, component, drawn, computed."""
    yield from _rates(facts, differing, rulebook)
    yield from _premiums(facts, differing, rulebook)
    yield from _roundings(facts, differing, rulebook)


def laid_over(rulebook: Rulebook, name: str, key: str | None, fields: Mapping[str, Any]) -> Rulebook:
    """The rulebook with one figure replaced from the first day of the month."""
    parameter = rulebook.parameters[name]
    kept = tuple(value for value in parameter.values if value.key != key)
    laid = Value(key, date(1900, 1, 1), fields, Citation(order="The system before", dated=None))
    changed = {**rulebook.parameters, name: replace(parameter, values=(*kept, laid))}
    return Rulebook(rulebook.pack, changed, rulebook.hash)


def _rates(facts: MonthFacts, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[Figure]:
    """Percentages of basic pay: dearness allowance by series, house rent by class of place."""
    month = facts.month
    last = (
        facts.segments.sort("employment", "part", "start").group_by("employment", maintain_order=True).last()
    )
    rent_key = pl.concat_str(
        pl.when(pl.col("category") == "state").then(pl.col("revision").cast(pl.String)).otherwise("category"),
        pl.lit("/"),
        pl.col("place_class"),
    )
    for component, name, key, field in (
        ("dearness_allowance", "dearness_allowance.rate", pl.col("da_series"), None),
        ("house_rent_allowance", "house_rent_allowance.slab", rent_key, "rate"),
    ):
        parameter = rulebook.parameters.get(name)
        if parameter is None:
            continue
        rows = (
            differing.filter(pl.col("component") == component)
            .join(last.with_columns(key=key), on="employment")
            .filter(pl.col("basic_pay") > 0, pl.col("key").is_not_null(), pl.col("drawn") > 0)
        )
        for (of_key,), some in rows.group_by("key", maintain_order=True):
            now = parameter.in_force(month.last, str(of_key))
            for rate in _implied(some):
                fields = {**(now.fields if now else {}), (field or parameter.field): rate}
                if any(content is None for content in fields.values()):
                    continue
                changed = laid_over(rulebook, name, str(of_key), fields)
                everybody = last.with_columns(key=key).filter(pl.col("key") == of_key)["employment"]
                yield Figure(f"rate_{component}", f"{of_key}: {_per_cent(rate)}", changed, everybody)


def _implied(rows: pl.DataFrame) -> list[int]:
    """Rates implied by the drawn amounts of at least two people on different pay, most common first."""
    half = RUPEE // 2
    low = -(-(pl.col("drawn") - half) * WHOLE // pl.col("basic_pay"))
    high = (pl.col("drawn") + half) * WHOLE // pl.col("basic_pay")
    bounds = rows.select("employment", "basic_pay", low=low, high=high)
    meant = pl.coalesce(
        pl.when((pl.col("high") // step) * step >= pl.col("low")).then((pl.col("high") // step) * step)
        for step in _STEPS
    )
    counted = (
        bounds.with_columns(rate=meant)
        .drop_nulls("rate")
        .group_by("rate")
        .agg(people=pl.len(), pays=pl.col("basic_pay").n_unique())
        .filter(pl.col("pays") >= FEWEST)
        .sort("people", "rate", descending=[True, False])
    )
    rates: list[int] = counted["rate"].head(MOST_TRIED).to_list()
    return rates


def _per_cent(rate: int) -> str:
    whole, rest = divmod(rate, 100)
    return f"{whole} %" if not rest else f"{whole}.{rest:02} %"


def _premiums(facts: MonthFacts, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[Figure]:
    """Amounts that are equal for everybody."""
    for component, name in (
        ("medisep", "medisep.premium"),
        ("family_benefit_scheme", "family_benefit_scheme.rate"),
    ):
        parameter = rulebook.parameters.get(name)
        rows = differing.filter(pl.col("component") == component, pl.col("drawn") > 0)
        if parameter is None or rows.is_empty():
            continue
        counted = rows.group_by("drawn").len("people").filter(pl.col("people") >= FEWEST)
        for amount in counted.sort("people", descending=True)["drawn"].head(MOST_TRIED):
            changed = laid_over(rulebook, name, None, {parameter.field: amount})
            people = facts.months["employment"]
            yield Figure(f"rate_{component}", f"{amount / RUPEE:g} rupees", changed, people)


def _roundings(facts: MonthFacts, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[Figure]:
    """Another rounding rule for all lines; tried only where lines differ by less than ten rupees."""
    name = rulebook.pack.rounding
    parameter = rulebook.parameters.get(name)
    near = differing.filter((pl.col("drawn") - pl.col("computed")).abs() < 10 * RUPEE)
    if parameter is None or near["employment"].n_unique() < FEWEST:
        return
    now = parameter.in_force(facts.month.last)
    for rounding in ROUND:
        if now is None or now.fields[parameter.field] != rounding:
            changed = laid_over(rulebook, name, None, {parameter.field: rounding})
            yield Figure("rounding", rounding, changed, facts.months["employment"])
