"""The due month for arrears equals the same lines of the whole month assessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.reference.frames import facts_of
from tests.reference.people import MONTHS, person
from vethanam import rules
from vethanam.rules.arrear_lines import follows_month, owing_of
from vethanam.rules.component_values import worked_on
from vethanam.rules.earnings import carried_on
from vethanam.rules.facts import FRAMES, MonthFacts
from vethanam.rules.month_assessment import generally_sound
from vethanam.rules.parameter_values import InForce

KEY = ["employment", "component", "kind"]


@pytest.mark.parametrize("month", [(2021, 3), (2024, 4), (2026, 10)])
def test_lines_of_every_kind_of_person_are_those_of_the_month_assessed(month: tuple[int, int]) -> None:
    assert month in MONTHS
    rulebook = rules.load_pack("kerala")
    facts = facts_of([person(11, number, month) for number in range(400)], month)
    lines = rules.assess(facts, rulebook, reading="due").lines.filter(follows_month(rulebook))
    held = pl.col("due").is_null().any()
    sums = lines.group_by(KEY).agg(
        due=pl.when(held).then(None).otherwise(pl.col("due").sum()),
        is_held=held,
        is_unconfirmed=pl.col("is_unconfirmed").any(),
    )
    _, sound = generally_sound(facts.checked(), rulebook)
    owing, blocked = owing_of(sound, rulebook)
    assert owing.height > 800
    assert owing.equals(sums.select(owing.columns).sort(KEY))
    assert set(blocked["employment"]).isdisjoint(owing["employment"])


@dataclass(frozen=True)
class OnlyDays:
    """A month that tells nothing but how many days it has."""

    days: int


@pytest.mark.parametrize("pack", ["kerala", "central"])
@pytest.mark.parametrize("first", [date(2021, 3, 1), date(2024, 4, 1), date(2026, 10, 1)])
def test_of_a_month_only_its_days_and_the_figures_in_force_are_read(pack: str, first: date) -> None:
    rulebook, month = rules.load_pack(pack), (first.year, first.month)
    nothing_else: Any = OnlyDays(31)
    on = InForce(rulebook.parameters, nothing_else, reading="due", day=first)
    lines = worked_on(rulebook.components_of(["step"], "segment"), on) + carried_on(rulebook, on)
    lines += worked_on(rulebook.components_of(["deduction", "employer"], "part"), on)
    assert len(lines) > 3
    facts = facts_of([person(11, number, month) for number in range(40)], month)
    frames = {name: getattr(facts, name) for name in FRAMES}
    for check in rulebook.pack.checks:
        check(on, MonthFacts(nothing_else, **frames))
