"""Acts on who acts as what: lend a power, end it, hand an appointment over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Day, Given, one_of
from vethanam.acts.finding import account_of, beside
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.people.actions import delegate, hand_over, revoke
from vethanam.people.models import Appointment, Delegation, Person


class DelegateGiven(Given):
    """Which appointment's power is lent, to whom, until when."""

    role: Code | None = Field(None, title=_("Role"))
    scope: Code | None = Field(None, title=_("Drawing code or treasury"))
    to: Code = Field(title=_("Sign-in name"))
    power: one_of(*Delegation.Power.values) = Field(title=_("Power"))  # type: ignore[valid-type]
    first: Day | None = Field(None, alias="from", title=_("From"))
    last: Day = Field(alias="until", title=_("Until"))


class RevokeGiven(Given):
    """A delegation by its number, or by the account it was given to."""

    delegation: Count | None = Field(None, title=_("Number of the delegation"))
    to: Code | None = Field(None, title=_("Sign-in name"))


class HandOverGiven(Given):
    """Which appointment ends when, and who holds it next."""

    role: Code | None = Field(None, title=_("Role"))
    scope: Code | None = Field(None, title=_("Drawing code or treasury"))
    to: Code | None = Field(None, title=_("Sign-in name of the successor"))
    last_day: Day = Field(title=_("Last day"))
    holder: Code | None = Field(
        None, alias="of", title=_("Sign-in name of the officer"), description=_("Where another hands over.")
    )
    appointment: Count | None = Field(None, title=_("Number of the appointment"))


@act("delegate", title=_("Lend a power"))
def lend_power(authority: Authority, given: DelegateGiven) -> Answer:
    """An officer lets another account act in the officer's name: look on, prepare or present."""
    with beside("to"):
        to = account_of(given.to)
    person = Person.objects.filter(account=to).first()
    lent = delegate(
        authority,
        appointment=_held_by(authority.account, given, localdate(authority.at)),
        account=to.pk,
        person=person.pk if person else None,
        power=given.power,
        valid_from=given.first or authority.at.date(),
        valid_until=given.last,
    )
    return Answer.of(
        "power_lent",
        {"delegation": lent.pk},
        name=to.username,
        power=str(lent.power),
        scope=authority.scope or authority.role,
        day=lent.valid_until,
    )


@act("revoke", title=_("End a lent power"))
def end_power(authority: Authority, given: RevokeGiven) -> Answer:
    """End a delegation, named by its number or by the account it was given to."""
    if not (given.delegation or given.to):
        raise Unsound("delegation_not_named")
    lent = Delegation.objects.filter(
        revokes__isnull=True, revoked_by__isnull=True, appointment__account=authority.account
    )
    chosen = lent.filter(pk=given.delegation) if given.delegation else lent.filter(account__username=given.to)
    if (found := chosen.order_by("-pk").first()) is None:
        raise Unsound("no_delegation")
    revoke(authority, found)
    return Answer.of(
        "power_ended", {"delegation": found.pk}, name=found.account.username, power=str(found.power)
    )


@act("hand_over", title=_("Hand an appointment over"))
def end_appointment(authority: Authority, given: HandOverGiven) -> Answer:
    """An officer's appointment ends, and ``to`` holds it from the next day.

    ``of`` names the officer's account where the controlling officer hands over in the officer's place.
    """
    whose = account_of(given.holder).pk if given.holder else authority.account
    to = account_of(given.to) if given.to else None
    done = hand_over(
        authority, _held_by(whose, given, localdate(authority.at)), last_day=given.last_day, to=to
    )
    closed, opened = done.ending, done.successor
    facts: dict[str, Any] = {
        "role": closed.role.replace("_", " "),
        "scope": closed.scope or closed.office,
        "day": closed.valid_until,
    }
    state = {"appointment": closed.pk, "successor": opened.pk if opened else None}
    if to and opened:
        return Answer(
            Sentence("handed_over_to", {**facts, "name": to.username, "first": opened.valid_from}), state
        )
    return Answer(Sentence("handed_over", facts), state)


def _held_by(account: int, given: DelegateGiven | HandOverGiven, day: date) -> Appointment:
    """The appointment that is meant: of several the one that holds on the day."""
    rows = Appointment.objects.filter(account=account, ends__isnull=True, ended_by__isnull=True)
    for name in ("role", "scope"):
        if value := getattr(given, name):
            rows = rows.filter(**{name: value})
    if number := getattr(given, "appointment", None):
        rows = rows.filter(pk=number)
    holding = rows.filter(valid_from__lte=day).exclude(valid_until__lt=day)
    if (found := holding.order_by("pk").first() or rows.order_by("pk").first()) is None:
        raise Unsound("no_appointment")
    return found
