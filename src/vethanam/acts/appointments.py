"""Acts on appointments: lend a power, end the loan, hand an appointment over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import Code, Count, Day, Given, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.record_lookup import account_of, beside
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.actions import end_held
from vethanam.people.appointments import APPOINTED, Seat, nominate_successor, says_of_seat
from vethanam.people.delegations import LENT, delegate, revoke, says_of_delegation
from vethanam.people.models import Appointment, Delegation, Person

#: appointments listed in a sentence
MOST_NAMED = 10


class DelegateGiven(SignedGiven):
    """The lent power, its appointment, its receiver and its last day."""

    role: Code | None = Field(None, title=_("Role"))
    scope: Code | None = Field(None, title=_("Drawing code or treasury"))
    to: Code = Field(title=_("Sign-in name"))
    power: one_of(*Delegation.Power.values) = Field(title=_("Power"))  # type: ignore[valid-type]
    first: Day | None = Field(None, alias="from", title=_("From"))
    last: Day = Field(alias="until", title=_("Until"))


class RevokeGiven(Given):
    """A delegation by its number, or by its receiver."""

    delegation: Count | None = Field(None, title=_("Number of the delegation"))
    to: Code | None = Field(None, title=_("Sign-in name"))


class HandOverGiven(SignedGiven):
    """The appointment that ends, its last day, and the successor."""

    role: Code | None = Field(None, title=_("Role"))
    scope: Code | None = Field(None, title=_("Drawing code or treasury"))
    to: Code | None = Field(None, title=_("Sign-in name of the successor"))
    last_day: Day = Field(title=_("Last day"))
    holder: Code | None = Field(
        None, alias="of", title=_("Sign-in name of the officer"), description=_("Where another hands over.")
    )
    appointment: Count | None = Field(None, title=_("Number of the appointment"))


def prepared_seat(authority: Authority, act_name: str, account: str, seat: Seat) -> Prepared:
    """The statement to sign for a proposed appointment."""
    says = says_of_seat(authority, seat)
    return prepared_list(authority, act_name, {APPOINTED: says}, summary={**says, "account": account})


def _lent(authority: Authority, given: DelegateGiven) -> tuple[Appointment, Account, int | None, date]:
    """The appointment, its receiver with her person, and the first day."""
    with beside("to"):
        to = account_of(given.to)
    person = Person.objects.filter(account=to).values_list("pk", flat=True).first()
    held = _held_by(authority.account, given, localdate(authority.at))
    return held, to, person, given.first or authority.at.date()


def _prepare_loan(authority: Authority, given: DelegateGiven) -> Prepared:
    held, to, person, first = _lent(authority, given)
    says = says_of_delegation(held, person, given.power, first, given.last)
    return prepared_list(authority, "delegate", {LENT: says}, summary={**says, "account": to.username})


@act("delegate", title=_("Lend a power"), signs="rights", prepares=_prepare_loan)
def lend_power(authority: Authority, given: DelegateGiven) -> Answer:
    """Lend a power of an appointment to another account: to view, prepare or present."""
    held, to, person, first = _lent(authority, given)
    lent = delegate(
        authority, appointment=held, account=to.pk, person=person, power=given.power, valid_from=first,
        valid_until=given.last,
    )  # fmt: skip
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
    """End a delegation, named by its number or its receiver."""
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


def _prepare_successor(authority: Authority, given: HandOverGiven) -> Prepared | None:
    """The statement for a successor; None where the appointment only ends."""
    if not given.to:
        return None
    held = _handed_over(authority, given)
    seat = Seat(account_of(given.to), held.role, held.scope, given.last_day + timedelta(days=1))
    return prepared_seat(authority, "hand_over", given.to, seat)


def _handed_over(authority: Authority, given: HandOverGiven) -> Appointment:
    whose = account_of(given.holder).pk if given.holder else authority.account
    return _held_by(whose, given, localdate(authority.at))


@act(
    "hand_over",
    title=_("Hand an appointment over"),
    signs="rights",
    prepares=_prepare_successor,
    signs_if=lambda raw: bool(raw.get("to")),
)
def end_appointment(authority: Authority, given: HandOverGiven) -> Answer:
    """End an officer's appointment after a day.

    With ``to``, another person must first agree to that successor.

    ``of`` names the officer's account if the controlling officer hands over. An officer with several
    appointments names role and scope.
    """
    held = _handed_over(authority, given)
    facts: dict[str, Any] = {"role": held.role.replace("_", " "), "scope": held.scope or held.office}
    if given.to:
        asked = nominate_successor(authority, held, last_day=given.last_day, to=account_of(given.to))
        facts |= {"name": given.to, "first": asked.valid_from}
        return Answer(
            Sentence("successor_proposed", facts),
            {"appointment": held.pk, "successor": None, "proposal": asked.pk},
        )
    closed = end_held(authority, held, last_day=given.last_day)
    state = {"appointment": closed.pk, "successor": None}
    return Answer(Sentence("handed_over", {**facts, "day": closed.valid_until}), state)


def _held_by(account: int, given: DelegateGiven | HandOverGiven, day: date) -> Appointment:
    """The appointment with these fields; of several, the one in force on the day."""
    rows = Appointment.objects.filter(account=account, ends__isnull=True, ended_by__isnull=True)
    for name in ("role", "scope"):
        if value := getattr(given, name):
            rows = rows.filter(**{name: value})
    if number := getattr(given, "appointment", None):
        rows = rows.filter(pk=number)
    holding = rows.filter(valid_from__lte=day).exclude(valid_until__lt=day)
    found = list(holding.order_by("pk")) or list(rows.order_by("pk"))
    if not found:
        raise Unsound("no_appointment")
    held = list(dict.fromkeys((one.role, one.scope) for one in found))
    if len(held) > 1:
        seats = ", ".join(f"{role} {scope}".strip().replace("_", " ") for role, scope in held[:MOST_NAMED])
        raise Unsound("several_appointments", seats=seats)
    return found[0]
