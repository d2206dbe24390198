"""Write the bank file parts of a release: legs of awards, and legs of advances to societies."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.timezone import localdate

from vethanam.benefits.models import FilePart, Leg, Release
from vethanam.identity.authority import Authority
from vethanam.payments.references import fresh_reference

#: code of a leg withheld because its beneficiary was reported dead; it is paid again if she lives
STOPPED = "award_stopped"
#: causes of an award that stop every payment
DEAD = ("death_reported", "death")


def write_part(release: Release, legs: Sequence[Leg], authority: Authority) -> FilePart:
    """Save a file part and its legs; legs of a withdrawn part move into it."""
    part = FilePart.objects.create(
        message=fresh_reference(), release=release,
        ordinal=FilePart.objects.filter(release=release).count() + 1,
        execute_on=localdate(authority.at), legs_count=len(legs), total=sum(leg.amount for leg in legs),
        created_at=authority.at, made_by_id=authority.account,
    )  # fmt: skip
    fresh = [leg for leg in legs if leg.pk is None]
    for leg in fresh:
        leg.part = part
    Leg.objects.bulk_create(fresh, batch_size=1000)
    Leg.objects.filter(pk__in=[leg.pk for leg in legs if leg not in fresh]).update(part=part)
    return part
