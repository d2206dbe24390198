"""The comparison can fail: a rulebook wrong by a hair, in any figure or rule of the month, is noticed.

Every value of every loaded parameter is changed in turn, and every rule; somebody among the seeded people must then
differ from the reference. A figure that nobody's month touches fails here too: then the people are too few in kind.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.reference import people
from tests.reference.mutants import NOT_OF_THE_MONTH, UNUSED_FIELDS, all_mutants, loaded
from tests.reference.sample import sample, unnoticed

CORES = os.cpu_count() or 1


def _missed(hand: tuple[int, int]) -> tuple[int, list[str]]:
    """Try every so many-th mutant: how many were tried, and which nobody noticed."""
    first, every = hand
    mine = list(all_mutants(loaded()))[first::every]
    return len(mine), unnoticed(mine)


@pytest.mark.parametrize("month", people.MONTHS[::9])
def test_the_rulebook_as_it_is_makes_no_difference(month: tuple[int, int]) -> None:
    assert not sample(month, "drawn").notices(loaded())
    assert not sample(month, "due").notices(loaded())


def test_each_figure_and_each_rule_changed_by_a_hair_is_noticed() -> None:
    hands = CORES * 4
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        told = list(pool.map(_missed, [(first, hands) for first in range(hands)]))
    missed = sorted(name for _, names in told for name in names)
    assert sum(count for count, _ in told) > 500
    assert not missed, "changed, and nobody's month differs:\n" + "\n".join(missed)


def test_what_is_left_out_exists() -> None:
    parameters = loaded().parameters
    assert set(NOT_OF_THE_MONTH) <= set(parameters)
    assert all(set(fields) <= set(parameters[name].units) for name, fields in UNUSED_FIELDS.items())
