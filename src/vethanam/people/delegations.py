"""Delegations: an officer lets another person view, prepare or present in her name, until a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.people.models import Appointment, Delegation

#: the name of the item in the signature for a delegation
LENT = "delegation"


@transaction.atomic
def delegate(
    authority: Authority,
    *,
    appointment: Appointment,
    account: int,
    person: int | None,
    power: str,
    valid_from: date,
    valid_until: date,
) -> Delegation:
    """Let another person view, prepare or present in the officer's name, until a day.

    Raises
    ------
    Refused
        The officer does not hold the appointment, or delegates to himself.
    """
    if authority.account != appointment.account_id:
        raise Refused("powers_of_another")
    if person is not None and person == appointment.person_id:
        raise Refused("delegated_to_self")
    if power not in Delegation.Power.values:
        raise Unsound("unknown_power", power=typed(power, 20), powers=[*Delegation.Power.values])
    if valid_until < valid_from:
        raise Unsound("ends_before_it_begins")
    signed, _ = signed_part(authority, LENT)
    leaf = append(
        "delegation",
        public={**says_of_delegation(appointment, person, power, valid_from, valid_until), **signed},
        private={"from": appointment.account_id, "to": account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return Delegation.objects.create(
        appointment=appointment, account_id=account, person_id=person, power=power, valid_from=valid_from,
        valid_until=valid_until, recorded_at=authority.at, leaf=leaf,
    )  # fmt: skip


def says_of_delegation(
    appointment: Appointment, person: int | None, power: str, first: date, last: date
) -> dict[str, Json]:
    """The statement that an officer signs to lend a power."""
    lender = appointment.person_id
    return {
        "holder": mark_of(person) if person is not None else None,
        "by": mark_of(lender) if lender is not None else None,
        "role": appointment.role,
        "scope": appointment.scope,
        "power": power,
        "from": first.isoformat(),
        "until": last.isoformat(),
    }


@transaction.atomic
def revoke(authority: Authority, lent: Delegation) -> Delegation:
    """End a delegation now."""
    if lent.appointment.account_id != authority.account:
        raise Refused("delegation_of_another")
    if Delegation.objects.filter(revokes=lent).exists():
        raise Refused("delegation_ended")
    holder = mark_of(lent.person_id) if lent.person_id is not None else None
    leaf = append(
        "delegation_revoked",
        public={
            "holder": holder, "role": lent.appointment.role, "scope": lent.appointment.scope,
            "power": lent.power,
        },
        private={"to": lent.account_id},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return Delegation.objects.create(
        appointment=lent.appointment, account_id=lent.account_id, person_id=lent.person_id, power=lent.power,
        valid_from=lent.valid_from, valid_until=lent.valid_until, recorded_at=authority.at, revokes=lent,
        leaf=leaf,
    )  # fmt: skip
