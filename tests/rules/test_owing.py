"""What is due of a month for arrears is what the whole month assessed says of the same lines."""

from __future__ import annotations

import polars as pl
import pytest

from tests.reference.frames import facts_of
from tests.reference.people import MONTHS, person
from vethanam import rules
from vethanam.rules.assess import generally_sound
from vethanam.rules.owing import follows_month, owing_of

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
