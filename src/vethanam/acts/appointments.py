"""The act that hands an appointment over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import Code, Count, Day
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.record_lookup import account_of
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.people.actions import end_held
from vethanam.people.appointments import APPOINTED, Seat, nominate_successor, says_of_seat
from vethanam.people.models import Appointment

#: appointments listed in a sentence
MOST_NAMED = 10


class SeatNamed(SignedGiven):
    """An appointment of the officer's own, by role and scope if there are several."""

    role: Code | None = Field(None, title=_("Role"))
    scope: Code | None = Field(None, title=_("Drawing code or treasury"))


class HandOverGiven(SeatNamed):
    """The appointment that ends, its last day, and the successor."""

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


def _prepare_successor(authority: Authority, given: HandOverGiven) -> Prepared | None:
    """The statement for a successor; None where the appointment only ends."""
    if not given.to:
        return None
    held = _handed_over(authority, given)
    seat = Seat(account_of(given.to), held.role, held.scope, given.last_day + timedelta(days=1))
    return prepared_seat(authority, "hand_over", given.to, seat)


def _handed_over(authority: Authority, given: HandOverGiven) -> Appointment:
    whose = account_of(given.holder).pk if given.holder else authority.account
    return held_by(whose, given, localdate(authority.at))


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


def held_by(account: int, given: SeatNamed, day: date) -> Appointment:
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
