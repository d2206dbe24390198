"""Who may act in the room: officers of a local body within it, officers of a scheme within their scheme."""

from __future__ import annotations

from vethanam.benefits.models import SchemeOffice, Society
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.people.models import LocalBody, Role

CLERK, SECRETARY, SCHEME = Role.LOCAL_BODY_CLERK, Role.LOCAL_BODY_SECRETARY, Role.SCHEME_OFFICER
#: officers of a local body
OF_BODY = (CLERK, SECRETARY)
#: officers who read and write about beneficiaries
OFFICERS = (*OF_BODY, SCHEME)
#: officers of a society that delivers at home
AGENT, SOCIETY_SECRETARY = Role.SOCIETY_AGENT, Role.SOCIETY_SECRETARY
OF_SOCIETY = (AGENT, SOCIETY_SECRETARY)


def body_of(authority: Authority) -> LocalBody:
    """The local body of an officer.

    Raises
    ------
    Refused
        The appointment is to no local body on record.
    """
    found = LocalBody.objects.filter(code=authority.scope or "-").first()
    if authority.role not in OF_BODY or found is None:
        raise Refused("benefit_not_of_body", scope=authority.scope or "")
    return found


def society_of(authority: Authority, *roles: str) -> Society:
    """The society of an officer with one of these roles.

    Raises
    ------
    Refused
        She has another role, or her appointment is to no society on record.
    """
    found = Society.objects.filter(code=authority.scope or "-").first()
    if authority.role not in roles or found is None:
        raise Refused("benefit_of_another_office")
    return found


def require_reach(authority: Authority, local_body: int, scheme: SchemeOffice, *roles: str) -> None:
    """Refuse an officer without one of these roles, of another local body, or of another scheme."""
    if authority.role in roles:
        if authority.role == SCHEME and authority.scope == scheme.code:
            return
        if authority.role in OF_BODY and body_of(authority).pk == local_body:
            return
    raise Refused("benefit_of_another_office")


def require_scheme(authority: Authority, scheme: SchemeOffice) -> None:
    """Refuse everybody but an officer of the scheme."""
    if authority.role != SCHEME or authority.scope != scheme.code:
        raise Refused("benefit_of_another_office")
