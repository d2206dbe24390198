"""Rulebooks that are wrong by a hair: each differs from the loaded one in one figure, date, word or rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tests.reference import people
from tests.reference.people import KINDS
from tests.reference.tables import Month
from vethanam import periods, rules
from vethanam.rules.component import Component
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rulebook import Pack, Rulebook

#: parameters of the month left out, with the reason
UNUSED_FIELDS = {
    "pay.stagnation": ("yearly", "years_for_last"),  # the date of an increment, not the pay of a month
    "suspension.subsistence": (
        "months",
        "most",
        "least",
    ),  # an order has varied the rate; the record states it
    "income_tax.relief_for_arrears": ("value",),  # it names the order; a claim for relief is a fact
}
UNUSED_KEYS = ("9",)  # the ninth revision ended in 2014; the months here begin in 2015
#: changes that cannot show, and why
SILENT = {
    "state_life_insurance.premium 2022-01-01: least": "1.5 per cent of the lowest pay is above it",
    "income_tax.rebate new 2024-04-01: most": "the slabs of that year give 20,000 at 7,00,000, less than it",
    "income_tax.relief_for_arrears 2024-04-01: late": (
        "it names the order of the relief, which follows the facts"
    ),
    "income_tax.relief_for_arrears 2026-04-01: late": (
        "it names the order of the relief, which follows the facts"
    ),
    "medisep.premium 2025-07-01: late": "it goes on with the premium before it",
    "pay.stagnation 2019-07-01: late": "it goes on with the pattern before it",
    "pension_contribution after gpf_subscription": "nobody is a member of both",
}
#: how much a hair is, by the unit of a field; each is tried in both directions, then tenfold
HAIRS = {"rupees": 100, "stages": 100}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rulebook that is wrong in one place; it should show from ``since`` on, and as
    due from ``effective`` on.
    """

    name: str
    ways: tuple[Rulebook, ...]
    since: Month = (0, 1)
    effective: Month = (0, 1)

    @property
    def is_dated(self) -> bool:
        """Whether there is a month in which it should first show."""
        return self.since > (0, 1)


class Read(Mapping[str, Parameter]):
    """Parameters that remember which of them were asked for."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self.parameters = parameters
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Parameter:
        self.names.add(name)
        return self.parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)


def figures_of(rulebook: Rulebook, names: Iterable[str]) -> Iterator[Mutant]:
    """Every value of some parameters, each changed once."""
    for name in sorted(names):
        yield from figures(rulebook, rulebook.parameters[name])
    yield from neighbours(rulebook)


def rules_of(rulebook: Rulebook) -> Iterator[Mutant]:
    """Every rule, check and limit, each changed once."""
    yield from components(rulebook)
    yield from wiring(rulebook)


def changed(
    rulebook: Rulebook,
    name: str,
    *,
    pack: Pack | None = None,
    parameters: Mapping[str, Parameter] | None = None,
) -> Rulebook:
    """Another rulebook with one thing replaced; made anew, so that it has nothing remembered."""
    return Rulebook(
        rulebook.pack if pack is None else pack,
        rulebook.parameters if parameters is None else parameters,
        f"mutant {name}",
    )


# --- figures ---


def figures(rulebook: Rulebook, parameter: Parameter) -> Iterator[Mutant]:
    """Each value of a parameter: each of its fields by a hair, and its dates by a month."""
    for place, value in enumerate(parameter.values):
        if (value.key or "").split("/")[0] in UNUSED_KEYS or is_over(parameter, value):
            continue
        known = (value.key, value.with_effect_from.isoformat())
        name = " ".join([parameter.name, *(word for word in known if word)])
        since, effective = month_of(value), (value.with_effect_from.year, value.with_effect_from.month)
        for what, ways in changes(parameter, value):
            books = tuple(
                changed(rulebook, f"{name} {what}", parameters=with_value(rulebook, parameter, place, way))
                for way in ways
            )
            yield Mutant(f"{name}: {what}", books, since, effective)


def is_over(parameter: Parameter, value: Value) -> bool:
    """Whether a later value had taken its place before the first month that is compared."""
    later = (one for one in parameter.values if one.key == value.key and not one.is_superseded)
    return any(month_of(value) < month_of(one) <= people.MONTHS[0] for one in later)


def with_value(rulebook: Rulebook, parameter: Parameter, place: int, value: Value) -> Mapping[str, Parameter]:
    """The parameters with one value replaced."""
    values = (*parameter.values[:place], value, *parameter.values[place + 1 :])
    return {**rulebook.parameters, parameter.name: replace(parameter, values=values)}


def month_of(value: Value) -> Month:
    """The month in which a value is first drawn."""
    first = value.first_drawn
    return (
        (first.year, first.number) if first else (value.with_effect_from.year, value.with_effect_from.month)
    )


def changes(parameter: Parameter, value: Value) -> Iterator[tuple[str, list[Value]]]:
    """Each way in which a value can be slightly wrong."""
    if value.is_superseded:
        yield "taken for valid", [replace(value, is_superseded=False)]
        return
    yield from late(parameter, value)
    unused = UNUSED_FIELDS.get(parameter.name, ())
    unknown = [field for field, figure in value.fields.items() if figure is None]
    if unknown:
        guessed = {field: guess(parameter.units[field]) for field in unknown}
        if parameter.name == "recoveries.least_net":
            guessed = dict.fromkeys(unknown, 100_00)  # nothing left is the same as nothing known
        yield "unknown taken for nothing", [replace(value, fields={**value.fields, **guessed})]
    for field, figure in value.fields.items():
        if parameter.name == "recoveries.precedence" and (field == "place" or value.key in KINDS):
            continue  # places are exchanged below; whether an obligation may be cut is said by the obligation
        if figure is not None and field not in unused:
            yield from wrong_figures(parameter.units[field], value, field)


def late(parameter: Parameter, value: Value) -> Iterator[tuple[str, list[Value]]]:
    """The value a month late, or half a year: first drawn, or effective.

    Not where nothing was known before either.
    """
    before = [one for one in parameter.values if one.key == value.key and month_of(one) < month_of(value)]
    if month_of(value) < people.MONTHS[0] or (None in value.fields.values() and not before):
        return
    ways = [value_from(value, months) for months in (1, 6)]
    if value.first_drawn is not None:
        ways.insert(0, replace(value, first_drawn=value.first_drawn.plus(1)))
    yield "late", ways


def value_from(value: Value, months: int) -> Value:
    """The value effective so many months later."""
    return replace(value, with_effect_from=periods.Month.of(value.with_effect_from).plus(months).first)


def guess(unit: str) -> Any:
    """A careless program's value for an unknown figure."""
    return () if unit in ("texts", "stages") else 0


def wrong_figures(unit: str, value: Value, field: str) -> Iterator[tuple[str, list[Value]]]:
    """One field by a hair; a list by each of its members."""
    figure = value.fields[field]
    if not isinstance(figure, tuple):
        yield field, [replace(value, fields={**value.fields, field: other}) for other in near(unit, figure)]
        return
    for place, member in enumerate(figure):
        if place == 0 and field in ("above", "income"):
            continue  # the first slab takes nothing from nothing on: where it starts changes no amount
        lists = [(*figure[:place], *other, *figure[place + 1 :]) for other in near_member(unit, member)]
        yield f"{field} {member}", [replace(value, fields={**value.fields, field: other}) for other in lists]


def near_member(unit: str, member: Any) -> list[tuple[Any, ...]]:
    """A member of a list by a hair; a word left out."""
    return [()] if isinstance(member, str) else [(other,) for other in near(unit, member)]


def near(unit: str, figure: Any) -> list[Any]:
    """Figures near one: a hair more, a hair less, ten more, ten less."""
    if isinstance(figure, bool):
        return [not figure]
    if isinstance(figure, date):
        return [figure + timedelta(days=1), figure - timedelta(days=1)]
    if isinstance(figure, int):
        hair = HAIRS.get(unit, 1)
        return [figure + hair, figure - hair, figure + 10 * hair, figure - 10 * hair]
    return [f"not {figure}"]


def neighbours(rulebook: Rulebook) -> Iterator[Mutant]:
    """Each deduction moved after the next one, and after the next but one."""
    precedence = rulebook.parameters[rulebook.pack.precedence]
    order = sorted(precedence.values, key=lambda value: value.fields["place"])
    for one, other in (*pairwise(order), *zip(order, order[2:], strict=False)):
        exchanged = {one.key: other.fields["place"], other.key: one.fields["place"]}
        values = tuple(
            replace(value, fields={**value.fields, "place": exchanged.get(value.key, value.fields["place"])})
            for value in precedence.values
        )
        name = f"{one.key} after {other.key}"
        parameters = {**rulebook.parameters, precedence.name: replace(precedence, values=values)}
        yield Mutant(name, (changed(rulebook, name, parameters=parameters),))


# --- rules ---


def with_component(rulebook: Rulebook, name: str, component: Component) -> Rulebook:
    """The rulebook with one component replaced."""
    known = rulebook.pack.components
    others = tuple(component if one.name == component.name else one for one in known)
    return changed(rulebook, name, pack=replace(rulebook.pack, components=others))


def components(rulebook: Rulebook) -> Iterator[Mutant]:
    """Each rule a hair too high or too low, and rounded in another way."""
    for component in rulebook.pack.components:
        ways = tuple(
            with_component(
                rulebook, f"{component.name} {hair:+}", replace(component, rule=off_by(component, hair))
            )
            for hair in (1, -1)
        )
        yield Mutant(f"{component.name}: a hair off", ways)
        roundings = () if component.name in WHOLE_ALREADY else OTHER_ROUNDINGS.get(component.rounding, ())
        for rounding in roundings:
            book = with_component(
                rulebook, f"{component.name} {rounding}", replace(component, rounding=rounding)
            )
            yield Mutant(f"{component.name}: rounded {rounding}", (book,))


#: components that only hand on whole rupees, of an order, a slab or a division that rounds: no rounding
#: changes them
WHOLE_ALREADY = ("medisep", "accident_insurance", "profession_tax", "income_tax")
#: for each rounding those it might be mistaken for
OTHER_ROUNDINGS = {
    "rupee": ("rupee_up", "rupee_down"),
    "ten_rupees": ("rupee",),
    "rupee_down": ("rupee", "rupee_up"),
}


def off_by(component: Component, hair: int) -> Any:
    """The rule with a rupee, a day or a count more."""

    def rule(on: Any) -> Any:
        formula = component.rule(on)
        unit = 100 if formula.unit == "paise" else 1
        return replace(formula, numerator=formula.numerator + hair * unit * formula.scale)

    return rule


def wiring(rulebook: Rulebook) -> Iterator[Mutant]:
    """Each check, each limit and each unpaid absence left out."""
    pack = rulebook.pack
    for field in ("checks", "telling"):
        for check in getattr(pack, field):
            left = tuple(one for one in getattr(pack, field) if one is not check)
            name = f"without the check {check.__name__}"
            without: Any = {field: left}
            yield Mutant(name, (changed(rulebook, name, pack=replace(pack, **without)),))
    for absence in pack.unpaid_absences:
        left_absences = tuple(one for one in pack.unpaid_absences if one != absence)
        name = f"rates paid in {absence}"
        yield Mutant(name, (changed(rulebook, name, pack=replace(pack, unpaid_absences=left_absences)),))
    for kind in pack.limits:
        name = f"no limit of {kind}"
        limits = {key: value for key, value in pack.limits.items() if key != kind}
        yield Mutant(name, (changed(rulebook, name, pack=replace(pack, limits=limits)),))


def loaded() -> Rulebook:
    """The rulebook of Kerala."""
    return rules.load_pack("kerala")
