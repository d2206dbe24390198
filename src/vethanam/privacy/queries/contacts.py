"""Contacts as masks: what is in use, how far it is confirmed, and which channels a person stopped. None yields a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from vethanam.privacy import purposes
from vethanam.privacy.consents import kinds_consented
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import ChannelChoice, CodeAnswer, Contact, ContactErasure, ContactReturn
from vethanam.privacy.vault.binding import SERVICE_BOOK
from vethanam.privacy.vault.number import ContactKind

#: which kinds of contact carry a channel, the first one preferred
KINDS_OF_CHANNEL: Mapping[str, tuple[str, ...]] = {
    "email": ("email_official", "email_personal"),
    "sms": ("mobile",),
    "whatsapp": ("mobile",),
    "voice": ("mobile",),
    "letter": ("postal_address",),
}


def fields_for(purpose: purposes.Purpose, channels: Sequence[str]) -> tuple[str, ...]:
    """The fields of a purpose that messages through these channels need: of contacts, only those that carry them."""
    kinds = {kind for channel in channels for kind in KINDS_OF_CHANNEL.get(channel, ())}
    return tuple(name for name in purpose.fields if name in kinds or name not in set(ContactKind))


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact as its own person sees it: the kind, two digits of a number, and whether it is confirmed.

    ``returned_on`` is the day on which a message to it came back, where nobody confirmed it since.
    """

    id: int
    person: int
    kind: str
    version: int
    mask: str
    verified_on: date | None
    recorded_at: datetime
    given_for: Sequence[str] = ()
    register: str = SERVICE_BOOK
    returned_on: date | None = None

    @property
    def is_verified(self) -> bool:
        """Whether messages may go there."""
        return self.verified_on is not None


def live_contacts(
    persons: Sequence[int], kinds: Iterable[str] | None = None, sources: Sequence[str] = (SERVICE_BOOK,)
) -> dict[tuple[int, str], ContactShown]:
    """The contact in use of each person and kind in these registers, one of an earlier register before one of a later."""
    found: dict[tuple[int, str], ContactShown] = {}
    for one in sorted(_live(persons, kinds, sources), key=lambda one: sources.index(one.register)):
        found.setdefault((one.person, one.kind), one)
    return found


def _live(
    persons: Sequence[int], kinds: Iterable[str] | None, registers: Sequence[str] | None
) -> list[ContactShown]:
    """Of each person, kind and register the highest version, where she has not taken it back."""
    rows = Contact.objects.filter(person__in=list(persons))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if registers is not None:
        rows = rows.filter(register__in=list(registers))
    rows = rows.order_by("person", "kind", "register", "-version").distinct("person", "kind", "register")
    values = rows.values_list(
        "id", "person", "kind", "version", "mask", "verified_on", "recorded_at", "given_for", "register"
    )
    found = [ContactShown(*row) for row in values.iterator(chunk_size=10_000)]
    returned = _returned([one.id for one in found])
    confirmed = _confirmed_by_code([one.id for one in found if one.verified_on is None or one.id in returned])
    erased = set(ContactErasure.objects.values_list("contact", flat=True))
    return [
        _standing(one, confirmed.get(one.id), returned.get(one.id)) for one in found if one.id not in erased
    ]


def people_in(register: str) -> list[int]:
    """The people who have a contact in a register, by number."""
    persons = Contact.objects.filter(register=register).values_list("person", flat=True).distinct()
    return sorted({one.person for one in _live(list(persons), None, [register])})


def _standing(shown: ContactShown, confirmed: datetime | None, returned: datetime | None) -> ContactShown:
    """How far a contact is confirmed: by an office or a code, as long as nothing came back since."""
    if confirmed and (returned is None or confirmed > returned):
        return replace(shown, verified_on=shown.verified_on or _day_of(confirmed))
    if returned is not None:
        return replace(shown, verified_on=None, returned_on=_day_of(returned))
    return shown


def _day_of(at: datetime) -> date:
    return at.astimezone(IST).date()


def _confirmed_by_code(contacts: Sequence[int]) -> dict[int, datetime]:
    """When each of these was last confirmed by the code that reached it."""
    if not contacts:
        return {}
    rows = CodeAnswer.objects.filter(is_right=True, code__contact__in=contacts).order_by("at")
    return dict(rows.values_list("code__contact", "at"))


def _returned(contacts: Sequence[int]) -> dict[int, datetime]:
    """When a message to each of these last came back for good."""
    rows = ContactReturn.objects.filter(contact__in=contacts).order_by("at")
    return dict(rows.values_list("contact", "at"))


def contacts_of(person: int) -> list[ContactShown]:
    """A person's own contacts in every register, masked; those of the service book first."""
    return sorted(
        _live([person], None, None), key=lambda one: (one.register != SERVICE_BOOK, one.register, one.kind)
    )


def contact_states(
    persons: Sequence[int], channels: Sequence[str], purpose: str, sources: Sequence[str] = (SERVICE_BOOK,)
) -> dict[int, dict[str, str]]:
    """For each person and channel that needs a contact: ``verified``, ``unverified``, or ``none`` given for it there."""
    found = _by_channel(persons, channels, purpose, sources)
    states: dict[int, dict[str, str]] = {person: {} for person in persons}
    for person in persons:
        for channel in channels:
            if channel in KINDS_OF_CHANNEL:
                hers = found.get((person, channel), [])
                states[person][channel] = (
                    "verified" if any(c.is_verified for c in hers) else "unverified" if hers else "none"
                )
    return states


def contacts_in_use(
    persons: Sequence[int], channel: str, purpose: str, sources: Sequence[str] = (SERVICE_BOOK,)
) -> dict[int, int]:
    """The confirmed contact of these registers each person is told through: the official one first. Ids only."""
    found = _by_channel(persons, [channel], purpose, sources)
    return {
        person: next(c.id for c in contacts if c.is_verified)
        for (person, _), contacts in found.items()
        if any(c.is_verified for c in contacts)
    }


def _by_channel(
    persons: Sequence[int], channels: Sequence[str], purpose: str, sources: Sequence[str]
) -> dict[tuple[int, str], list[ContactShown]]:
    kinds = {kind for channel in channels for kind in KINDS_OF_CHANNEL.get(channel, ())}
    live = live_contacts(persons, kinds, sources) if kinds else {}
    limited = {person for (person, _), contact in live.items() if contact.given_for}
    by_consent = kinds_consented(list(limited), purpose) if limited else {}
    usable = {
        key: contact
        for key, contact in live.items()
        if not contact.given_for or purpose in contact.given_for or key[1] in by_consent.get(key[0], ())
    }
    found: dict[tuple[int, str], list[ContactShown]] = {}
    for channel in channels:
        for kind in KINDS_OF_CHANNEL.get(channel, ()):
            for (person, its_kind), contact in usable.items():
                if its_kind == kind:
                    found.setdefault((person, channel), []).append(contact)
    return found


def stopped_channels(persons: Sequence[int], purpose: str, sender: str = "") -> dict[int, frozenset[str]]:
    """Channels that persons stopped for a purpose, or for its sender; the latest choice of each holds."""
    rows = (
        ChannelChoice.objects.filter(
            person__in=list(persons), purpose__in={purpose, ""}, sender__in={sender, ""}
        )
        .order_by("person", "channel", "purpose", "sender", "-recorded_at", "-id")
        .distinct("person", "channel", "purpose", "sender")
        .values_list("person", "channel", "is_stopped")
    )
    stopped: dict[int, set[str]] = {}
    for person, channel, is_stopped in rows:
        if is_stopped:
            stopped.setdefault(person, set()).add(channel)
    return {person: frozenset(channels) for person, channels in stopped.items()}
