"""Appointments by two persons (Forms 3, 4 and 5): one proposes, another approves or rejects;
an end takes one.

An administrator proposes any role; the controlling officer of a drawing code proposes its drawing officer and
clerks. Another administrator decides, or the controlling officer. The appointed person does neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet
from django.utils.timezone import localdate

from vethanam.errors import Refused, Unsound, holds_contact, typed
from vethanam.identity.authority import Authority, signed_part
from vethanam.identity.models import Account
from vethanam.identity.resets import person_acting
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.canonical import Json
from vethanam.people.actions import (
    appoint,
    check_may_end,
    close_appointment,
    end_held,
    person_of,
    says_of_appointment,
)
from vethanam.people.models import (
    Appointment,
    AppointmentDecision,
    AppointmentProposal,
    DrawingCode,
    LocalBody,
    Role,
    Treasury,
)
from vethanam.people.queries import appointments_at
from vethanam.privacy.models import SchemeRegister

#: roles of a drawing code, of a treasury, of an office by code; the others cover the whole installation
OF_CODE = (Role.CLERK, Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER)
OF_TREASURY = (Role.TREASURY_OFFICER,)
OF_OFFICE = (Role.PURPOSE_OWNER, Role.COMMUNICATING_OFFICER)
#: roles of benefits: of a local body by its code, of a scheme
OF_BODY = (Role.LOCAL_BODY_CLERK, Role.LOCAL_BODY_SECRETARY)
OF_SCHEME = (Role.SCHEME_OFFICER,)
#: roles of a society that delivers benefits, by its code
OF_SOCIETY = (Role.SOCIETY_AGENT, Role.SOCIETY_SECRETARY)
OF_BENEFITS = (*OF_BODY, *OF_SCHEME, *OF_SOCIETY)
OF_ALL = (Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER, Role.FINANCE_OFFICER, Role.ADMINISTRATOR)
GIVEN = (*OF_CODE, *OF_TREASURY, *OF_OFFICE, *OF_ALL, *OF_BENEFITS)
#: the controller of a role, if its scope does not name one
CONTROLLERS = {
    Role.TREASURY_OFFICER: "TRY", Role.DATA_PROTECTION_OFFICER: "FIN", Role.LAW_OFFICER: "FIN",
    Role.FINANCE_OFFICER: "FIN",
}  # fmt: skip
#: roles of a drawing code that its controlling officer gives
SUBORDINATE = (Role.CLERK, Role.DRAWING_OFFICER)
#: the name of the item in the signatures for an appointment
APPOINTED = "appointment"


@dataclass(frozen=True, slots=True)
class Seat:
    """A proposed appointment: holder, role, scope, days, order, and the appointment it replaces."""

    account: Account
    role: str
    scope: str
    valid_from: date
    valid_until: date | None = None
    order: str = ""
    replaces: Appointment | None = None


@transaction.atomic
def propose_appointment(authority: Authority, seat: Seat) -> AppointmentProposal:
    """Propose that an account holds a role from a day on, alone or in place of another officer.

    Raises
    ------
    Refused
        The actor may not, it is the actor's own, it waits or is held already, or the account has no person.
    Unsound
        Role, scope or days do not fit.
    """
    proposer = person_acting(authority)
    _check_seat(seat)
    if not (gives(authority, seat.role, seat.scope) or _is_holder(authority, seat.replaces)):
        raise Refused("not_ones_to_propose")
    person = _check_appointee(seat.account)
    if person == proposer or seat.account.pk == authority.account:
        raise Refused("appointed_by_oneself")
    if waiting_proposals(account=seat.account, role=seat.role, scope=seat.scope):
        raise Refused("proposed_before", name=seat.account.username)
    if appointments_at(authority.at, account=seat.account, role=seat.role, scope=seat.scope).exists():
        raise Refused("held_already", name=seat.account.username)
    _check_replaced(seat)
    office = _department(authority, seat.role, seat.scope)
    signed, _ = signed_part(authority, APPOINTED)
    says = says_of_appointment(person, seat.role, seat.scope, office, seat.valid_from, seat.valid_until)
    leaf = append(
        "appointment.proposed",
        public={**says, **signed},
        private={
            "account": seat.account.pk,
            "person": person,
            "by": authority.account,
            "by_person": proposer,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return AppointmentProposal.objects.create(
        account=seat.account, person_id=person, role=seat.role, scope=seat.scope, office=office,
        valid_from=seat.valid_from, valid_until=seat.valid_until, replaces=seat.replaces,
        order=seat.order.strip(), proposed_by_id=authority.account, proposed_by_person_id=proposer,
        proposed_at=authority.at, leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def nominate_successor(
    authority: Authority, ending: Appointment, *, last_day: date, to: Account, order: str = ""
) -> AppointmentProposal:
    """Propose the successor to an appointment from the day after its last: by its holder, or the controlling
    officer if the holder cannot. The holder stays until another person approves.

    Raises
    ------
    Refused
        Another person hands over, it has ended already, or the successor is its holder or no person.
    Unsound
        The last day is before the first, or over already.
    """
    check_may_end(authority, ending, last_day)
    if last_day < localdate(authority.at):
        raise Unsound("day_is_over")
    person = person_of(to)
    if to.pk == ending.account_id or (person is not None and person == ending.person_id):
        raise Refused("handed_to_self")
    first = last_day + timedelta(days=1)
    return propose_appointment(
        authority, Seat(to, ending.role, ending.scope, first, order=order, replaces=ending)
    )


@transaction.atomic
def decide_appointment(
    authority: Authority, proposal: AppointmentProposal, *, is_agreed: bool, reason: str = ""
) -> AppointmentDecision:
    """Approve a proposal, which appoints and ends the replaced appointment, or reject it with a reason.

    Raises
    ------
    Refused
        The actor proposed it, is appointed by it or may not decide, or it was decided before.
    Unsound
        A rejection has no reason.
    """
    person = person_acting(authority)
    if not gives(authority, proposal.role, proposal.scope):
        raise Refused("not_ones_to_decide")
    if person in (proposal.proposed_by_person_id, proposal.person_id):
        raise Refused("decided_by_oneself")
    if AppointmentDecision.objects.filter(proposal=proposal).exists():
        raise Refused("decided_before")
    if not is_agreed:
        check_rejection(reason)
    appointment = _carry_out(authority, proposal) if is_agreed else None
    leaf = append(
        "appointment.agreed" if is_agreed else "appointment.rejected",
        public={"role": proposal.role, "scope": proposal.scope},
        private={"proposal": proposal.leaf, "by": authority.account, "by_person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    try:
        with transaction.atomic():
            return AppointmentDecision.objects.create(
                proposal=proposal, is_agreed=is_agreed, reason=reason.strip(),
                decided_by_id=authority.account,
                decided_by_person_id=person, decided_at=authority.at, appointment=appointment, leaf=leaf,
            )  # fmt: skip
    except DatabaseError:  # another officer was faster
        raise Refused("decided_before") from None


def says_of_seat(authority: Authority, seat: Seat) -> dict[str, Json]:
    """The statement that an officer signs to propose an appointment."""
    return says_of_appointment(
        _check_appointee(seat.account), seat.role, seat.scope, _department(authority, seat.role, seat.scope),
        seat.valid_from, seat.valid_until,
    )  # fmt: skip


def says_of_proposal(proposal: AppointmentProposal) -> dict[str, Json]:
    """The statement that the second person signs to agree to it: the same."""
    return says_of_appointment(
        proposal.person_id, proposal.role, proposal.scope, proposal.office, proposal.valid_from,
        proposal.valid_until,
    )  # fmt: skip


def end_appointment(authority: Authority, appointment: Appointment, last_day: date) -> Appointment:
    """End an appointment after its last day: by its holder, the controlling officer or an administrator.

    Raises
    ------
    Refused, Unsound
        See :func:`~vethanam.people.actions.end_held`.
    """
    return end_held(authority, appointment, last_day=last_day)


def undecided(**match: object) -> QuerySet[AppointmentProposal]:
    """Undecided proposals."""
    return AppointmentProposal.objects.filter(decision__isnull=True, **match)


def decidable_by(authority: Authority) -> QuerySet[AppointmentProposal]:
    """The undecided proposals that this actor may decide, as :func:`may_decide` says of each."""
    others = undecided().exclude(proposed_by_person=authority.person).exclude(person=authority.person)
    return given_by(authority, others) if authority.person is not None else others.none()


def waiting_proposals(**match: object) -> list[AppointmentProposal]:
    """Undecided proposals, oldest first."""
    rows = undecided(**match)
    return list(rows.select_related("account", "person", "proposed_by", "replaces__account").order_by("id"))


def may_decide(authority: Authority, proposal: AppointmentProposal) -> bool:
    """Whether this actor may decide a proposal."""
    is_other = authority.person not in (None, proposal.proposed_by_person_id, proposal.person_id)
    return is_other and gives(authority, proposal.role, proposal.scope)


def gives(authority: Authority, role: str, scope: str) -> bool:
    """Whether this actor is superior to a role: an administrator to any, a drawing code's controlling officer
    to its drawing officer and clerks. Nobody is on a loan.
    """
    is_controlling = authority.delegation is None and authority.role == Role.COUNTERSIGNING_OFFICER
    is_of_code = role in SUBORDINATE and authority.scope == scope != ""
    return is_administrator(authority) or (is_controlling and is_of_code)


def given_by[M: Model](authority: Authority, rows: QuerySet[M], seat: str = "") -> QuerySet[M]:
    """The rows with a role that this actor gives; ``seat`` leads to role and scope."""
    if is_administrator(authority):
        return rows
    if authority.delegation is not None or authority.role != Role.COUNTERSIGNING_OFFICER:
        return rows.none()
    return rows.filter(**{f"{seat}role__in": SUBORDINATE, f"{seat}scope": authority.scope or None})


def is_administrator(authority: Authority) -> bool:
    """Whether this actor is an administrator in person."""
    return authority.role == Role.ADMINISTRATOR and authority.delegation is None


def check_rejection(reason: str) -> None:
    """Refuse a rejection without a reason, or with one that is too long or has a contact."""
    if not reason.strip() or len(reason) > 200 or holds_contact(reason):
        raise Unsound("rejection_needs_reason")


def holders_of(role: str, scope: str, at: datetime) -> list[Appointment]:
    """The appointments to a role and scope in force at an instant."""
    return list(appointments_at(at, role=role, scope=scope).select_related("account", "person"))


def _carry_out(authority: Authority, proposal: AppointmentProposal) -> Appointment:
    _check_appointee(proposal.account)
    if proposal.replaces:
        if Appointment.objects.filter(ends=proposal.replaces).exists():
            raise Refused("replaced_ended")
        close_appointment(authority, proposal.replaces, proposal.valid_from - timedelta(days=1))
    agreed, _ = signed_part(authority, APPOINTED)
    proposed = leaf_content(proposal.leaf)["public"].get("signed")
    return appoint(
        authority, account=proposal.account_id, person=proposal.person_id, role=proposal.role,
        scope=proposal.scope, office=proposal.office, valid_from=proposal.valid_from,
        valid_until=proposal.valid_until,
        signed={"proposed": proposed, "agreed": agreed["signed"]} if proposed and agreed else None,
    )  # fmt: skip


def _check_seat(seat: Seat) -> None:
    role, scope = seat.role, seat.scope
    if role not in GIVEN:
        raise Unsound("role_not_given", role=typed(role, 30))
    # A clerk without a code works for the whole department: imports its sheets, for every office.
    is_of_all = role == Role.CLERK and not scope
    if role in OF_CODE and not is_of_all and not DrawingCode.objects.filter(code=scope).exists():
        raise Unsound("seat_code_unknown", scope=typed(scope, 12))
    if role in OF_TREASURY and not Treasury.objects.filter(code=scope).exists():
        raise Unsound("seat_treasury_unknown", scope=typed(scope, 12))
    if role in OF_BODY and (not scope or not LocalBody.objects.filter(code=scope).exists()):
        raise Unsound("seat_body_unknown", scope=typed(scope, 12))
    if role in OF_SCHEME and not SchemeRegister.objects.filter(controller=scope).exists():
        raise Unsound("seat_scheme_unknown", scope=typed(scope, 20))
    if role in (*OF_OFFICE, *OF_SOCIETY) and (not scope.replace("_", "").isalnum() or len(scope) > 24):
        raise Unsound("scope_needed", role=role.replace("_", " "))
    if role in OF_ALL and scope:
        raise Unsound("scope_not_needed", role=role.replace("_", " "))
    if seat.valid_until and seat.valid_until < seat.valid_from:
        raise Unsound("appointment_days")
    if len(seat.order) > 120 or holds_contact(seat.order):
        raise Unsound("order_text_refused")


def _check_appointee(account: Account) -> int:
    person = person_of(account)
    if person is None:
        raise Refused("account_without_person", name=account.username)
    if not account.is_active:
        raise Refused("account_not_open", name=account.username)
    return person


def _check_replaced(seat: Seat) -> None:
    replaced = seat.replaces
    if replaced is None:
        return
    if (replaced.role, replaced.scope) != (seat.role, seat.scope):
        raise Unsound("replaced_other_seat")
    if Appointment.objects.filter(ends=replaced).exists() or replaced.ends_id:
        raise Refused("replaced_ended")
    if replaced.valid_from >= seat.valid_from:
        raise Unsound("replaced_too_early", began=replaced.valid_from)


def _department(authority: Authority, role: str, scope: str) -> str:
    """The department of an appointment: its drawing code's, else that of the officer who proposes it."""
    if role in (*OF_OFFICE, *OF_BENEFITS):  # an officer of a local body acts for no controller of purposes
        return scope
    if role in CONTROLLERS:
        return CONTROLLERS[Role(role)]
    of_code = DrawingCode.objects.filter(code=scope, department__isnull=False)
    return (
        of_code.values_list("department__code", flat=True).first() or authority.department or authority.office
    )


def _is_holder(authority: Authority, replaced: Appointment | None) -> bool:
    """Whether the actor holds the appointment to be replaced."""
    return replaced is not None and authority.delegation is None and authority.account == replaced.account_id
