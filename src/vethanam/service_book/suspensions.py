"""Suspensions: the entries of one, and the order that says if its days were duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.people.models import Employment
from vethanam.periods import ONE_DAY
from vethanam.service_book.actions import correct
from vethanam.service_book.contradictions import FAR, days_of
from vethanam.service_book.models import Absence, Fact
from vethanam.service_book.queries import last_entries

DUTY, NOT_DUTY = "duty", "not_duty"
#: kinds of leave that an order may make of a suspension
LEAVE = ("earned", "half_pay", "commuted", "special", "without_allowances", "dies_non")
TREATED_AS = (DUTY, *LEAVE, NOT_DUTY)


@dataclass(frozen=True, slots=True)
class Suspension:
    """The entries of one unbroken suspension, in the order of their days."""

    entries: tuple[Absence, ...]

    @property
    def since(self) -> date:
        """The first day of the suspension."""
        return days_of(self.entries[0])[0]

    @property
    def until(self) -> date:
        """The last day of the suspension; ``FAR`` while it goes on."""
        return max(days_of(one)[1] for one in self.entries)

    @property
    def last(self) -> Absence:
        """The entry that ends last."""
        return max(self.entries, key=lambda one: (days_of(one)[1], days_of(one)[0]))


def suspensions_among(absences: Iterable[Absence]) -> list[Suspension]:
    """The unsettled suspensions of one book: entries that meet or overlap are one."""
    found: list[list[Absence]] = []
    for one in sorted(
        (one for one in absences if one.kind_of_absence == Absence.Kind.SUSPENSION and not one.is_not_duty),
        key=lambda one: (*days_of(one), one.recorded_at),
    ):
        ends = max((days_of(before)[1] for before in found[-1]), default=None) if found else None
        if ends is not None and (ends == FAR or days_of(one)[0] <= ends + ONE_DAY):
            found[-1].append(one)
        else:
            found.append([one])
    return [Suspension(tuple(entries)) for entries in found]


def suspension_of(employment: Employment, entry: int) -> Suspension:
    """The suspension of an entry, or of the one that corrects it.

    Raises
    ------
    Unsound
        The book has no such entry.
    Refused
        It is no suspension, or was taken back.
    """
    fact = Absence.objects.filter(pk=entry, employment=employment).first()
    while fact is not None and (later := Absence.objects.filter(supersedes=fact).first()):
        fact = later
    if fact is None:
        raise Unsound("no_such_fact")
    if fact.is_not_duty and not fact.is_withdrawn:
        return Suspension((fact,))
    rows = last_entries(Absence).filter(employment=employment).select_related("employment__person", "order")
    for found in suspensions_among(one for one in rows if not one.is_withdrawn):
        if fact in found.entries:
            return found
    raise Refused("suspension_taken_back" if fact.is_withdrawn else "not_a_suspension", day=fact.valid_from)


@transaction.atomic
def settle_suspension(
    authority: Authority,
    found: Suspension,
    treated_as: str,
    order: Order,
    last_day: date | None = None,
) -> tuple[Fact, ...]:
    """Correct the entries of a suspension by the order that settles it; returns the corrections.

    Duty withdraws them, leave changes their kind, and days that are no duty are marked. ``last_day`` ends a
    suspension that goes on. Another person verifies the corrections.

    Raises
    ------
    Refused
        It goes on and no last day is given, it ends on another day, or is settled as no duty already.
    """
    if treated_as == NOT_DUTY and found.last.is_not_duty:
        raise Refused("suspension_settled_already", day=found.since)
    if found.until == FAR and last_day is None:
        raise Refused("suspension_goes_on", day=found.since)
    if last_day is not None and found.until not in (FAR, last_day):
        raise Refused("suspension_ends_otherwise", until=found.until)
    if treated_as == DUTY:
        return tuple(correct(authority, one, is_withdrawn=True, order=order) for one in found.entries)
    if treated_as == NOT_DUTY:
        return tuple(
            correct(authority, one, order=order, is_not_duty=True, valid_until=one.valid_until or last_day)
            for one in found.entries
        )
    return _as_leave(authority, found, treated_as, order, last_day)


def _as_leave(
    authority: Authority, found: Suspension, kind: str, order: Order, last_day: date | None
) -> tuple[Fact, ...]:
    """Leave holds each day once: an entry ends before the next begins, and one without days goes."""
    kept = [
        (one, min(one.valid_until or last_day or FAR, days_of(following)[0] - ONE_DAY))
        for one, following in pairwise(found.entries)
    ]
    final = found.entries[-1]
    kept.append((final, found.until if found.until != FAR else last_day or FAR))
    gone = [(one, until) for one, until in kept if until < days_of(one)[0]]
    corrections = [correct(authority, one, is_withdrawn=True, order=order) for one, _ in gone]
    for one, until in kept:
        if (one, until) not in gone:
            changes: dict[str, Any] = {"kind_of_absence": kind, "valid_until": until, "order": order}
            changes |= {"varied_to": None, "is_not_duty": False}
            if until != one.valid_until:
                changes["session_until"] = "AN"
            corrections.append(correct(authority, one, **changes))
    return tuple(corrections)
