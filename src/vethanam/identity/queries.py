"""A person's signing keys, and when they start to count."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from vethanam.identity.models import KeyConfirmation, PersonMark, SigningKey
from vethanam.ledger import signers

FREEZE = signers.FREEZE


def marks_of(persons: Collection[int]) -> list[str]:
    """The random IDs of these people in leaves, sorted; none for people who never signed or requested."""
    return sorted(PersonMark.objects.filter(person__in=persons).values_list("mark", flat=True))


def keys_of(person: int) -> list[SigningKey]:
    """Every key a person ever enrolled, oldest first."""
    return list(SigningKey.objects.filter(person=person, revokes__isnull=True).order_by("id"))


def is_anchor(key: SigningKey) -> bool:
    """Whether a key is the first of the log, which nobody countersigns."""
    return not SigningKey.objects.filter(revokes__isnull=True, leaf__lt=key.leaf).exists()


def counts_from(key: SigningKey) -> datetime | None:
    """When the signatures of a key begin to count; None while it waits for its countersignature.

    The first key of the log needs none and counts from its enrolment. A person's second or later key for
    the same host counts a day after its enrolment at the earliest.
    """
    confirmed = KeyConfirmation.objects.filter(key=key).values_list("at", flat=True).first()
    if confirmed is None:
        return key.enrolled_at if is_anchor(key) else None
    earlier = SigningKey.objects.filter(person=key.person, revokes__isnull=True, id__lt=key.pk)
    is_first = not earlier.filter(relying_on=key.relying_on).exists()
    return confirmed if is_first else max(confirmed, key.enrolled_at + FREEZE)


def unconfirmed_keys() -> QuerySet[SigningKey]:
    """Keys that wait for a countersignature and were not ended; not the first of the log."""
    before = SigningKey.objects.filter(revokes__isnull=True, leaf__lt=OuterRef("leaf"))
    return SigningKey.objects.filter(
        Exists(before), revokes__isnull=True, revoked_by__isnull=True, confirmation__isnull=True
    )


def keys_to_confirm() -> list[SigningKey]:
    """The keys that wait for a countersignature, oldest first."""
    return list(unconfirmed_keys().select_related("account").order_by("id"))


def counts_at(key: SigningKey, at: datetime) -> bool:
    """Whether a key's signature counts at an instant: enrolled long enough, and not ended."""
    since, ended = counts_from(key), ended_at(key)
    return since is not None and since <= at and (ended is None or at < ended)


def ended_at(key: SigningKey) -> datetime | None:
    """When the key was ended, or None."""
    return SigningKey.objects.filter(revokes=key).values_list("enrolled_at", flat=True).first()


def leaves_of(key: SigningKey) -> list[int]:
    """Staged ids of its enrolment, countersignature and end."""
    confirmed = KeyConfirmation.objects.filter(key=key).values_list("leaf", flat=True)
    ends = SigningKey.objects.filter(revokes=key).values_list("leaf", flat=True)
    return [key.leaf, *confirmed, *ends]
