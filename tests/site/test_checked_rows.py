"""What the superuser changes behind the log is noticed: rows, the log's own tables, guards, rights, owners, roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Furnisher
from tests.site.checked import Checked, Known, checked_house


@pytest.fixture(scope="module")
def checked(furnish: Furnisher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    with checked_house(furnish, tmp_path_factory.mktemp("checked")) as checked:
        yield checked


@pytest.fixture(scope="module")
def before(checked: Checked) -> Known:
    """Findings without a change: rows that this suite writes without an act."""
    with checked.changed() as db:
        return checked.found(db)


def test_rows_as_acts_wrote_them_are_sound(checked: Checked, before: Known) -> None:
    counts = checked.world.sql("postgres", "SELECT relation, count(*) FROM journal_rowset GROUP BY 1 ORDER BY 1")
    print(counts)
    print(sorted(before))
    assert {code for _, code in before} <= {"row_without_act"}
