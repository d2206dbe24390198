"""Delegations: an officer lets another person view, prepare or present in her name, until a day.

The officer proposes it, and a superior agrees: whoever may agree to an appointment of the same role.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.actions import mark_of
from vethanam.identity.authority import Authority, signed_part
from vethanam.identity.models import Account
from vethanam.identity.resets import person_acting
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.people.actions import person_of
from vethanam.people.appointments import check_rejection, given_by, gives
from vethanam.people.models import Appointment, Delegation, DelegationDecision

#: the name of the item in the signatures for a delegation
LENT = "delegation"


@transaction.atomic
def delegate(
    authority: Authority,
    *,
    appointment: Appointment,
    to: Account,
    power: str,
    valid_from: date,
    valid_until: date,
) -> Delegation:
    """Propose that another person views, prepares or presents in the officer's name, until a day.

    Raises
    ------
    Refused
        The officer does not hold the appointment, delegates to herself or to no person, or did so before.
    Unsound
        Power or days do not fit.
    """
    if authority.account != appointment.account_id:
        raise Refused("powers_of_another")
    person = person_of(to)
    if person is None:
        raise Refused("account_without_person", name=to.username)
    if person == appointment.person_id or to.pk == appointment.account_id:
        raise Refused("delegated_to_self")
    if power not in Delegation.Power.values:
        raise Unsound("unknown_power", power=typed(power, 20), powers=[*Delegation.Power.values])
    if valid_until < valid_from:
        raise Unsound("ends_before_it_begins")
    _check_anew(authority, appointment, person, power, valid_from, valid_until)
    signed, _ = signed_part(authority, LENT)
    leaf = append(
        "delegation",
        public={**says_of_delegation(appointment, person, power, valid_from, valid_until), **signed},
        private={"from": appointment.account_id, "to": to.pk},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return Delegation.objects.create(
        appointment=appointment, account=to, person_id=person, power=power, valid_from=valid_from,
        valid_until=valid_until, recorded_at=authority.at, leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def decide_delegation(
    authority: Authority, lent: Delegation, *, is_agreed: bool, reason: str = ""
) -> DelegationDecision:
    """Agree to a delegation, which counts from then on, or reject it with a reason.

    Raises
    ------
    Refused
        The actor lends or borrows the power or may not decide, or it was decided or ended before.
    Unsound
        A rejection has no reason.
    """
    person = person_acting(authority)
    if not gives(authority, lent.appointment.role, lent.appointment.scope):
        raise Refused("not_ones_to_decide")
    if person in _persons(lent) or authority.account in (lent.account_id, lent.appointment.account_id):
        raise Refused("delegation_of_oneself")
    if DelegationDecision.objects.filter(delegation=lent).exists():
        raise Refused("decided_before")
    if Delegation.objects.filter(revokes=lent).exists() or lent.valid_until < localdate(authority.at):
        raise Refused("delegation_ended")
    if not is_agreed:
        check_rejection(reason)
    leaf = _append_decision(authority, lent, person, is_agreed=is_agreed)
    try:
        with transaction.atomic():
            return DelegationDecision.objects.create(
                delegation=lent, is_agreed=is_agreed, reason=reason.strip(),
                decided_by_id=authority.account, decided_by_person_id=person, decided_at=authority.at,
                leaf=leaf,
            )  # fmt: skip
    except DatabaseError:  # another officer was faster
        raise Refused("decided_before") from None


def says_of_delegation(
    appointment: Appointment, person: int | None, power: str, first: date, last: date
) -> dict[str, Json]:
    """The statement that an officer signs to lend a power, and a superior to agree."""
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


def says_of_lent(lent: Delegation) -> dict[str, Json]:
    """The statement that a superior signs to agree: that of the lender."""
    return says_of_delegation(
        lent.appointment, lent.person_id, lent.power, lent.valid_from, lent.valid_until
    )  # fmt: skip


@transaction.atomic
def revoke(authority: Authority, lent: Delegation) -> Delegation:
    """End a delegation now, as the officer who lent it or as a superior; also one that waits.

    Raises
    ------
    Refused
        The actor is neither, or it has ended.
    """
    held = lent.appointment
    if held.account_id != authority.account and not gives(authority, held.role, held.scope):
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


def agreed_delegations(at: datetime, **match: object) -> QuerySet[Delegation]:
    """Delegations that a superior agreed to and that have not ended, oldest first."""
    rows = Delegation.objects.filter(
        revokes__isnull=True, revoked_by__isnull=True, decision__is_agreed=True,
        valid_until__gte=localdate(at), **match,
    )  # fmt: skip
    return rows.select_related("account", "person", "appointment__account").order_by("id")


def waiting_delegations(at: datetime, **match: object) -> QuerySet[Delegation]:
    """Delegations that no superior has decided on, oldest first; not those that ended or are over."""
    rows = Delegation.objects.filter(
        revokes__isnull=True, revoked_by__isnull=True, decision__isnull=True,
        valid_until__gte=localdate(at), **match,
    )  # fmt: skip
    return rows.select_related("account", "person", "appointment__account").order_by("id")


def decidable_delegations(authority: Authority) -> QuerySet[Delegation]:
    """The waiting delegations that this actor may decide, as :func:`may_decide_delegation` says of each."""
    rows = waiting_delegations(authority.at)
    if authority.person is None:
        return rows.none()
    for column in ("person", "appointment__person"):
        rows = rows.exclude(**{column: authority.person})
    for column in ("account", "appointment__account"):
        rows = rows.exclude(**{column: authority.account})
    return given_by(authority, rows, "appointment__")


def may_decide_delegation(authority: Authority, lent: Delegation) -> bool:
    """Whether this actor may decide on a waiting delegation."""
    is_other = authority.person not in (None, *_persons(lent))
    is_other = is_other and authority.account not in (lent.account_id, lent.appointment.account_id)
    return is_other and gives(authority, lent.appointment.role, lent.appointment.scope)


def _persons(lent: Delegation) -> tuple[int | None, int | None]:
    return lent.person_id, lent.appointment.person_id


def _check_anew(
    authority: Authority, appointment: Appointment, person: int, power: str, first: date, last: date
) -> None:
    """Refuse a power that is lent already, and days that ended: the log ends powers by their kind, and
    takes each statement once.
    """
    same = Delegation.objects.filter(
        revokes__isnull=True, person=person, power=power, appointment__person=appointment.person_id,
        appointment__role=appointment.role, appointment__scope=appointment.scope,
    )  # fmt: skip
    day = localdate(authority.at)
    open_ = same.filter(revoked_by__isnull=True, valid_until__gte=day).exclude(decision__is_agreed=False)
    if (found := open_.first()) is not None:
        raise Refused("delegated_already", day=found.valid_until)
    if same.filter(revoked_by__isnull=False, valid_from=first, valid_until=last).exists():
        raise Unsound("delegated_days_ended")


def _append_decision(authority: Authority, lent: Delegation, person: int, *, is_agreed: bool) -> int:
    public: dict[str, Json]
    if is_agreed:
        signed, _ = signed_part(authority, LENT)
        public = {**says_of_lent(lent), **signed}
    else:
        public = {"role": lent.appointment.role, "scope": lent.appointment.scope, "power": lent.power}
    return append(
        "delegation.agreed" if is_agreed else "delegation.rejected",
        public=public,
        private={"delegation": lent.leaf, "by": authority.account, "by_person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
