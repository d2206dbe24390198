"""A kept statement is the one that would be built, for officers of every role."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from vethanam.acts.inbox import _query
from vethanam.acts.inbox_kinds import KINDS
from vethanam.acts.inbox_statement import built, part_of
from vethanam.identity.authority import Authority

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
#: a password's reset waits for some hours of real time
BY_THE_CLOCK = ("reset",)
SCOPES = {"0412": "0412", "T07": "T07", "": None}


def _plain(params: Any) -> list[Any]:
    return [getattr(one, "obj", one) for one in params]


def _officers(role: str) -> list[Authority]:
    """Officers of a role: with and without a scope, in their own and in another's name."""
    return [
        Authority(account, person, office, role, AT, scope, delegation, of, is_sample=True, department=office)
        for account, person, office in ((5, 17, "FIN"), (6, 18, "AGR"), (7, None, "KSDMA"))
        for scope in SCOPES.values()
        for delegation, of in ((None, None), (3, 21))
    ]


@pytest.mark.usefixtures("desk_db")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_was_kept_is_what_would_be_built(kind: Any) -> None:
    for role in kind.roles:
        for place, authority in enumerate(_officers(role)):
            for _ in range(2):
                kept, anew = part_of(_query, place, kind, authority), built(_query(place, kind, authority))
                assert (kept is None) == (anew is None)
                if kept and anew and kind.code not in BY_THE_CLOCK:
                    assert (kept[0], _plain(kept[1])) == (anew[0], _plain(anew[1]))


@pytest.mark.usefixtures("desk_db")
def test_most_kinds_are_built_once() -> None:
    """What rests on rows, or on days before today, is built each time."""
    asked: list[tuple[str, int]] = []

    def query(place: int, kind: Any, authority: Authority) -> Any:
        asked.append((kind.code, authority.account))
        return _query(place, kind, authority)

    for account, person, scope in ((5, 17, "0412"), (6, 18, "0413"), (7, 19, "0414")):
        for place, kind in enumerate(KINDS):
            officer = Authority(account, person, "FIN", kind.roles[0], AT, scope, is_sample=True)
            part_of(query, place, kind, officer)
    anew = {code for code, account in asked if account == 7}
    assert len(KINDS) > 50 and {"bill_to_check", "entries", "question"} & anew == set()
    assert len(anew) < len(KINDS) / 3, anew
