"""The officer that a command acts for."""

from __future__ import annotations

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.models import Role
from vethanam.people.queries import appointments_at, authority_of


def law_officer(name: str | None) -> Authority:
    """The law officer with a sign-in name; in a sample the first one, if none is named."""
    if name is not None:
        return officer_named(name, Role.LAW_OFFICER)
    at, is_sample = business_now()
    held = appointments_at(at, role=Role.LAW_OFFICER).first() if is_sample else None
    if held is None:
        raise Refused("no_officer_named")
    return authority_of(held.account, at, role=Role.LAW_OFFICER, is_sample=is_sample)


def evidence_officer(name: str | None) -> Authority:
    """The law officer with a sign-in name, or else the data protection officer with it."""
    try:
        return law_officer(name)
    except Refused:
        if name is None:
            raise
        return officer_named(name, Role.DATA_PROTECTION_OFFICER)


def officer_named(name: str, role: Role) -> Authority:
    """The officer with a sign-in name, in a role."""
    account = Account.objects.filter(username=name).first()
    if account is None:
        raise Unsound("no_such_law_officer", name=typed(name, 40))
    at, is_sample = business_now()
    return authority_of(account, at, role=role, is_sample=is_sample)
