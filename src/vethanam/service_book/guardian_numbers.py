"""The number of a guardian, entered by the office of the ward."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.identity.authority import Authority
from vethanam.people.models import Employment
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.vault.number import Number
from vethanam.service_book.actions import require_the_book


@transaction.atomic
def record_guardian_number(authority: Authority, employment: Employment, number: Number) -> None:
    """Seal the number of somebody's guardian, as confirmed with her today.

    Messages go there once another person has verified the guardianship after this.

    Raises
    ------
    Refused
        Another office has the service book.
    """
    require_the_book(authority, [employment], "writes")
    seal_contacts(authority, [(employment.person_id, number)], verified_on=localdate(authority.at))
