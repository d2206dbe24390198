"""Contradictions between a fact and other facts of the same service book, as ends of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from vethanam.errors import Sentence
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.people.models import Employment
from vethanam.periods import ONE_DAY, Month, first_day, last_day
from vethanam.service_book.models import Absence, Attendance, Fact, Membership, Pay, ServiceSpell
from vethanam.service_book.queries.current_entries import last_entries, standing
from vethanam.service_book.rulebook import funds_in_use

#: an open end
FAR = date(9999, 12, 31)
HOURS_OF_A_DAY = 24

type Days = tuple[date, date]


def contradictions_of(fact: Fact, at: datetime) -> list[Sentence]:
    """Contradictions of a fact with those in force, apart from itself and the one it ``supersedes``."""
    check = _CHECKS.get(type(fact))
    return list(check(fact, at)) if check else []


def _others(fact: Fact) -> Iterable[Any]:
    """Facts of the kind in force in the same book, without withdrawn ones, even unverified withdrawals."""
    rows = last_entries(type(fact)).filter(employment=fact.employment_id)
    own = [one.pk for one in (fact, fact.supersedes) if one and one.pk]
    return rows.filter(is_withdrawn=False).exclude(pk__in=own)


def days_of(fact: Fact) -> Days:
    """The first and the last paid day of a fact."""
    until = fact.valid_until
    ends = FAR if until is None else last_day(until, fact.session_until)
    return first_day(fact.valid_from, fact.session), ends


def _of_absence(fact: Absence, at: datetime) -> Iterator[Sentence]:
    first, last = days_of(fact)
    for other in _others(fact):
        begins, ends = days_of(other)
        if (
            begins > last
            or ends < first
            or _is_reviewed(fact, other)
            or _is_gone(other, max(first, begins), at)
        ):
            continue
        facts = {
            "kind": fact.kind_of_absence,
            "day": fact.valid_from,
            "kind_other": other.kind_of_absence,
            "since": other.valid_from,
            "until": other.valid_until,
        }
        yield Sentence("lies_on_open_absence" if other.valid_until is None else "lies_on_absence", facts)


def _is_reviewed(one: Absence, other: Absence) -> bool:
    """Whether both are suspensions: an order may review a suspension while it goes on."""
    return {one.kind_of_absence, other.kind_of_absence} == {Absence.Kind.SUSPENSION}


def _is_gone(fact: Fact, day: date, at: datetime) -> bool:
    """Whether the order of a fact is not in force on a day."""
    if fact.order_id is None:
        return False
    gone = orders_not_in_force(day, at)
    return (fact.order_id, None) in gone or (fact.order_id, fact.employment_id) in gone


def _of_membership(fact: Membership, at: datetime) -> Iterator[Sentence]:
    funds = funds_in_use().sharing(fact.fund)
    others = [one for one in _others(fact) if one.fund in funds]
    if all(one.fund == fact.fund for one in others):
        return
    ends = _ends_of_service(fact.employment)
    held = [(one, days) for fund in funds for one, days in _held([*others, fact], fund, ends)]
    own = next((days for one, days in held if one is fact), None)
    for other, (begins, until) in held:
        if own is None or other.fund == fact.fund or begins > own[1] or until < own[0]:
            continue
        if _is_gone(other, max(begins, own[0]), at):
            continue
        facts = {"fund": fact.fund.upper(), "other": other.fund.upper(), "since": other.valid_from}
        yield Sentence("member_of_two_funds", facts)


def _held(
    memberships: Iterable[Membership], fund: str, ends: list[date]
) -> Iterator[tuple[Membership, Days]]:
    """The memberships of a fund, each until the next begins, it ends, or its service ends."""
    own = sorted(
        (one for one in memberships if one.fund == fund),
        key=lambda one: (days_of(one)[0], one.recorded_at, one.pk or 0),
    )
    for one, following in pairwise([*own, None]):
        if one is None:
            continue
        begins, until = days_of(one)
        until = min([until, *[end for end in ends if end >= begins][:1]])
        if following is not None:
            until = min(until, days_of(following)[0] - ONE_DAY)
        yield one, (begins, until)


def _ends_of_service(employment: Employment) -> list[date]:
    """The last days of the spells of service, in order."""
    return sorted(days_of(spell)[1] for spell in standing(ServiceSpell).filter(employment=employment))


def _of_attendance(fact: Attendance, at: datetime) -> Iterator[Sentence]:
    """Faults of more days than are left of the month, or more hours than those have."""
    month = Month.of(fact.valid_from)
    length = (month.last - fact.valid_from).days + 1
    pays = standing(Pay).filter(employment=fact.employment_id, valid_from__lte=month.last)
    basis = pays.order_by("-valid_from", "-recorded_at", "-pk").values_list("basis", flat=True).first()
    is_by_day = basis not in (None, Pay.Basis.HOURLY)
    if is_by_day and fact.days > length:
        yield Sentence(
            "more_days_than_month", {"days": fact.days, "length": length, "since": fact.valid_from}
        )
    if not is_by_day and fact.days > length * HOURS_OF_A_DAY:
        most = length * HOURS_OF_A_DAY
        yield Sentence(
            "more_hours_than_month", {"hours": fact.days, "length": most, "since": fact.valid_from}
        )


_CHECKS: Mapping[type[Fact], Callable[[Any, datetime], Iterator[Sentence]]] = {
    Absence: _of_absence,
    Membership: _of_membership,
    Attendance: _of_attendance,
}
