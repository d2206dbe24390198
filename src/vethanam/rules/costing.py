"""The cost of a proposed order: months under it less months as they are, for everybody.

People with equal readings of a month cost the same, to the paisa. Each distinct reading is computed once for
all months with the same figures in force, and weighted by its number of people. Weights are kept per span of
months, so an unchanged year of one person is one row. The rules in force are read and never changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from vethanam.money import Paise
from vethanam.periods import Month
from vethanam.rules.arrear_lines import taken_once
from vethanam.rules.dues import employer_lines
from vethanam.rules.earnings import KEY, earnings_of
from vethanam.rules.facts import MonthFacts
from vethanam.rules.month_assessment import not_blocked
from vethanam.rules.month_groups import Kinds, is_kind
from vethanam.rules.parameters import Parameter
from vethanam.rules.proposed_orders import Proposal
from vethanam.rules.rulebook import Rulebook

#: the place of a part of a month, by representative and span of months; ``place`` is a number for drawing
#: code, head and scale
PLACED = {"who": pl.Int64, "part": pl.Int32, "place": pl.Int32, "since": pl.Int64, "until": pl.Int64}
#: the same with the number of people
WEIGHTS = {**PLACED, "people": pl.Int64}
BY_COMPONENT = {
    "month": pl.Int64,
    "component": pl.String,
    "people": pl.Int64,
    "in_force": pl.Int64,
    "proposed": pl.Int64,
}
BY_PLACE = {"month": pl.Int64, "place": pl.Int32, "people": pl.Int64, "cost": pl.Int64}
_PART = ("who", "part")
_SPELL = ("since", "until")


@dataclass(frozen=True, slots=True)
class CostMonths:
    """Consecutive months of everybody: people per reading and place, columns :data:`WEIGHTS`.

    ``aside`` counts by month the people who cannot be computed and are left out.
    """

    months: tuple[Month, ...]
    weights: pl.DataFrame
    aside: Mapping[Month, int]


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an order in some months, in paise.

    ``by_component`` has ``month``, ``component``, ``people`` concerned, and the sums in force and proposed.
    ``by_place`` has the ``cost`` by ``month`` and ``place``. ``held`` counts lines held by an unknown figure,
    now or under the proposal; they are in neither sum.
    """

    proposal: Proposal
    by_component: pl.DataFrame
    by_place: pl.DataFrame
    people: int
    aside: int
    held: int

    @property
    def total(self) -> Paise:
        """Cost of all months."""
        return int(self.by_place["cost"].sum())

    @property
    def arrears(self) -> Paise:
        """Cost of the months worked before the order is first drawn."""
        return self._sum(pl.col("month") < int(self.proposal.first_drawn))

    @property
    def with_salary(self) -> Paise:
        """Cost of the months from the first drawn on."""
        return self._sum(pl.col("month") >= int(self.proposal.first_drawn))

    def _sum(self, which: pl.Expr) -> Paise:
        return int(self.by_place.filter(which)["cost"].sum())


def weighed(placed: pl.DataFrame) -> pl.DataFrame:
    """People counted, columns :data:`WEIGHTS`; ``placed`` has a row per person
    and part, columns :data:`PLACED`.
    """
    return placed.group_by(list(PLACED)).agg(people=pl.len().cast(pl.Int64)).sort(list(PLACED))


@dataclass(frozen=True, slots=True)
class Alike:
    """Months with the same figures in force, and the current lines of each distinct reading.

    The month of ``facts`` has the length needed by single cases. ``weights`` has the columns
    :data:`WEIGHTS`; ``parts`` has the same counts without places.
    """

    months: tuple[Month, ...]
    facts: MonthFacts
    lines: pl.DataFrame
    weights: pl.DataFrame
    parts: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Baseline:
    """Months as they are, computed once for any number of proposals; ``aside`` people cannot be computed."""

    rulebook: Rulebook
    alike: tuple[Alike, ...]
    people: int
    aside: int


def baseline_of(people: CostMonths, kinds: Kinds, rulebook: Rulebook) -> Baseline:
    """Compute the months by the rules in force. People who cannot be computed are set aside."""
    aside, counted = Counter(people.aside), Counter[Month]()
    found = []
    for months, length, counted_in in _told_apart(people, _of_parts(people.months, rulebook)):
        facts = kinds.facts(length, counted_in["who"].unique().sort())
        findings, sound = not_blocked(facts, rulebook, rulebook.in_force(length, reading="due"))
        wrong = pl.col("who").is_in(findings.filter("blocks")["employment"].unique().implode())
        aside.update(_counted(counted_in.filter(wrong), months))
        weights = counted_in.filter(~wrong)
        parts = weights.group_by(*_PART, *_SPELL).agg(pl.col("people").sum())
        counted.update(_counted(parts.filter(pl.col("part") == 1), months))
        found.append(Alike(months, sound, _lines(sound, rulebook), weights, parts))
    return Baseline(rulebook, tuple(found), max(counted.values(), default=0), max(aside.values(), default=0))


def _told_apart(
    people: CostMonths, figures: Sequence[Parameter]
) -> Iterator[tuple[tuple[Month, ...], Month, pl.DataFrame]]:
    """Yield months with the same figures in force, one month that represents them, and their weights.

    A kind of month is independent of the month's length. A single case has days, and goes with
    months of its length.
    """
    for same in _reading_alike(people.months, figures):
        alone = people.weights.filter(~is_kind())
        kinds = people.weights.filter(is_kind()).join(_spells(people.weights, same), on=_SPELL, how="semi")
        for days in dict.fromkeys(month.days for month in same):
            some = [month for month in same if month.days == days]
            others = alone.join(_spells(alone, some), on=_SPELL, how="semi")
            if others.height + kinds.height:
                yield same if kinds.height else tuple(some), some[0], pl.concat([kinds, others])
            kinds = kinds.clear()


def cost_of(proposal: Proposal, base: Baseline) -> Cost:
    """The months under the proposal less the months as they are."""
    over = proposal.over(base.rulebook)
    laid_over = [over.parameters[name] for name in proposal.values]
    by_component, by_place, held = [], [], 0
    for one in base.alike:
        later = [month for month in one.months if month.last >= proposal.with_effect_from]
        for some in _reading_alike(later, laid_over):
            length = next((month for month in some if month.days == one.facts.month.days), some[0])
            then = _lines(proposal.facts(replace(one.facts, month=length)), over)
            both = one.lines.join(then, on=[*_PART, "component"], how="full", coalesce=True, suffix="_then")
            is_held = pl.col("amount").is_null() & pl.col("is_held") | pl.col(
                "amount_then"
            ).is_null() & pl.col("is_held_then")
            both = both.with_columns(aside=is_held.fill_null(False))
            waiting = both.filter("aside").join(one.parts, on=_PART, how="inner")
            held += int(_by_month(waiting, some, "component", people=pl.col("people"))["people"].sum())
            changed = (
                both.filter(~pl.col("aside"))
                .with_columns(pl.col("amount", "amount_then").fill_null(0))
                .filter(pl.col("amount") != pl.col("amount_then"))
            )
            by_component.append(_by_component(changed, one.parts, some))
            by_place.append(_by_place(changed, one.weights, some))
    return Cost(
        proposal,
        _together(by_component, BY_COMPONENT, "component"),
        _together(by_place, BY_PLACE, "place"),
        base.people,
        base.aside,
        held,
    )


def _reading_alike(months: Iterable[Month], figures: Iterable[Parameter]) -> list[tuple[Month, ...]]:
    """Group the months in which the same of these figures are in force."""
    alike: dict[tuple[int, ...], list[Month]] = {}
    figures = list(figures)
    for month in months:
        in_force = [id(value) for one in figures for _, value in one.all_in_force(month.first, reading="due")]
        alike.setdefault(tuple(in_force), []).append(month)
    return [tuple(some) for some in alike.values()]


def _of_parts(months: Iterable[Month], rulebook: Rulebook) -> list[Parameter]:
    """The parameters that lines of a part may read in these months."""
    firsts = [some[0] for some in _reading_alike(months, rulebook.parameters.values())]
    once = taken_once(rulebook, firsts)
    return [parameter for name, parameter in rulebook.parameters.items() if name not in once]


def _spells(rows: pl.DataFrame, months: Iterable[Month]) -> pl.DataFrame:
    """The months within each span of the rows: ``since``, ``until``, ``month``."""
    spells = rows.select(_SPELL).unique().join(_keys(months), how="cross")
    return spells.filter(pl.col("month").is_between(pl.col("since"), pl.col("until")))


def _by_month(rows: pl.DataFrame, months: Iterable[Month], *key: str, **sums: pl.Expr) -> pl.DataFrame:
    """Sums by month and ``key``, sorted; each row counts in every month of its span."""
    by_spell = rows.group_by(*key, *_SPELL).agg(one.sum().alias(name) for name, one in sums.items())
    each = _keys(months).join(by_spell.sort(*key, *_SPELL), how="cross", maintain_order="left_right")
    each = each.filter(pl.col("month").is_between("since", "until"))
    if by_spell.select(_SPELL).n_unique() > 1:  # with one span, each key has one row
        each = each.group_by("month", *key, maintain_order=True).agg(pl.col(list(sums)).sum())
    return each.select("month", *key, *sums)


def _keys(months: Iterable[Month]) -> pl.DataFrame:
    return pl.DataFrame({"month": sorted(map(int, months))}, schema={"month": pl.Int64})


def _together(
    sums: Sequence[pl.DataFrame], schema: Mapping[str, type[pl.DataType]], key: str
) -> pl.DataFrame:
    """Sums by month and ``key``, sorted; both kinds and single cases may contribute to one month."""
    every = pl.concat([pl.DataFrame(schema=schema), *sums])
    if len(sums) == 1:  # already sorted
        return every
    return every.group_by("month", key).agg(pl.exclude("month", key).sum()).sort("month", key)


def _counted(rows: pl.DataFrame, months: Iterable[Month]) -> dict[Month, int]:
    """People by month; a person with several parts counts once."""
    firsts = rows.filter(pl.col("part") == pl.col("part").min().over("who"))
    by_month = _by_month(firsts, months, people=pl.col("people"))
    return {Month.from_key(key): people for key, people in by_month.iter_rows()}


def _by_component(changed: pl.DataFrame, parts: pl.DataFrame, months: Iterable[Month]) -> pl.DataFrame:
    weight = pl.col("people")
    sums = _by_month(
        changed.join(parts, on=_PART, how="inner"),
        months,
        "component",
        people=weight,
        in_force=pl.col("amount") * weight,
        proposed=pl.col("amount_then") * weight,
    )
    return sums.select(list(BY_COMPONENT))


def _by_place(changed: pl.DataFrame, weights: pl.DataFrame, months: Iterable[Month]) -> pl.DataFrame:
    each = changed.group_by(_PART).agg(each=(pl.col("amount_then") - pl.col("amount")).sum())
    sums = _by_month(
        weights.join(each, on=_PART, how="inner"),
        months,
        "place",
        people=pl.col("people"),
        cost=pl.col("each") * pl.col("people"),
    )
    return sums.select(list(BY_PLACE))


def _lines(facts: MonthFacts, rulebook: Rulebook) -> pl.DataFrame:
    """Earnings and employer's share by part: ``who``, ``part``, ``component``, ``amount``, ``is_held``."""
    on = rulebook.in_force(facts.month, reading="due")
    earnings = earnings_of(facts, rulebook, on)
    names = [name for name in rulebook.pack.earnings_in_order if name in earnings.parts.columns]
    wide = earnings.parts.select(*KEY, *names)
    tall = wide.unpivot(index=KEY, variable_name="component", value_name="amount")
    employer = employer_lines(facts, rulebook, on, earnings)
    rows = pl.concat([tall, employer.select(*KEY, "component", "amount")])
    rows = rows.filter(pl.col("amount").is_null() | (pl.col("amount") != 0))
    return rows.rename({"employment": "who"}).with_columns(is_held=pl.col("amount").is_null())
