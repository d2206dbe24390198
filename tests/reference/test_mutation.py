"""The comparison can fail: a rulebook slightly wrong, in any figure or rule of the month, is noticed.

Every value of every parameter of the month is changed in turn, and every rule; at least one of the seeded
people must then differ from the reference. A figure that no month reads fails here too: then the people have
too few kinds. An ordinary run tries one rule in three and one figure in 81; `make agreement`
(VETHANAM_REFERENCE_MUTANTS=all) tries all.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.reference import people
from tests.reference.mutants import UNUSED_FIELDS, loaded
from tests.reference.sample import DRAWN, DUE, names_read, sample, tried

CORES = os.cpu_count() or 1
#: one rule in so many, and one figure
EVERY = (1, 1) if os.environ.get("VETHANAM_REFERENCE_MUTANTS") == "all" else (3, 81)


@pytest.mark.parametrize("month", people.MONTHS[::9])
def test_the_rulebook_as_it_is_makes_no_difference(month: tuple[int, int]) -> None:
    assert not sample(month, DRAWN).notices(loaded())
    assert not sample(month, DUE).notices(loaded())


def test_each_figure_and_each_rule_changed_by_a_hair_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLARS_MAX_THREADS", "1")
    names, hands = names_read(), CORES * 4
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        told = [pool.submit(tried, names, EVERY, first, hands) for first in range(hands)]
        results = [one.result() for one in told]
    missed = sorted(name for _, told_names in results for name in told_names)
    assert not missed, "changed, and nobody's month differs:\n" + "\n".join(missed)
    assert sum(count for count, _ in results) > 800 // EVERY[1]


def test_the_month_reads_what_it_should() -> None:
    names = names_read()
    assert {"dearness_allowance.rate", "house_rent_allowance.slab", "recoveries.precedence"} <= names
    assert set(UNUSED_FIELDS) <= names
