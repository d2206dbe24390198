"""Acts on accounts: invite, reset by two officers, close; appointments by two persons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.appointments import prepared_seat
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.delegations import APPOINTING
from vethanam.acts.fields import Code, Count, Day, Flag, Given, Text, Texts, Words, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.record_lookup import account_of
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import Issued
from vethanam.identity.models import Account
from vethanam.identity.resets import waiting_reset
from vethanam.messaging.actions.account_codes import persons_reached
from vethanam.messaging.tasks import defer_first_codes
from vethanam.people.account_list import AccountRow, find_accounts
from vethanam.people.accounts import (
    Invitation,
    NewPerson,
    agree_reset_by_administrator,
    ask_reset_by_administrator,
    close_by_administrator,
    invite_account,
    invite_employees,
    invite_officer,
)
from vethanam.people.appointments import (
    APPOINTED,
    GIVEN,
    Seat,
    decide_appointment,
    end_appointment,
    may_decide,
    propose_appointment,
    says_of_proposal,
    waiting_proposals,
)
from vethanam.people.models import Appointment, AppointmentProposal, DrawingCode, Employment, Person, Role
from vethanam.service_book.accounts import (
    agree_reset_from_office,
    ask_reset_from_office,
    close_from_office,
    employees_at,
    invite_from_office,
)

#: roles that invite and reset: an administrator anyone, an office its own people
INVITING = (Role.ADMINISTRATOR, Role.DRAWING_OFFICER, Role.CLERK)
MOST_SHOWN = 200


class InviteOfficerGiven(Given):
    """A person without an employment here, and a sign-in name."""

    name: Words = Field(title=_("Name"))
    name_ml: Words | None = Field(None, title=_("Name in Malayalam"))
    born: Day = Field(title=_("Date of birth"))
    account: Code = Field(
        title=_("Sign-in name"), description=_("Letters, digits, dots and hyphens, such as anita.thomas")
    )


class InviteEmployeesGiven(Given):
    """Employees by number, or everybody of a drawing code without an account."""

    numbers: Texts | None = Field(
        None, title=_("Employee numbers"), description=_("One a line, or with spaces between")
    )
    drawing_code: Code | None = Field(
        None,
        title=_("Or everybody of a drawing code"),
        description=_("Who has an account is left out"),
    )
    by_message: Flag | None = Field(
        None, title=_("Send the codes to confirmed contacts"), description=_("Who has none gets a paper."),
    )  # fmt: skip
    account: Code | None = Field(
        None,
        title=_("Sign-in name"),
        description=_("For one employee, who is to be an officer; E and the number when left out."),
    )


class AccountGiven(Given):
    """The account that an act is about, by its sign-in name."""

    account: Code = Field(title=_("Sign-in name"))


class AskResetGiven(AccountGiven):
    """An account, and the reason of its reset."""

    reason: Words = Field(title=_("Why"))


class SeatGiven(Given):
    """An account in a role for a drawing code, a treasury or an office; an empty scope
    is the whole installation.
    """

    account: Code = Field(title=_("Sign-in name"))
    role: one_of(*GIVEN) = Field(title=_("Role"))  # type: ignore[valid-type]
    scope: Code | None = Field(
        None,
        title=_("For"),
        description=_("Drawing code, treasury or office; empty for a role of the whole installation"),
    )


class ProposeGiven(SignedGiven, SeatGiven):
    """An appointment, its days, its order, and the account it replaces."""

    first: Day = Field(alias="from", title=_("First day"))
    last: Day | None = Field(None, alias="until", title=_("Last day"))
    order: Text | None = Field(None, title=_("Order"), description=_("Number and date"))
    in_place_of: Code | None = Field(None, title=_("In place of"), description=_("Sign-in name"))


class ProposedGiven(SeatGiven):
    """A proposed appointment. ``proposal`` selects one of several."""

    proposal: Count | None = Field(None, title=_("Number of the proposal"))


class AgreeGiven(SignedGiven, ProposedGiven):
    """A proposed appointment, and the signature for it."""


class RejectGiven(ProposedGiven):
    """A proposed appointment, and the reason of its rejection."""

    reason: Text | None = Field(None, title=_("Why"))


class EndAppointmentGiven(SeatGiven):
    """An appointment and its last day. ``appointment`` selects one of several."""

    appointment: Count | None = Field(None, title=_("Number of the appointment"))

    last_day: Day = Field(title=_("Last day"))


class FindGiven(Given):
    """A sign-in name, an employee number or a part of a name."""

    q: Words | None = Field(None, title=_("Find by sign-in name, number or name"))


class NothingGiven(Given):
    """No fields."""


@act("invite_officer", title=_("Invite an officer"), roles=(Role.ADMINISTRATOR,))
def invite_an_officer(authority: Authority, given: InviteOfficerGiven) -> Answer:
    """Create a person and an account. The answer shows the first code once; it is not stored."""
    made = invite_officer(authority, given.account, NewPerson(given.name, given.born, given.name_ml or ""))
    return _invited([made])


@act("invite_employees", title=_("Invite employees"), roles=INVITING, power="prepare")
def invite_some_employees(authority: Authority, given: InviteEmployeesGiven) -> Answer:
    """Invite employees by number, or everybody of a drawing code without an account, in one act.

    An office invites its own people. With ``by_message`` the dispatcher sends the codes to confirmed
    contacts. The answer shows the other first codes once; they are not stored.
    """
    is_administrator = authority.role == Role.ADMINISTRATOR
    code = (given.drawing_code if is_administrator else authority.scope) or ""
    numbers: Sequence[str] = list(dict.fromkeys(given.numbers or ()))
    if is_administrator and bool(numbers) == bool(code):
        raise Unsound("nobody_named")
    if not numbers:
        if not DrawingCode.objects.filter(code=code).exists():
            raise Unsound("seat_code_unknown", scope=typed(code, 12))
        numbers = [one.number for one in employees_at(code, authority.at) if one.person.account is None]
        if not numbers:
            raise Refused("nobody_to_invite", drawing_code=typed(code, 12))
    persons = Employment.objects.filter(number__in=numbers).values_list("person", flat=True)
    sent = persons_reached(list(persons)) if given.by_message else set()
    if given.account and not is_administrator:
        raise Refused("needs_administrator")
    made = (
        invite_employees(authority, numbers, sent, given.account or "")
        if is_administrator
        else invite_from_office(authority, code, numbers, sent)
    )
    accounts = _accounts_of(sent) if sent else []
    defer_first_codes([account.pk for account in accounts])
    return _invited(made, accounts)


@act("invite_again", title=_("Make a new first code"), roles=(Role.ADMINISTRATOR,))
def invite_once_more(authority: Authority, given: AccountGiven) -> Answer:
    """Make a new first code for an account that is not activated. The earlier code stops working."""
    return _invited([invite_account(authority, account_of(given.account))])


@act("ask_reset", title=_("Ask for a reset"), roles=INVITING, power="prepare")
def ask_for_reset(authority: Authority, given: AskResetGiven) -> Answer:
    """Ask for a new first code of an account. Nothing changes until another officer agrees."""
    account = account_of(given.account)
    if authority.role == Role.ADMINISTRATOR:
        asked = ask_reset_by_administrator(authority, account, given.reason)
    else:
        asked = ask_reset_from_office(authority, authority.scope or "", _number_of(account), given.reason)
    return Answer.of("reset_asked", {"reset": asked.pk}, name=account.username)


@act("agree_reset", title=_("Agree to the reset"), roles=INVITING, power="prepare")
def agree_to_reset(authority: Authority, given: AccountGiven) -> Answer:
    """Agree to another officer's reset: password, second factor and devices of the account end.

    The answer shows the new first code once; it is not stored.
    """
    account = account_of(given.account)
    waiting = waiting_reset(account)
    if waiting is None:
        raise Refused("reset_unknown")
    if authority.role == Role.ADMINISTRATOR:
        issued = agree_reset_by_administrator(authority, waiting)
    else:
        issued = agree_reset_from_office(authority, authority.scope or "", _number_of(account), waiting)
    return Answer.of("reset_agreed", {"account": account.username}, name=account.username).with_once(
        first_codes=[_code(issued)]
    )


@act(
    "close_account",
    title=_("Close the account"),
    roles=INVITING,
    power="prepare",
    final=_("Nobody signs in with it any more. Two officers can give it a new first code."),
)
def close_an_account(authority: Authority, given: AccountGiven) -> Answer:
    """Close an account at the end of service. Its signatures stay valid; a reset opens it again."""
    account = account_of(given.account)
    if authority.role == Role.ADMINISTRATOR:
        close_by_administrator(authority, account)
    else:
        close_from_office(authority, authority.scope or "", _number_of(account))
    return Answer.of("account_is_closed", {"account": account.username}, name=account.username)


def _proposed_seat(given: ProposeGiven) -> Seat:
    replaces = _seat_of(given.in_place_of, given) if given.in_place_of else None
    account, scope = account_of(given.account), given.scope or ""
    return Seat(account, given.role, scope, given.first, given.last, given.order or "", replaces)


def _prepare_proposal(authority: Authority, given: ProposeGiven) -> Prepared:
    return prepared_seat(authority, "propose_appointment", given.account, _proposed_seat(given))


def _prepare_agreement(authority: Authority, given: AgreeGiven) -> Prepared:
    says = says_of_proposal(_proposal(given))
    summary = {**says, "account": given.account}
    return prepared_list(authority, "agree_appointment", {APPOINTED: says}, summary=summary)


@act(
    "propose_appointment",
    title=_("Propose an appointment"),
    roles=APPOINTING,
    signs="rights",
    prepares=_prepare_proposal,
)
def propose_an_appointment(authority: Authority, given: ProposeGiven) -> Answer:
    """Propose an appointment from a day on, new or in place of another officer (Forms 3, 4 and 5)."""
    proposal = propose_appointment(authority, _proposed_seat(given))
    return Answer.of(
        "appointment_is_proposed",
        {"proposal": proposal.pk},
        name=given.account,
        role=_role(given),
        day=given.first,
    )


@act(
    "agree_appointment",
    title=_("Agree to an appointment"),
    roles=APPOINTING,
    signs="rights",
    prepares=_prepare_agreement,
)
def agree_to_appointment(authority: Authority, given: AgreeGiven) -> Answer:
    """Agree to another person's proposed appointment. A replaced appointment ends the day before."""
    decision = decide_appointment(authority, _proposal(given), is_agreed=True)
    state = {"appointment": decision.appointment_id}
    return Answer.of("appointment_is_agreed", state, name=given.account, role=_role(given))


@act("reject_appointment", title=_("Reject an appointment"), roles=APPOINTING)
def reject_an_appointment(authority: Authority, given: RejectGiven) -> Answer:
    """Reject a proposed appointment, with a reason."""
    decide_appointment(authority, _proposal(given), is_agreed=False, reason=given.reason or "")
    return Answer.of("appointment_is_rejected", {}, name=given.account, role=_role(given))


@act(
    "end_appointment",
    title=_("End an appointment"),
    final=_("An ended appointment does not come back. A new one is proposed and agreed to."),
)
def end_an_appointment(authority: Authority, given: EndAppointmentGiven) -> Answer:
    """End an appointment after a day: by its holder, the controlling officer or an administrator."""
    ended = end_appointment(authority, _seat_of(given.account, given, given.appointment), given.last_day)
    return Answer.of(
        "appointment_is_ended",
        {"appointment": ended.pk},
        name=given.account,
        role=_role(given),
        day=given.last_day,
    )


@view("accounts", title=_("Accounts"), roles=(Role.ADMINISTRATOR,), rows="accounts")
def show_accounts(authority: Authority, given: FindGiven) -> dict[str, Any]:
    """Matching accounts with person, state and roles; at most 200."""
    rows = find_accounts(given.q or "", authority.at, MOST_SHOWN)
    return {"accounts": [_row(row) for row in rows]}


@view("proposed_appointments", title=_("Proposed"), roles=APPOINTING, rows="proposals")
def show_proposals(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """Appointments that wait for a second person; ``may_decide`` marks those that the caller can decide."""
    is_administrator = authority.role == Role.ADMINISTRATOR
    rows = waiting_proposals() if is_administrator else waiting_proposals(scope=authority.scope or "")
    return {
        "proposals": [
            {
                "proposal": one.pk, "account": one.account.username, "role": one.role, "scope": one.scope,
                "from": one.valid_from.isoformat(),
                "until": one.valid_until.isoformat() if one.valid_until else None,
                "proposed_by": one.proposed_by.username, "may_decide": may_decide(authority, one),
            }
            for one in rows
        ]
    }  # fmt: skip


def _invited(made: Sequence[Invitation], sent: Sequence[Account] = ()) -> Answer:
    state = {"invited": [one.issued.account.username for one in made], "sent": [one.username for one in sent]}
    if sent:
        answer = Answer.of("accounts_invited_and_sent", state, count=len(made), sent=len(sent))
    else:
        answer = Answer.of("accounts_invited", state, count=len(made))
    return answer.with_once(first_codes=[_code(one.issued) for one in made])


def _accounts_of(persons: Collection[int]) -> list[Account]:
    ids = Person.objects.filter(pk__in=persons).values("account")
    return list(Account.objects.filter(pk__in=ids).order_by("username"))


def _code(issued: Issued) -> dict[str, str]:
    return {
        "account": issued.account.username,
        "first_code": issued.code,
        "until": localdate(issued.ends_at).isoformat(),
    }


def _number_of(account: Account) -> str:
    found = Employment.objects.filter(person__account=account).values_list("number", flat=True).first()
    if found is None:
        raise Refused("needs_administrator")
    return str(found)


def _role(given: SeatGiven) -> str:
    role = str(given.role).replace("_", " ")
    return f"{role} {given.scope}" if given.scope else role


def _seat_of(name: str, given: SeatGiven, number: int | None = None) -> Appointment:
    """The open appointment of an account to this role and scope; ``number`` selects one of several."""
    rows = Appointment.objects.filter(
        account=account_of(name),
        role=given.role,
        scope=given.scope or "",
        ends__isnull=True,
        ended_by__isnull=True,
    )
    found = (rows.filter(pk=number) if number else rows).order_by("-pk").first()
    if found is None:
        raise Unsound("no_appointment")
    return found


def _proposal(given: ProposedGiven) -> AppointmentProposal:
    match = {"pk": given.proposal} if given.proposal else {}
    found = waiting_proposals(
        account=account_of(given.account), role=given.role, scope=given.scope or "", **match
    )
    if not found:
        raise Refused("appointment_not_proposed")
    return found[0]


def _row(row: AccountRow) -> dict[str, Any]:
    return {
        "account": row.account.username, "name": row.person.name if row.person else None,
        "number": row.number or None,
        "state": row.state, "roles": [{"role": role, "scope": scope or None} for role, scope in row.roles],
    }  # fmt: skip
