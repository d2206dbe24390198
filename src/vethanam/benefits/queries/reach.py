"""The offices that a beneficiary or an award belongs to."""

from __future__ import annotations

from vethanam.benefits.models import Application, Award, AwardNow, Beneficiary
from vethanam.benefits.powers import OF_BODY, SCHEME, body_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority


def require_reach_of(authority: Authority, beneficiary: Beneficiary, *roles: str) -> None:
    """Refuse an officer of a local body or a scheme that has no application or award of hers."""
    if authority.role not in roles:
        raise Refused("benefit_of_another_office")
    applied = Application.objects.filter(beneficiary=beneficiary)
    stands = AwardNow.objects.filter(beneficiary=beneficiary)
    if authority.role == SCHEME:
        is_theirs = applied.filter(scheme__code=authority.scope).exists()
    else:
        body = body_of(authority)
        is_theirs = applied.filter(local_body=body).exists() or stands.filter(local_body=body).exists()
    if not is_theirs:
        raise Refused("benefit_of_another_office")


def require_reach_of_award(authority: Authority, award: Award, *roles: str) -> AwardNow:
    """The standing of an award, for an officer of its local body or scheme in one of these roles."""
    now = AwardNow.objects.select_related("local_body", "scheme").get(award=award)
    is_of_body = authority.role in OF_BODY and body_of(authority).pk == now.local_body_id
    is_of_scheme = authority.role == SCHEME and authority.scope == now.scheme.code
    if authority.role not in roles or not (is_of_body or is_of_scheme):
        raise Refused("benefit_of_another_office")
    return now
