"""Inputs that may differ between two systems: each changes one fact of a month, per person.

The drawn lines propose a change; :mod:`.causes` proves it by recomputing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from vethanam.rules.columns import OBLIGATIONS
from vethanam.rules.facts import MonthFacts
from vethanam.rules.rulebook import Rulebook

#: ID of the obligation a comparison adds; no record has it
_LAID = -1
WITHOUT_ALLOWANCES = "without_allowances"


@dataclass(frozen=True, slots=True)
class Input:
    """One changed input: ``facts`` of the people concerned, and ``said`` with its value for each."""

    code: str
    facts: MonthFacts
    said: pl.DataFrame


#: drawn and computed of one component: employment, drawn, computed
type Line = Callable[[str], pl.DataFrame]


def inputs_of(facts: MonthFacts, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[Input]:
    """Every input that may explain a difference; ``differing`` has employment, component, drawn, computed."""

    def line(component: str) -> pl.DataFrame:
        return differing.filter(pl.col("component") == component).select("employment", "drawn", "computed")

    plain = _plain_months(facts)
    yield from _pay(facts, line, plain)
    yield from _without_allowances(facts, line, plain)
    yield from _places(facts, line)
    yield from _memberships(facts, line, rulebook)
    yield from _obligations(facts, differing)
    yield from _stated(facts, differing, rulebook)


def facts_of(facts: MonthFacts, people: pl.Series) -> MonthFacts:
    """The facts of some people."""
    among = pl.col("employment").is_in(people.implode())
    return replace(
        facts,
        segments=facts.segments.filter(among),
        months=facts.months.filter(among),
        rates=facts.rates.filter(among),
        attendance=facts.attendance.filter(among),
        obligations=facts.obligations.filter(among),
        memberships=facts.memberships.filter(among),
    )


def _plain_months(facts: MonthFacts) -> pl.DataFrame:
    """Months of one segment on duty with basic pay: employment, basic_pay, start, until."""
    month = facts.month
    counted = facts.segments.with_columns(stretches=pl.len().over("employment"))
    return counted.filter(
        pl.col("stretches") == 1,
        pl.col("absence").is_null(),
        pl.col("basic_pay").is_not_null(),
        pl.col("start") == month.first,
        pl.col("until") == month.last,
    ).select("employment", "basic_pay", "start", "until")


def _said(frame: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    return frame.select("employment", value=value.cast(pl.String))


def _pay(facts: MonthFacts, line: Line, plain: pl.DataFrame) -> Iterator[Input]:
    """Another basic pay: the amount drawn as basic pay in a full month on duty."""
    other = line("basic_pay").join(plain, on="employment", how="semi").filter(pl.col("drawn") > 0)
    if other.is_empty():
        return
    of_them = facts_of(facts, other["employment"])
    pay = of_them.segments.join(
        other.select("employment", "drawn"), on="employment", how="left", maintain_order="left"
    )
    segments = pay.with_columns(basic_pay="drawn").select(of_them.segments.columns)
    yield Input("basic_pay", replace(of_them, segments=segments), _said(other, pl.col("drawn")))


def _without_allowances(facts: MonthFacts, line: Line, plain: pl.DataFrame) -> Iterator[Input]:
    """Days of leave without allowances at the end of the month, as implied by the drawn basic pay."""
    length = facts.month.days
    lacking = (
        line("basic_pay")
        .join(plain, on="employment", how="inner")
        .filter(pl.col("drawn") > 0, pl.col("drawn") < pl.col("computed"))
        .with_columns(days=length - (pl.col("drawn") * length / pl.col("basic_pay")).round().cast(pl.Int64))
        .filter(pl.col("days").is_between(1, length - 1))
    )
    if lacking.is_empty():
        return
    of_them = facts_of(facts, lacking["employment"])
    days = of_them.segments.join(
        lacking.select("employment", "days"), on="employment", how="left", maintain_order="left"
    )
    ends = pl.col("until") - pl.duration(days=pl.col("days"))
    before = days.with_columns(until=ends).select(of_them.segments.columns)
    away = days.with_columns(start=ends + pl.duration(days=1), absence=pl.lit(WITHOUT_ALLOWANCES)).select(
        of_them.segments.columns
    )
    segments = _put_together(before, away).sort("employment", "part", "start")
    yield Input(
        "leave_without_allowances", replace(of_them, segments=segments), _said(lacking, pl.col("days"))
    )


def _places(facts: MonthFacts, line: Line) -> Iterator[Input]:
    """Government quarters, or another class of place."""
    rent = line("house_rent_allowance")
    if rent.is_empty():
        return
    of_them = facts_of(facts, rent["employment"])
    moved = of_them.segments.with_columns(in_quarters=~pl.col("in_quarters"))
    said = of_them.segments.group_by("employment").agg(value=~pl.col("in_quarters").last())
    yield Input("quarters", replace(of_them, segments=moved), _said(said, pl.col("value")))
    for place in sorted({*of_them.segments["place_class"].drop_nulls().unique().to_list(), *"ABCD"}):
        others = of_them.segments.filter(pl.col("place_class") != place)["employment"].unique()
        if others.is_empty():
            continue
        there = facts_of(of_them, others)
        classed = there.segments.with_columns(place_class=pl.lit(place))
        said = pl.DataFrame({"employment": others})
        yield Input("place_class", replace(there, segments=classed), _said(said, pl.lit(place)))


def _memberships(facts: MonthFacts, line: Line, rulebook: Rulebook) -> Iterator[Input]:
    """Membership of a fund or insurance, missing in one system or with another amount;
    exemption and tax regime.
    """
    pack = rulebook.pack
    for fund in pack.funds:
        for component in (c for c, to in pack.payees.items() if to.fund == fund.code):
            rows = line(component)
            if component in pack.obligations or rows.is_empty():
                continue
            of_them = facts_of(facts, rows["employment"])
            apart = pack.funds.sharing(fund.code) if fund.scheme else (fund.code,)
            rest = of_them.memberships.filter(~pl.col("fund").is_in([*apart, fund.code]))
            groups = of_them.members_of(fund.code).select("employment", "group")
            held = rows.filter(pl.col("drawn") > 0).join(groups, on="employment", how="left")
            amount = pl.col("drawn") if fund.amount else pl.lit(None, pl.Int64)
            held = held.with_columns(fund=pl.lit(fund.code), amount=amount)
            stated = _put_together(rest, held).sort("employment", "fund")
            yield Input(
                f"membership_{fund.code}", replace(of_them, memberships=stated), _said(rows, pl.col("drawn"))
            )
    exempt = {"is_profession_tax_exempt": ~pl.col("is_profession_tax_exempt")}
    yield from _month_input(facts, line("profession_tax"), "profession_tax_exempt", exempt)
    regime = pl.when(pl.col("tax_regime") == "new").then(pl.lit("old")).otherwise(pl.lit("new"))
    yield from _month_input(facts, line("income_tax"), "tax_regime", {"tax_regime": regime})


def _put_together(rest: pl.DataFrame, laid: pl.DataFrame) -> pl.DataFrame:
    """Append rows to a frame of facts, cast to its columns and types."""
    return pl.concat([rest, laid.select(rest.columns).cast(rest.schema)])


def _month_input(
    facts: MonthFacts,
    rows: pl.DataFrame,
    code: str,
    columns: Mapping[str, pl.Expr],
    value: pl.Expr | None = None,
) -> Iterator[Input]:
    if rows.is_empty():
        return
    of_them = facts_of(facts, rows["employment"])
    beside = of_them.months.join(
        rows.select("employment", "drawn"), on="employment", how="left", maintain_order="left"
    )
    months = beside.with_columns(**columns).select(of_them.months.columns)
    said = _said(rows, pl.col("drawn") if value is None else value)
    yield Input(code, replace(of_them, months=months), said)


def _obligations(facts: MonthFacts, differing: pl.DataFrame) -> Iterator[Input]:
    """A recovery missing in one of the two systems, or with another instalment."""
    for kind in OBLIGATIONS:
        rows = differing.filter(pl.col("component") == kind).select("employment", "drawn")
        if rows.is_empty():
            continue
        of_them = facts_of(facts, rows["employment"])
        rest = of_them.obligations.filter(pl.col("kind") != kind)
        laid = rows.filter(pl.col("drawn") > 0).with_columns(
            obligation=pl.lit(_LAID),
            kind=pl.lit(kind),
            amount="drawn",
            is_divisible=pl.lit(value=True),
            months_taken=pl.lit(0),
        )
        laid = laid.with_columns(obligation=-pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
        ordered = _put_together(rest, laid).sort("employment", "obligation")
        yield Input(f"recovery_{kind}", replace(of_them, obligations=ordered), _said(rows, pl.col("drawn")))


def _stated(facts: MonthFacts, differing: pl.DataFrame, rulebook: Rulebook) -> Iterator[Input]:
    """An earning stated only by an order: a special pay, or a rate of the Accountant General's slip."""
    month = facts.month
    for component in rulebook.pack.stated:
        rows = differing.filter(pl.col("component") == component).select("employment", "drawn")
        once = facts.segments.group_by("employment").agg(
            pl.col("part").n_unique().alias("parts"), pl.col("part").first()
        )
        rows = rows.join(once.filter(pl.col("parts") == 1), on="employment", how="inner")
        if rows.is_empty():
            continue
        of_them = facts_of(facts, rows["employment"])
        rest = of_them.rates.filter(pl.col("component") != component)
        laid = rows.filter(pl.col("drawn") > 0).with_columns(
            component=pl.lit(component), amount="drawn", start=pl.lit(month.first), until=pl.lit(month.last)
        )
        ordered = _put_together(rest, laid).sort("employment", "part", "component", "start")
        yield Input(f"stated_{component}", replace(of_them, rates=ordered), _said(rows, pl.col("drawn")))
