"""Acts on the standing of an award: suspend, restore, end, transfer."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import (
    CLERK,
    OFFICE,
    SCHEME,
    SECRETARY,
    WARD,
    OfAward,
    award_of,
    body_named,
)
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, MonthField, at_most, one_of
from vethanam.acts.orders import OrderGiven, entered
from vethanam.benefits.actions import standing
from vethanam.benefits.actions.standing import Change
from vethanam.benefits.causes import ENDS, RESTORES, SUSPENDS
from vethanam.benefits.models import StandingEvent
from vethanam.identity.authority import Authority
from vethanam.periods import Month

_STOPS = (*SUSPENDS, StandingEvent.Cause.DEATH_REPORTED, StandingEvent.Cause.DEATH)


class _ChangeGiven(OfAward):
    cause: Code = Field(title=_("Cause"))
    from_month: MonthField = Field(alias="from", title=_("From"))
    order: OrderGiven | None = Field(None, title=_("Order"))


class SuspendGiven(_ChangeGiven):
    """An award, the cause of its suspension, the months, the order."""

    cause: one_of(*SUSPENDS) = Field(title=_("Cause"))  # type: ignore[valid-type]
    until_month: MonthField | None = Field(
        None, title=_("Until"), description=_("The month in which it is looked at again, if one is named.")
    )


class EndGiven(_ChangeGiven):
    """An award, the cause of its end, the first month without it, the order."""

    cause: one_of(*ENDS) = Field(title=_("Cause"))  # type: ignore[valid-type]


class RestoreGiven(_ChangeGiven):
    """An award, the stop that is lifted, and why."""

    lifts: one_of(*_STOPS) = Field(title=_("Which stop is lifted"))  # type: ignore[valid-type]
    cause: one_of(*RESTORES) = Field(title=_("Cause"))  # type: ignore[valid-type]


class TransferGiven(OfAward):
    """An award, the receiving local body with the ward, and the first month there."""

    to: Code = Field(title=_("To which local body"), description=_("Its code."))
    ward: at_most(WARD) = Field(title=_("Ward"))  # type: ignore[valid-type]
    from_month: MonthField = Field(title=_("From"))


@act("suspend", title=_("Suspend an award"), roles=(SECRETARY, SCHEME), scope=OFFICE, power="present")
def suspend(authority: Authority, given: SuspendGiven) -> Answer:
    """Suspend an award from a month, at once.

    Each cause is lifted by itself; what is due for the months between is a matter of the rules.
    """
    event = standing.suspend(authority, award_of(given.award), _change(authority, given, given.until_month))
    return _answered("award_suspended", event)


@act(
    "end_award",
    title=_("End an award"),
    roles=(SECRETARY, SCHEME),
    scope=OFFICE,
    power="present",
    final=_("The award ends. Only a new application gives another."),
)
def end_award(authority: Authority, given: EndGiven) -> Answer:
    """End an award from a month, at once. A death ends it by ``confirm_death``."""
    event = standing.end_award(authority, award_of(given.award), _change(authority, given))
    return _answered("award_is_ended", event)


@act("restore", title=_("Restore an award"), roles=(SECRETARY, SCHEME), scope=OFFICE, power="prepare")
def restore(authority: Authority, given: RestoreGiven) -> Answer:
    """Ask that one stop of an award is lifted from a month; another person agrees (``check_entry``).

    A person reported dead who lives: ``lifts`` is ``death_reported`` or ``death``, the cause ``alive``.
    """
    event = standing.restore(authority, award_of(given.award), given.lifts, _change(authority, given))
    return _answered("restoration_asked", event)


@act("transfer", title=_("Transfer an award"), roles=(CLERK, SECRETARY), scope=OFFICE, power="prepare")
def transfer(authority: Authority, given: TransferGiven) -> Answer:
    """Hand an award over to another local body from a month; an officer there agrees (``check_entry``)."""
    event = standing.transfer(
        authority, award_of(given.award), body_named(given.to), given.ward, given.from_month
    )
    return _answered("transfer_asked", event)


def _change(authority: Authority, given: _ChangeGiven, until: Month | None = None) -> Change:
    order = entered(authority, given.order) if given.order else None
    return Change(given.cause, given.from_month, order, until)


def _answered(code: str, event: StandingEvent) -> Answer:
    state = {
        "award": event.award.number, "entry": event.pk, "event": event.event, "cause": event.cause,
    }  # fmt: skip
    return Answer.of(code, state, award=event.award.number)
