"""Suspend, restore, end and transfer an award. A change that starts money again waits for another person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from vethanam.benefits.causes import ENDS, RESTORES, SUSPENDS
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Award, AwardNow, Death, StandingEvent
from vethanam.benefits.powers import CLERK, SCHEME, SECRETARY
from vethanam.benefits.queries.checks import waiting
from vethanam.benefits.queries.frames import open_death
from vethanam.benefits.queries.reach import require_reach_of_award
from vethanam.benefits.queries.standing import open_stops
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.people.models import LocalBody
from vethanam.periods import Month

Event, Cause = StandingEvent.Event, StandingEvent.Cause
#: the causes that only another step of this room states
_OF_DEATHS = (Cause.DEATH_REPORTED, Cause.DEATH)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an award from a month, with its cause and its order."""

    cause: str
    from_month: Month
    order: Order | None = None
    until_month: Month | None = None


@transaction.atomic
def suspend(authority: Authority, award: Award, change: Change) -> StandingEvent:
    """Suspend an award from a month, at once.

    Raises
    ------
    Refused
        The award is of another office, has ended, or is suspended for this cause.
    Unsound
        The cause is none of a suspension, or its last month is before the first.
    """
    now = require_reach_of_award(authority, award, SECRETARY, SCHEME)
    _check(now, change.cause, SUSPENDS)
    if change.until_month is not None and change.until_month < change.from_month:
        raise Unsound("suspension_ends_before", month=str(change.until_month))
    if any(stop.cause == change.cause for stop in open_stops(award)):
        raise Refused("suspended_before", award=award.number, cause=change.cause)
    return add_event(authority, award, Event.SUSPENDED, change)


@transaction.atomic
def end_award(authority: Authority, award: Award, change: Change) -> StandingEvent:
    """End an award from a month, at once. A death ends it by its confirmation.

    Raises
    ------
    Refused
        The award is of another office, or has ended.
    """
    now = require_reach_of_award(authority, award, SECRETARY, SCHEME)
    _check(now, change.cause, ENDS)
    return add_event(authority, award, Event.ENDED, change)


@transaction.atomic
def restore(authority: Authority, award: Award, lifted: str, change: Change) -> StandingEvent:
    """Ask that one suspension, named by its cause, is lifted from a month; another person agrees.

    A person who was reported dead and lives is restored with the cause ``alive``; that lifts the end by her
    death too, and refutes the report once agreed.

    Raises
    ------
    Refused
        Another change waits, the award is of another office, or is not suspended for this cause.
    """
    now = require_reach_of_award(authority, award, SECRETARY, SCHEME)
    _check_cause(change.cause, RESTORES)
    _check_waiting(now)
    is_of_death = lifted in _OF_DEATHS
    if is_of_death != (change.cause == Cause.ALIVE):
        raise Unsound("restored_by_wrong_cause")
    stop = next((one for one in open_stops(award) if one.cause == lifted), None)
    if stop is None or (stop.event == Event.ENDED and not is_of_death):
        raise Refused("not_suspended_so", award=award.number, cause=lifted)
    event = add_event(authority, award, Event.RESTORED, change, lifts=stop.id)
    if is_of_death:
        _refute(authority, award)
    return event


@transaction.atomic
def transfer(
    authority: Authority, award: Award, to: LocalBody, ward: str, from_month: Month
) -> StandingEvent:
    """Hand an award over to another local body from a month; a clerk there agrees.

    Raises
    ------
    Refused
        Another change waits, the award has ended, is of another office, or is there already.
    """
    now = require_reach_of_award(authority, award, CLERK, SECRETARY)
    _check_waiting(now)
    _check_open(now)
    if to.pk == now.local_body_id:
        raise Refused("transferred_to_itself", body=to.name)
    change = Change(Cause.MOVED, from_month)
    return add_event(authority, award, Event.TRANSFERRED, change, local_body=to, ward=ward)


def add_event(
    authority: Authority, award: Award, event: str, change: Change, *, lifts: int | None = None,
    local_body: LocalBody | None = None, ward: str = "", kind: str = "standing.changed",
) -> StandingEvent:  # fmt: skip
    """Append one event with its leaf. Callers check the officer and the standing."""
    if int(change.from_month) < award.from_month:
        raise Unsound("change_before_award", month=str(change.from_month), award=award.number)
    leaf = stage(
        authority, kind,
        {
            "scheme": award.scheme.code, "event": event, "cause": change.cause,
            "from": str(change.from_month),
            "order": change.order.number if change.order else None,
        },
        {"award": award.number},
    )  # fmt: skip
    return StandingEvent.objects.create(
        award=award, event=event, cause=change.cause, from_month=int(change.from_month),
        until_month=int(change.until_month) if change.until_month else None, order=change.order,
        lifts_id=lifts, local_body=local_body, ward=ward, leaf=leaf, **entered(authority),
    )  # fmt: skip


def _refute(authority: Authority, award: Award) -> None:
    """The row that says the person lives; it counts when the restoration is agreed to."""
    death = open_death(award.beneficiary)
    open_rows = waiting(Death.objects.filter(refutes=death), "death")
    if death is not None and not open_rows.exists():
        Death.objects.create(
            beneficiary=award.beneficiary, source=Death.Source.LOCAL_BODY, refutes=death, **entered(authority)
        )


def _check(now: AwardNow, cause: str, known: tuple[StandingEvent.Cause, ...]) -> None:
    _check_cause(cause, known)
    _check_open(now)


def _check_cause(cause: str, known: tuple[StandingEvent.Cause, ...]) -> None:
    if cause not in known:
        raise Unsound("cause_unknown", known=[str(one) for one in known])


def _check_open(now: AwardNow) -> None:
    if now.state == AwardNow.State.ENDED:
        raise Refused("award_ended", award=now.award.number)


def _check_waiting(now: AwardNow) -> None:
    if now.waits is not None:
        raise Refused("change_waits", award=now.award.number)
