"""Acts on delegations: lend a power, agree to it or reject it as a superior, end it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.appointments import SeatNamed, held_by
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Count, Day, Given, Text, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.record_lookup import account_of, beside
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.actions import person_of
from vethanam.people.delegations import (
    LENT,
    agreed_delegations,
    decide_delegation,
    delegate,
    may_decide_delegation,
    revoke,
    says_of_delegation,
    says_of_lent,
    waiting_delegations,
)
from vethanam.people.models import Appointment, Delegation, Role

#: roles that are superior to others
APPOINTING = (Role.ADMINISTRATOR, Role.COUNTERSIGNING_OFFICER)


class DelegateGiven(SeatNamed):
    """The lent power, its appointment, its receiver and its last day."""

    to: Code = Field(title=_("Sign-in name"))
    power: one_of(*Delegation.Power.values) = Field(title=_("Power"))  # type: ignore[valid-type]
    first: Day | None = Field(None, alias="from", title=_("From"))
    last: Day = Field(alias="until", title=_("Until"))


class RevokeGiven(Given):
    """A delegation by its number, or by its receiver."""

    delegation: Count | None = Field(None, title=_("Number of the delegation"))
    to: Code | None = Field(None, title=_("Sign-in name"))


class WaitingGiven(RevokeGiven):
    """A delegation that waits, by its number or by its receiver."""

    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("Where the controlling officer has several.")
    )


class AgreeGiven(SignedGiven, WaitingGiven):
    """A delegation that waits, and the signature for it."""


class RejectGiven(WaitingGiven):
    """A delegation that waits, and the reason of its rejection."""

    reason: Text | None = Field(None, title=_("Why"))


class EndGiven(WaitingGiven):
    """A delegation that a superior agreed to."""


class NothingGiven(Given):
    """No fields."""


def _lent(authority: Authority, given: DelegateGiven) -> tuple[Appointment, Account, date]:
    """The appointment, its receiver, and the first day."""
    with beside("to"):
        to = account_of(given.to)
    day = localdate(authority.at)
    return held_by(authority.account, given, day), to, given.first or day


def _prepare_loan(authority: Authority, given: DelegateGiven) -> Prepared:
    held, to, first = _lent(authority, given)
    says = says_of_delegation(held, person_of(to), given.power, first, given.last)
    return prepared_list(authority, "delegate", {LENT: says}, summary={**says, "account": to.username})


@act("delegate", title=_("Lend a power"), signs="rights", prepares=_prepare_loan)
def lend_power(authority: Authority, given: DelegateGiven) -> Answer:
    """Lend a power of an appointment to another account: to view, prepare or present.

    It counts once a superior agrees: an administrator, or the controlling officer of the drawing code.
    """
    held, to, first = _lent(authority, given)
    lent = delegate(
        authority, appointment=held, to=to, power=given.power, valid_from=first, valid_until=given.last
    )
    return _said("power_proposed", lent)


def _prepare_agreement(authority: Authority, given: AgreeGiven) -> Prepared:
    lent = _waiting(authority, given)
    says = says_of_lent(lent)
    summary = {**says, "account": lent.account.username, "of": lent.appointment.account.username}
    return prepared_list(authority, "agree_delegation", {LENT: says}, summary=summary)


@act(
    "agree_delegation",
    title=_("Agree to a lent power"),
    roles=APPOINTING,
    scope="drawing_code",
    signs="rights",
    prepares=_prepare_agreement,
)
def agree_to_loan(authority: Authority, given: AgreeGiven) -> Answer:
    """Agree, as a superior, to a power that an officer lends. It counts from then on."""
    lent = _waiting(authority, given)
    decide_delegation(authority, lent, is_agreed=True)
    return _said("power_lent", lent)


@act("reject_delegation", title=_("Reject a lent power"), roles=APPOINTING, scope="drawing_code")
def reject_loan(authority: Authority, given: RejectGiven) -> Answer:
    """Reject a power that an officer lends, with a reason."""
    lent = _waiting(authority, given)
    decide_delegation(authority, lent, is_agreed=False, reason=given.reason or "")
    return _said("power_rejected", lent)


@act("revoke", title=_("End a lent power"))
def end_power(authority: Authority, given: RevokeGiven) -> Answer:
    """End a delegation, named by its number or its receiver."""
    if not (given.delegation or given.to):
        raise Unsound("delegation_not_named")
    lent = Delegation.objects.filter(
        revokes__isnull=True, revoked_by__isnull=True, appointment__account=authority.account
    ).exclude(decision__is_agreed=False)
    chosen = lent.filter(pk=given.delegation) if given.delegation else lent.filter(account__username=given.to)
    if (found := chosen.order_by("-pk").first()) is None:
        raise Unsound("no_delegation")
    return _ended(authority, found)


@act("end_delegation", title=_("End a power that somebody lent"), roles=APPOINTING, scope="drawing_code")
def end_loan(authority: Authority, given: EndGiven) -> Answer:
    """End, as a superior, a power that an officer lends. Earlier acts stay valid."""
    return _ended(authority, _named(agreed_delegations(authority.at), given, "no_delegation"))


@view("proposed_delegations", title=_("Lent powers that wait"), roles=APPOINTING, rows="delegations")
def show_waiting(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """Lent powers that wait for a superior; ``may_decide`` marks those that the caller can decide."""
    del given
    rows = waiting_delegations(authority.at)
    if authority.role != Role.ADMINISTRATOR:
        rows = rows.filter(appointment__scope=authority.scope or "")
    return {"delegations": [_row(authority, lent) for lent in rows]}


def _row(authority: Authority, lent: Delegation) -> dict[str, Any]:
    return {
        "delegation": lent.pk, "account": lent.account.username, "power": lent.power,
        "role": lent.appointment.role, "scope": lent.appointment.scope,
        "from": lent.valid_from.isoformat(), "until": lent.valid_until.isoformat(),
        "lent_by": lent.appointment.account.username,
        "may_decide": may_decide_delegation(authority, lent),
    }  # fmt: skip


def _waiting(authority: Authority, given: WaitingGiven) -> Delegation:
    """The one waiting delegation that the input names."""
    return _named(waiting_delegations(authority.at), given, "delegation_not_proposed")


def _named(rows: QuerySet[Delegation], given: RevokeGiven, missing: str) -> Delegation:
    """The one among these delegations that the input names."""
    if not (given.delegation or given.to):
        raise Unsound("delegation_not_named")
    named = rows.filter(pk=given.delegation) if given.delegation else rows.filter(account__username=given.to)
    found = list(named[:2])
    if not found:
        raise Refused(missing)
    if len(found) > 1:
        raise Unsound("several_delegations")
    return found[0]


def _ended(authority: Authority, lent: Delegation) -> Answer:
    revoke(authority, lent)
    return Answer.of(
        "power_ended", {"delegation": lent.pk}, name=lent.account.username, power=str(lent.power)
    )


def _said(code: str, lent: Delegation) -> Answer:
    held = lent.appointment
    return Answer.of(
        code, {"delegation": lent.pk}, name=lent.account.username, power=str(lent.power),
        scope=held.scope or held.role, day=lent.valid_until,
    )  # fmt: skip
