"""Twenty thousand seeded people, worked out by two independent hands: not a paisa apart.

`make agreement`: five times as many.

VETHANAM_REFERENCE_PEOPLE sets another number. A difference is printed with the person's facts, both sides
beside each other; ``people.person(SEED, number, month)`` makes that person again.
"""

from __future__ import annotations

import os

import pytest

from tests.reference.agreement import Batch, batches, compare
from tests.reference.facts import Reading

#: how many differing people a failure prints
SHOWN = 3
PEOPLE = int(os.environ.get("VETHANAM_REFERENCE_PEOPLE", "20000"))


def judged(todo: list[Batch], least: int) -> None:
    """Fail with the first differing people, the simplest first."""
    count, told = compare(todo)
    assert count >= least
    shown = "\n\n".join(sorted(told, key=len)[:SHOWN])
    assert not told, f"{len(told)} of {count} people differ:\n\n{shown}"


def test_every_line_of_every_month_agrees_to_the_paisa() -> None:
    judged(batches(PEOPLE), PEOPLE)


@pytest.mark.parametrize("reading", ["due"])
def test_the_months_as_due_for_arrears_agree_too(reading: Reading) -> None:
    judged(batches(PEOPLE // 20, reading), PEOPLE // 20)
