"""The rights of a nominee: nothing before the death of the person is on record, her uses afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vethanam.errors import Refused
from vethanam.messaging.known_facts import dead_among
from vethanam.privacy.law_records import nominations_to
from vethanam.privacy.models import Nomination
from vethanam.privacy.queries import PersonUse, uses_of


def nominated_by_dead(nominee: int, at: datetime) -> list[Nomination]:
    """The standing nominations of people with a verified death that name a person."""
    rows = nominations_to(nominee)
    dead = dead_among([row.person for row in rows], at) if rows else frozenset()
    return [row for row in rows if row.person in dead]


def uses_for_nominee(nominee: int, reference: str, at: datetime) -> Sequence[PersonUse]:
    """The uses of the data of the person behind a nomination.

    Raises
    ------
    Refused
        It names another, was taken back, or no death is on record: the sentence is the same.
    """
    row = next((one for one in nominated_by_dead(nominee, at) if one.reference == reference), None)
    if row is None:
        raise Refused("nominee_not_yet")
    return uses_of(row.person)
