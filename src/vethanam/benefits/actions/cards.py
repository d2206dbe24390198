"""A new reference code for a beneficiary's card."""

from __future__ import annotations

from django.db import transaction

from vethanam.benefits.entering import stage
from vethanam.benefits.models import Beneficiary
from vethanam.benefits.powers import CLERK, SECRETARY
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.benefits.reference_codes import give_code
from vethanam.identity.authority import Authority


@transaction.atomic
def new_code(authority: Authority, beneficiary: Beneficiary) -> str:
    """Give a beneficiary a new code, shown once; the one before ends.

    Raises
    ------
    Refused
        She is of another local body.
    """
    require_reach_of(authority, beneficiary, CLERK, SECRETARY)
    stage(authority, "beneficiary.new_code", {}, {"beneficiary": beneficiary.number})
    return give_code(authority, beneficiary)
