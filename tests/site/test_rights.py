"""The table of rights as text, and the findings of ``vethanam check`` for a differing database."""

from __future__ import annotations

import pytest

from tests.conftest import World
from vethanam.errors import Broken
from vethanam.site.rights import Right, apply_rights, granted_rights, rights_of, rights_table


def test_a_row_gives_each_role_its_verbs() -> None:
    table = rights_table("bill  SU(state, voucher) SI - X")
    assert table == {
        "bill": {"web": "SU(state, voucher)", "worker": "SI", "dispatcher": "-", "sequencer": "X"}
    }
    assert list(rights_of("bill", table["bill"]))[:3] == [
        Right("web", "bill", "S"),
        Right("web", "bill", "U", ("state", "voucher")),
        Right("worker", "bill", "S"),
    ]


def test_a_function_is_named_with_its_arguments() -> None:
    assert list(rights_table("open(bigint,bigint[])  - - X -")) == ["open(bigint,bigint[])"]


@pytest.mark.parametrize(
    "row", ["bill S S", "bill S S - - - - -", "bill SELECT - - -", "bill S - - -\nbill S - - -"]
)
def test_a_row_of_another_shape_is_broken(row: str) -> None:
    with pytest.raises(Broken, match=r"rights\.txt"):
        rights_table(row)


def test_a_table_without_a_row_may_be_touched_by_nobody(world: World) -> None:
    with world.connect("owner") as owner:
        owner.execute("CREATE TABLE stray (n int)")
        apply_rights(owner)
        assert not {right for right in granted_rights(owner) if right.relation == "stray"}


def test_applying_again_takes_away_what_was_added(world: World) -> None:
    with world.connect("owner") as owner:
        before = granted_rights(owner)
        owner.execute("GRANT DELETE ON journal_leaf TO vethanam_web")
        owner.execute("GRANT UPDATE (hash) ON journal_leaf TO vethanam_worker")
        assert granted_rights(owner) - before == {
            Right("web", "journal_leaf", "D"),
            Right("worker", "journal_leaf", "U", ("hash",)),
        }
        apply_rights(owner)
        assert granted_rights(owner) == before
