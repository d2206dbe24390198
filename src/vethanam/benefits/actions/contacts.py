"""Another contact of a beneficiary, entered at the counter while she is there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.models import Application, Beneficiary, SchemeOffice
from vethanam.benefits.powers import CLERK, SECRETARY
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.vault.number import Number


@transaction.atomic
def record_contacts(
    authority: Authority, beneficiary: Beneficiary, scheme: SchemeOffice, numbers: Sequence[Number]
) -> None:
    """Seal contacts, confirmed today, into the register of a scheme; they replace those of their kinds.

    Raises
    ------
    Refused
        She is of another local body, or has not applied for the scheme.
    """
    require_reach_of(authority, beneficiary, CLERK, SECRETARY)
    if not Application.objects.filter(beneficiary=beneficiary, scheme=scheme).exists():
        raise Refused("contact_of_no_applicant", number=beneficiary.number, scheme=scheme.code)
    pairs = [(beneficiary.person_id, one) for one in numbers]
    seal_contacts(authority, pairs, verified_on=localdate(authority.at), register=scheme.register)
