"""Which keys a person signs with, and since when they count."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from vethanam.identity.models import PersonMark, SigningKey

#: a further key of a person counts only so long after its enrolment: whoever resets her means of signing waits in public
FREEZE = timedelta(hours=24)


def marks_of(persons: Collection[int]) -> list[str]:
    """The names by which leaves know these people, sorted; whoever never signed or asked has none."""
    return sorted(PersonMark.objects.filter(person__in=persons).values_list("mark", flat=True))


def keys_of(person: int) -> list[SigningKey]:
    """Every key a person ever enrolled, the first one first."""
    return list(SigningKey.objects.filter(person=person, revokes__isnull=True).order_by("id"))


def counts_from(key: SigningKey) -> datetime:
    """From when a key's signatures count: her first key at once, a further one after a day."""
    is_first = not SigningKey.objects.filter(person=key.person, revokes__isnull=True, id__lt=key.pk).exists()
    return key.enrolled_at if is_first else key.enrolled_at + FREEZE


def counts_at(key: SigningKey, at: datetime) -> bool:
    """Whether a key's signature given at an instant counts: enrolled long enough before, and not ended until then."""
    ended = ended_at(key)
    return counts_from(key) <= at and (ended is None or at < ended)


def ended_at(key: SigningKey) -> datetime | None:
    """When its person ended it; None while it signs."""
    return SigningKey.objects.filter(revokes=key).values_list("enrolled_at", flat=True).first()


def leaves_of(key: SigningKey) -> list[int]:
    """Staged ids of the entries of its enrolment and its end."""
    ends = SigningKey.objects.filter(revokes=key).values_list("leaf", flat=True)
    return [key.leaf, *ends]
