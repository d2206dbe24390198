"""The comparison itself: ours agrees, a wrong line counts, a missing engine is reported."""

from __future__ import annotations

import sys

from tests.peers.__main__ import by_ours, by_reference, compared, judged
from tests.peers.people import MONTH, person, row

COUNT = 400
PEOPLE = [person(*row(7, number)) for number in range(1, COUNT + 1)]


def test_ours_comes_to_the_reference_s_paisa() -> None:
    took, right = by_reference(PEOPLE)
    told = judged(took, right, by_ours(PEOPLE, 1)[1], COUNT)
    assert (told["people_wrong"], told["worst_paise"]) == (0, 0)


def test_the_people_are_of_many_kinds() -> None:
    _, right = by_reference(PEOPLE)
    kinds = ("income_tax", "profession_tax", "pension_contribution", "gpf_subscription", "cooperative", "lic")
    assert all(30 < sum(map(bool, right[name])) < COUNT for name in kinds)
    assert 20 < sum(one.segments[0].days < 31 for one in PEOPLE) < COUNT
    assert {one.month for one in PEOPLE} == {MONTH}


def test_one_paisa_is_one_person_wrong() -> None:
    took, right = by_reference(PEOPLE)
    came = {**right, "income_tax": [right["income_tax"][0] + 1, *right["income_tax"][1:]]}
    told = judged(took, right, came, COUNT)
    assert (told["people_wrong"], told["lines_wrong"], told["worst_paise"]) == (1, {"income_tax": 1}, 1)


def test_an_engine_that_is_not_installed_is_told_with_its_reason() -> None:
    engines = compared(20, sys.executable, 1)["engines"]
    assert engines["vethanam.rules"]["people_wrong"] == 0
    assert engines["vethanam.rules"]["processor_seconds"] > 0
    assert "No module named" in engines["OpenFisca-core, stock"]["not_run"]
    assert "coati_payroll" in engines["Coati payroll, formulas"]["not_run"]
