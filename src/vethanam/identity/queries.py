"""A person's signing keys, and when they start to count."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from vethanam.identity.models import PersonMark, SigningKey

#: delay before a further key of a person counts, so that a stolen reset of her keys waits in public
FREEZE = timedelta(hours=24)


def marks_of(persons: Collection[int]) -> list[str]:
    """The random IDs of these people in leaves, sorted; none for people who never signed or requested."""
    return sorted(PersonMark.objects.filter(person__in=persons).values_list("mark", flat=True))


def keys_of(person: int) -> list[SigningKey]:
    """Every key a person ever enrolled, oldest first."""
    return list(SigningKey.objects.filter(person=person, revokes__isnull=True).order_by("id"))


def counts_from(key: SigningKey) -> datetime:
    """The instant from which a key's signatures count: her first key at once, a further one after a day."""
    is_first = not SigningKey.objects.filter(person=key.person, revokes__isnull=True, id__lt=key.pk).exists()
    return key.enrolled_at if is_first else key.enrolled_at + FREEZE


def counts_at(key: SigningKey, at: datetime) -> bool:
    """Whether a key's signature counts at an instant: enrolled long enough, and not ended."""
    ended = ended_at(key)
    return counts_from(key) <= at and (ended is None or at < ended)


def ended_at(key: SigningKey) -> datetime | None:
    """When the key was ended, or None."""
    return SigningKey.objects.filter(revokes=key).values_list("enrolled_at", flat=True).first()


def leaves_of(key: SigningKey) -> list[int]:
    """Staged ids of its enrolment and end."""
    ends = SigningKey.objects.filter(revokes=key).values_list("leaf", flat=True)
    return [key.leaf, *ends]
