"""A person's stays: the days under one drawing code without a break, to the half day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from vethanam.orders.models import Order
from vethanam.service_book.models import Posting, ServiceSpell
from vethanam.service_book.queries.current_entries import counting

_ONE_DAY = timedelta(days=1)
FORENOON, AFTERNOON = "FN", "AN"

#: a half day: the day, and ``FN`` or ``AN``
type HalfDay = tuple[date, str]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay by verified postings: the first and the last of them, its first half day, and its last.

    ``until`` is None for the present stay.
    """

    first: Posting
    posting: Posting
    since: HalfDay
    until: HalfDay | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A change from one office to another: the stay before it, and the stay after it."""

    left: Stay
    joined: Stay
    relieved: HalfDay

    @property
    def order(self) -> Order | None:
        """The order of the new posting."""
        return self.joined.first.order


def stays_of(employment: int, at: datetime) -> Iterator[Stay]:
    """The stays of a person as known at an instant, the earliest first."""
    rows = counting(Posting, at).filter(employment=employment)
    postings = sorted(
        rows.select_related("post", "office", "drawing_code", "order"),
        key=lambda one: (one.valid_from, one.session == AFTERNOON, one.recorded_at, one.pk),
    )
    first: Posting | None = None
    for place, posting in enumerate(postings):
        first = first or posting
        following = postings[place + 1] if place + 1 < len(postings) else None
        if following and following.drawing_code_id == posting.drawing_code_id and not posting.valid_until:
            continue
        since = first.valid_from, first.session
        yield Stay(first, posting, since, _end(posting, following, employment, at))
        first = None


def transfers_of(employment: int, at: datetime) -> list[Transfer]:
    """The transfers of a person between drawing codes, the last one first."""
    stays = list(stays_of(employment, at))
    found = [
        Transfer(left, joined, left.until)
        for left, joined in pairwise(stays)
        if left.until is not None and left.posting.drawing_code_id != joined.first.drawing_code_id
    ]
    return found[::-1]


def _end(posting: Posting, following: Posting | None, employment: int, at: datetime) -> HalfDay | None:
    """The last half day of a posting: its own, that before the next one, or the end of service."""
    if posting.valid_until:
        return posting.valid_until, posting.session_until or AFTERNOON
    if following:
        return _before(following.valid_from, following.session)
    spells = counting(ServiceSpell, at).filter(employment=employment, valid_from__lte=posting.valid_from)
    spell = spells.order_by("valid_from", "id").last()
    return (spell.valid_until, spell.session_until or AFTERNOON) if spell and spell.valid_until else None


def _before(day: date, session: str) -> HalfDay:
    """The half day before one."""
    return (day, FORENOON) if session == AFTERNOON else (day - _ONE_DAY, AFTERNOON)
