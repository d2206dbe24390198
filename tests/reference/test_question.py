"""One person written in a file is answered as the reference says, and as in a crowd."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.reference import people
from tests.reference.agreement import SEED, expected_of
from tests.reference.facts import Person
from vethanam.rules.questions import ask

#: words of the reference that a file writes otherwise
NAMES = {"start": "from", "until": "to", "subsistence": "subsistence_rate", "number": "obligation"}
NOT_WRITTEN = {"obligation", "employment", "insured_in"}


def written(fact: Any) -> dict[str, Any]:
    """A fact as a file writes it: rupees as text, days as text, nothing that is left out."""
    named = {NAMES.get(name, name): getattr(fact, name) for name in type(fact).__slots__}
    told = {
        name: content for name, content in named.items() if content is not None and name not in NOT_WRITTEN
    }
    return {name: str(c) if isinstance(c, Decimal | date) else c for name, c in told.items()}


#: sums of members alone; a file that states a sum for a non-member is refused
OF_MEMBERS = {
    "gis_amount": ("is_gis", True),
    "fbs_amount": ("is_fbs", True),
    "gpf_subscription": ("pension_scheme", "gpf"),
}


def record_of(one: Person) -> dict[str, Any]:
    """The record of her month as a file writes it, without sums of memberships she does not have."""
    others = {name for name, (column, member) in OF_MEMBERS.items() if getattr(one.record, column) != member}
    stated = {**written(one.record), **one.record.memberships}
    return {name: content for name, content in stated.items() if name not in others}


def question(one: Person) -> Mapping[str, Any]:
    """The question of her month."""
    facts = {
        "employment": {"category": one.segments[0].category, **record_of(one)},
        "segments": [{"da_series": None, **written(segment)} for segment in one.segments],
        "rates": [written(rate) for rate in one.rates],
        "attendance": [written(wage) for wage in one.wages],
        "obligations": [written(owed) for owed in sorted(one.obligations, key=lambda each: each.number)],
    }
    return {
        "id": one.employment,
        "ask": "month",
        "on": one.segments[0].start.isoformat()[:7],
        "given": {"facts": facts},
    }


def sums(lines: Mapping[Any, Any]) -> dict[tuple[int, str], int | None]:
    """The amount of each component of each part; None for a held one."""
    found: dict[tuple[int, str], int | None] = {}
    for (part, component, _), (_, amount, _, _) in lines.items():
        before = found.get((part, component), 0)
        found[part, component] = None if amount is None or before is None else before + amount
    return {key: amount for key, amount in found.items() if amount != 0}


@pytest.mark.parametrize("month", people.MONTHS[4::40])
def test_a_month_asked_from_a_file_is_the_reference_s(month: tuple[int, int]) -> None:
    answered = 0
    for number in range(1, 9):
        one = people.person(SEED, number, month)
        right, _ = expected_of(one)
        told = ask(question(one), "kerala")
        if "error" in told:
            assert not right, (told["error"], one)
            continue
        came = {
            (place, row["part"], row["component"]): row["amount_paise"]
            for place, row in enumerate(told["answer"]["lines"])
        }
        rows = {(part, name, place): ("", amount, None, 0) for (place, part, name), amount in came.items()}
        assert sums(rows) == sums(right), one
        answered += 1
    assert answered > 3
