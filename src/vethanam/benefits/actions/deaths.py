"""A reported death stops payments and messages at once; another person confirms it, which ends her awards."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.actions.standing import Change, add_event
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Award, AwardNow, Beneficiary, Death, StandingEvent
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.frames import open_death
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.benefits.queries.standing import open_stops
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.periods import Month


@transaction.atomic
def report_death(
    authority: Authority, beneficiary: Beneficiary, died_on: date, source: str, certificate: str = ""
) -> Death:
    """Report a death: her awards that have not ended are suspended at once, from the month after the death.

    Raises
    ------
    Refused
        A death of hers is reported already, or she is of another office.
    Unsound
        The day is before her birth or in the future, or the certificate holds a contact or an Aadhaar number.
    """
    require_reach_of(authority, beneficiary, *OFFICERS)
    refuse_aadhaar({"certificate": certificate})
    if holds_contact(certificate):
        raise Unsound("contact_in_words")
    if died_on > localdate(authority.at) or died_on < beneficiary.person.born:
        raise Unsound("death_day", day=died_on)
    if open_death(beneficiary) is not None:
        raise Refused("death_reported_before", number=beneficiary.number)
    stage(authority, "death.reported", {"source": source}, {"beneficiary": beneficiary.number})
    death = Death.objects.create(
        beneficiary=beneficiary, died_on=died_on, source=source, certificate=certificate.strip(),
        **entered(authority),
    )  # fmt: skip
    for award in open_awards(beneficiary):
        _stop(authority, award, StandingEvent.Event.SUSPENDED, StandingEvent.Cause.DEATH_REPORTED, died_on)
    return death


def end_by_death(authority: Authority, death: Death) -> None:
    """End the awards of a person after another officer confirmed her death."""
    day = death.died_on or localdate(death.recorded_at)
    for award in open_awards(death.beneficiary):
        _stop(authority, award, StandingEvent.Event.ENDED, StandingEvent.Cause.DEATH, day)


def open_awards(beneficiary: Beneficiary) -> list[Award]:
    """Her awards that have not ended."""
    rows = AwardNow.objects.filter(beneficiary=beneficiary).exclude(state=AwardNow.State.ENDED)
    return list(
        Award.objects.filter(pk__in=rows.values("award"))
        .select_related("scheme", "beneficiary")
        .order_by("pk")
    )


def _stop(authority: Authority, award: Award, event: str, cause: str, died_on: date) -> None:
    if any(stop.cause == cause for stop in open_stops(award)):
        return
    after = Month.of(died_on).plus(1)
    first = max(int(after), award.from_month)
    add_event(
        authority, award, event, Change(cause, Month.from_key(first)),
        kind="death.reported" if event == StandingEvent.Event.SUSPENDED else "death.confirmed",
    )  # fmt: skip
