"""Finds records by their usual names: an employee by number, an account by sign-in name, a bill by number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vethanam.errors import Fault, Unsound, UnsoundInput, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.payroll.models import Bill
from vethanam.people.models import Employment


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Attach errors of the block to one field of the act."""
    try:
        yield
    except UnsoundInput:
        raise
    except Unsound as wrong:
        fault = Fault("", field, wrong.code, wrong.facts)
        raise UnsoundInput(wrong.code, [fault], **wrong.facts) from None


def employment_of(number: str) -> Employment:
    """The employment with a number."""
    found = Employment.objects.select_related("person").filter(number=number).first()
    if found is None:
        raise Unsound("unknown_employee", number=typed(number, 20))
    return found


def note_look(authority: Authority, number: str) -> None:
    """Stage an entry in the log: this account was shown an employee's name, post and office by number."""
    append(
        "person.shown",
        public={"role": authority.role},
        private={"account": authority.account, "employment": employment_of(number).pk},
        at=authority.at,
        is_sample=authority.is_sample,
    )


def account_of(username: str) -> Account:
    """The account with a sign-in name."""
    found = Account.objects.filter(username=username).first()
    if found is None:
        raise Unsound("unknown_officer", name=typed(username, 40))
    return found


def acting_account(authority: Authority) -> Account:
    """The account of an authority."""
    return Account.objects.get(pk=authority.account)


def bill_of(number: str) -> Bill:
    """The bill with a number."""
    found = Bill.objects.filter(number=number).first()
    if found is None:
        raise Unsound("bill_number_unknown", number=typed(number, 40))
    return found


def person_of(authority: Authority) -> int:
    """The person behind the acting account."""
    if authority.person is None:
        raise Unsound("no_person_behind")
    return authority.person
