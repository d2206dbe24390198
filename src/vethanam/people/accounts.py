"""Invite people to accounts, make the first administrators, and decide which accounts
need a second factor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from vethanam.errors import Refused, Unsound, holds_contact, typed
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import Issued, issue_first_codes
from vethanam.identity.models import (
    Account,
    Activation,
    FirstCode,
    KeyConfirmation,
    ResetRequest,
    SigningKey,
)
from vethanam.identity.resets import agree_reset, ask_reset, close_account
from vethanam.journal.actions import append
from vethanam.people.actions import FIRST_BIRTH, OLDEST, YOUNGEST, appoint
from vethanam.people.models import Appointment, AppointmentDecision, Employment, Person, Role
from vethanam.people.queries import Hat, appointments_at, hats_of

#: roles whose acts need another officer's check; every other role signs in with a second factor
ONE_FACTOR = frozenset({Role.CLERK, Role.EMPLOYEE, Role.SERVICE})
#: up to this many administrators are made at the machine; afterwards every change needs two persons
FIRST_ADMINISTRATORS = 2
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,59}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An officer without an employment in the service book."""

    name: str
    born: date
    name_ml: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person, her account and its first code, for printing once."""

    person: Person
    issued: Issued
    number: str = ""


def needs_second_factor(
    account: int, at: datetime, *, is_sample: bool, hats: Iterable[Hat] | None = None
) -> bool:
    """Whether an account needs a second factor: it moves money, uses contacts or grants rights.

    A sample database never needs one.
    """
    if is_sample:
        return False
    return any(hat.role not in ONE_FACTOR for hat in (hats_of(account, at) if hats is None else hats))


@transaction.atomic
def invite_officer(authority: Authority, account_name: str, person: NewPerson) -> Invitation:
    """Invite a person without an employment here: creates the person and the account.

    Raises
    ------
    Refused
        The actor is no administrator, the name is taken, or the person is on record.
    Unsound
        Name or date of birth cannot be right.
    """
    check_administrator(authority)
    check_account_name(account_name)
    made = _new_person(authority, person)
    account = _new_account(authority, account_name, made)
    (issued,) = issue_first_codes(authority, [account])
    return Invitation(made, issued)


@transaction.atomic
def invite_employees(
    authority: Authority, numbers: Sequence[str], sent: Collection[int] = (), account_name: str = ""
) -> list[Invitation]:
    """Invite employees by number in one act. The account of 100234 is ``E100234``, unless she has one.

    ``sent`` are persons who get their first code by message: their accounts are made without a code. A single
    employee may get another account name, such as a drawing officer's usual one.

    Raises
    ------
    Refused
        The actor is no administrator, a number is unknown, an account is in use, or the name is taken.
    """
    check_administrator(authority)
    return invite_numbers(authority, numbers, sent, account_name)


@transaction.atomic
def invite_numbers(
    authority: Authority, numbers: Sequence[str], sent: Collection[int] = (), account_name: str = ""
) -> list[Invitation]:
    """Invite employees by number. The caller has checked that the actor may invite them."""
    if account_name and len(numbers) != 1:
        raise Unsound("one_name_one_employee")
    found = {
        employment.number: employment.person
        for employment in Employment.objects.filter(number__in=numbers).select_related("person__account")
    }
    if missing := next((number for number in numbers if number not in found), None):
        raise Refused("no_employee", number=typed(missing, 20))
    in_use = set(
        Activation.objects.filter(
            first_code__account__in=[p.account_id for p in found.values() if p.account_id])
        .values_list("first_code__account", flat=True)
    )  # fmt: skip
    invited = {found[number].pk: (number, found[number]) for number in reversed(numbers)}  # each person once
    for _, person in invited.values():
        if person.account is not None:
            _check_invitable(person.account, in_use)
            if account_name not in ("", person.account.username):
                raise Refused("has_account", name=person.account.username)
    _new_accounts(
        authority,
        {
            account_name or f"E{number}": person
            for number, person in invited.values()
            if person.account is None
        },
    )
    places = {number: place for place, number in enumerate(numbers)}
    rows = sorted((row for row in invited.values() if row[1].pk not in sent), key=lambda row: places[row[0]])
    issued = issue_first_codes(authority, [person.account for _, person in rows if person.account])
    return [Invitation(person, one, number) for (number, person), one in zip(rows, issued, strict=True)]


@transaction.atomic
def create_administrator(
    authority: Authority, account_name: str, person: NewPerson, office: str = "DEPT"
) -> Invitation:
    """Make an administrator at the machine, while the installation has fewer than two.

    The name of an administrator's closed account reopens it.

    Raises
    ------
    Refused
        Two administrators exist, or the name is taken.
    """
    if count_administrators(authority.at) >= FIRST_ADMINISTRATORS:
        raise Refused("administrators_exist")
    if closed := _closed_administrator(account_name):
        account, made = closed
        account.is_active = True
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
    else:
        check_account_name(account_name)
        made = _new_person(authority, person)
        account = _new_account(authority, account_name, made)
    if not appointments_at(authority.at, account=account, role=Role.ADMINISTRATOR).exists():
        appoint(
            authority, account=account.pk, person=made.pk, role=Role.ADMINISTRATOR, scope="", office=office,
            valid_from=authority.at.date(),
        )  # fmt: skip
    (issued,) = issue_first_codes(authority, [account], FirstCode.Reason.INVITATION)
    return Invitation(made, issued)


def count_administrators(at: datetime) -> int:
    """The number of administrators with an open account."""
    held = appointments_at(at, role=Role.ADMINISTRATOR, account__is_active=True)
    return len(set(held.values_list("person", flat=True)))


def administers(authority: Authority, key: SigningKey) -> bool:
    """Whether countersigning a key makes its holder an administrator: an account made at the machine, while
    the countersigning officer is the only administrator by signatures.
    """
    agreed = AppointmentDecision.objects.filter(appointment=OuterRef("pk"))
    held = appointments_at(authority.at, role=Role.ADMINISTRATOR).annotate(is_agreed=Exists(agreed))
    by_machine = {one.person_id or 0 for one in held if not one.is_agreed}
    by_two = {one.person_id or 0 for one in held if one.is_agreed}
    founders = KeyConfirmation.objects.filter(administers=True, key__person__in=by_machine)
    others = by_two | {*founders.values_list("key__person", flat=True)}
    anchor = SigningKey.objects.filter(revokes__isnull=True).order_by("leaf").first()
    if anchor is not None and anchor.person in by_machine:
        others.add(anchor.person)
    return key.person in by_machine and not others - {authority.person}


def check_administrator(authority: Authority) -> None:
    """Refuse any actor but an administrator in person."""
    if authority.role != Role.ADMINISTRATOR or authority.delegation is not None or authority.person is None:
        raise Refused("needs_administrator")


def check_account_name(name: str) -> None:
    """Refuse a malformed sign-in name, or one taken in upper or lower case."""
    if not _NAME.fullmatch(name) or holds_contact(name):
        raise Unsound("name_refused")
    if Account.objects.filter(username__iexact=name).exists():
        raise Refused("name_taken", name=name)


@transaction.atomic
def invite_account(authority: Authority, account: Account, number: str = "") -> Invitation:
    """Issue a new first code for an account that was never activated; the earlier one expires.

    Raises
    ------
    Refused
        The actor is no administrator, or the account is in use or closed.
    """
    check_administrator(authority)
    person = Person.objects.filter(account=account).first()
    used = Activation.objects.filter(first_code__account=account).values_list(
        "first_code__account", flat=True
    )
    if person is None:
        raise Refused("account_without_person", name=account.username)
    _check_invitable(account, set(used))
    (issued,) = issue_first_codes(authority, [account])
    return Invitation(person, issued, number)


def ask_reset_by_administrator(authority: Authority, account: Account, reason: str) -> ResetRequest:
    """Request the reset of any account."""
    check_administrator(authority)
    return ask_reset(authority, account, reason)


def agree_reset_by_administrator(authority: Authority, request: ResetRequest) -> Issued:
    """Approve a reset requested by another officer."""
    check_administrator(authority)
    return agree_reset(authority, request)


def close_by_administrator(authority: Authority, account: Account) -> None:
    """Close any account."""
    check_administrator(authority)
    close_account(authority, account)


def _new_person(authority: Authority, given: NewPerson) -> Person:
    name = " ".join(given.name.split())
    if not name or len(name) > 120 or holds_contact(name):
        raise Unsound("person_unnamed")
    day = authority.at.date()
    age = day.year - given.born.year - ((day.month, day.day) < (given.born.month, given.born.day))
    if given.born < FIRST_BIRTH or not YOUNGEST <= age <= OLDEST:
        raise Unsound("born_out_of_range", born=given.born, age=age)
    same = Person.objects.filter(name__iexact=name, born=given.born).select_related("account").first()
    if same:
        known = same.account.username if same.account else _number_of(same)
        raise Refused("person_known", name=known)
    return Person.objects.create(
        name=name, name_ml=" ".join(given.name_ml.split())[:120], born=given.born, recorded_at=authority.at
    )


def _number_of(person: Person) -> str:
    return person.employments.values_list("number", flat=True).first() or f"{person}"


def _new_account(authority: Authority, name: str, person: Person) -> Account:
    account = Account.objects.create_user(name, kind=Account.Kind.OFFICER)
    Person.objects.filter(pk=person.pk).update(account=account)
    person.account = account
    _log_accounts(authority, [person])
    return account


def _log_accounts(authority: Authority, persons: Collection[Person]) -> None:
    """One entry that binds persons to their first accounts."""
    append(
        "account.made",
        public={"count": len(persons)},
        private={"by": authority.account, "accounts": [[one.pk, one.account_id] for one in persons]},
        at=authority.at,
        is_sample=authority.is_sample,
    )


def _new_accounts(authority: Authority, persons: Mapping[str, Person]) -> None:
    """Create employees' accounts by their new names, each in its person's language."""
    for name in persons:
        if not _NAME.fullmatch(name) or holds_contact(name):
            raise Unsound("name_refused")
    lowered = Account.objects.alias(lowered=Lower("username"))
    taken = lowered.filter(lowered__in=[name.lower() for name in persons]).first()
    if taken is not None:
        raise Refused("name_taken", name=taken.username)
    made = Account.objects.bulk_create(
        [
            Account(
                username=name,
                kind=Account.Kind.PERSON,
                password=make_password(None),
                language=person.language,
            )
            for name, person in persons.items()
        ],
        batch_size=2_000,
    )
    for person, account in zip(persons.values(), made, strict=True):
        person.account = account
    Person.objects.bulk_update(persons.values(), ["account"], batch_size=2_000)
    if persons:
        _log_accounts(authority, persons.values())


def _check_invitable(account: Account, in_use: set[int]) -> None:
    """Refuse an active or closed account."""
    if account.pk in in_use or account.has_usable_password():
        raise Refused("account_in_use", name=account.username)
    if not account.is_active:
        raise Refused("account_waits_closed", name=account.username)


def _closed_administrator(name: str) -> tuple[Account, Person] | None:
    account = Account.objects.filter(username=name, is_active=False).first()
    held = Appointment.objects.filter(account=account, role=Role.ADMINISTRATOR, person__isnull=False).first()
    return (account, held.person) if account and held and held.person else None
