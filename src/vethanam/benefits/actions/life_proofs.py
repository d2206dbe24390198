"""Life proofs: each is kept, also outside a window. The rules decide whether it counts."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Beneficiary, LifeProof
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.errors import Unsound, holds_contact
from vethanam.identity.authority import Authority


@transaction.atomic
def record_life_proof(
    authority: Authority, beneficiary: Beneficiary, on: date, manner: str, reference: str
) -> LifeProof:
    """Keep that she was seen alive on a day, with the reference of the centre or the certificate.

    Raises
    ------
    Refused
        She is of another office.
    Unsound
        The day is ahead or before her birth, or the reference holds a contact or an Aadhaar number.
    """
    require_reach_of(authority, beneficiary, *OFFICERS)
    refuse_aadhaar({"reference": reference})
    if not reference.strip() or holds_contact(reference):
        raise Unsound("life_proof_without_reference")
    if on > localdate(authority.at) or on < beneficiary.person.born:
        raise Unsound("benefit_day_ahead", day=on)
    stage(authority, "life.proven", {"manner": manner}, {"beneficiary": beneficiary.number})
    return LifeProof.objects.create(
        beneficiary=beneficiary, on=on, manner=manner, reference=reference.strip(), **entered(authority)
    )
