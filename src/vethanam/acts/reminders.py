"""Officers with work that has waited too long, looked through once a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.timezone import localdate

from vethanam.acts.inbox import inbox_of
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.reminders import REMINDS_AFTER, is_time, remind
from vethanam.people.queries import appointments_at, delegations_at, hats_of_all

#: officers looked at in one round, so that other rounds of the worker do not wait
CHUNK = 50


class Reminders:
    """Reminds every officer once a day, some in each round."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._left: list[int] = []

    def go(self, authority: Authority) -> int:
        """Remind the next officers; returns how many the permit allowed."""
        if self._day != localdate(authority.at) and is_time(authority.at):
            self._day, self._left = localdate(authority.at), officers(authority.at)
        chunk, self._left = self._left[:CHUNK], self._left[CHUNK:]
        return remind(authority, behind(chunk, authority.at))


def officers(at: datetime) -> list[int]:
    """The accounts with an appointment or a delegation."""
    held = set(appointments_at(at).values_list("account", flat=True))
    return sorted(held | set(delegations_at(at).values_list("account", flat=True)))


def behind(accounts: Collection[int], at: datetime) -> set[int]:
    """The persons of these accounts with something that has waited longer than the time of reminders."""
    found = set()
    for account, hats in hats_of_all(accounts, at).items():
        rows = inbox_of(account, hats, at)
        if any(at - row.since > REMINDS_AFTER for row in rows):
            found |= {hat.person for hat in hats if hat.person is not None}
    return found
