"""A restraint stops all of a message, or a part of it, before anybody signs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vethanam.messaging.draft_restraints import restraints_on, stops_all
from vethanam.privacy.permit import Request, Restraint, World
from vethanam.privacy.permit.world import Leave

AT = datetime(2026, 11, 6, 6, tzinfo=UTC)
MESSAGE = Request(
    actor=None, org="FIN", purpose="SVC-TERMS", subjects=(), channels=("email", "portal"), sender="FIN"
)  # fmt: skip


def restraint(**narrowed: Any) -> Restraint:
    return Restraint("WPC-1", purposes=frozenset({"SVC-TERMS"}), **narrowed)


@pytest.mark.parametrize(
    ("narrowed", "is_whole"),
    [
        ({}, True),
        ({"channels": frozenset({"email"})}, False),
        ({"channels": frozenset({"email", "portal"})}, True),
        ({"classes": frozenset({"judicial_officer"})}, False),
        ({"leaves": (Leave(purposes=frozenset({"SVC-TERMS"})),)}, False),
        ({"leaves": (Leave(purposes=frozenset({"SVC-TERMS"}), channels=frozenset({"email"})),)}, False),
        ({"leaves": (Leave(purposes=frozenset({"SAL-CREDIT"})),)}, True),
        ({"leaves": (Leave(until=AT - timedelta(days=1)),)}, True),
    ],
)
def test_what_a_restraint_lets_go_decides_whether_it_stops_all(
    narrowed: dict[str, Any], is_whole: bool
) -> None:
    assert stops_all(restraint(**narrowed), MESSAGE, AT) is is_whole


def test_a_restraint_on_another_purpose_stops_nothing(db: None) -> None:
    other = Restraint("WPC-2", purposes=frozenset({"PUBLICITY"}))
    found = restraints_on(MESSAGE, World(restraints=(other, restraint())), AT)
    assert (found.whole, found.part) == (("WPC-1",), ())


def test_one_that_is_over_or_to_come_stops_nothing(db: None) -> None:
    ended = restraint(until=AT - timedelta(days=1), is_case_pending=False)
    coming = restraint(starts_at=AT + timedelta(days=1))
    assert restraints_on(MESSAGE, World(restraints=(ended, coming)), AT).whole == ()
