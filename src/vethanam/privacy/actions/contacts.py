"""Seal contacts at intake; replace one; stop a channel. Nothing here can open a contact."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from vethanam.bulk import add_rows, among, array_of, array_of_octets
from vethanam.errors import Broken, Refused, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.actions.consents import call_off
from vethanam.privacy.counts import counted
from vethanam.privacy.labels import secret_hashes_of
from vethanam.privacy.models import ChannelChoice, Consent, Contact
from vethanam.privacy.purposes import CONFIRMING, SERVICE_BOOK, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import PUBLIC_FILE, fingerprint, read_public_key
from vethanam.privacy.vault.number import ContactKind, Number
from vethanam.privacy.vault.seal import seal
from vethanam.privacy.vault_rotations import latest_rotation

_ROWS = 20_000


@transaction.atomic
def seal_contacts(
    authority: Authority,
    contacts: Iterable[tuple[int, Number]],
    *,
    verified_on: date | None = None,
    given_for: Sequence[str] = (),
    register: str = SERVICE_BOOK,
) -> int:
    """Seal contacts of persons, in bulk and in the caller's transaction; returns how many.

    Each becomes the next version of its kind for its person. ``verified_on`` is the day an office confirmed
    them; without it messages go to the portal only. One leaf holds the count and no person. Only the person
    herself adds a contact to an office's opt-in list, under her consent to that office.

    Raises
    ------
    Refused
        The register is an opt-in list and she has not consented to its office with this kind of contact,
        or another acts.
    """
    bound = bind_contacts(authority, contacts, register=register)
    return store_seals(authority, bound, sealed(bound), verified_on=verified_on, given_for=given_for)


@dataclass(frozen=True, slots=True)
class Bound:
    """Contacts of one register with their bindings, and the key that seals them, if there are any."""

    contacts: Sequence[tuple[Binding, Number]]
    public_key: X25519PublicKey | None

    def part(self, chosen: Sequence[int]) -> Bound:
        """The contacts at some indexes, with the same key."""
        return Bound([self.contacts[place] for place in chosen], self.public_key)


def bind_contacts(
    authority: Authority, contacts: Iterable[tuple[int, Number]], *, register: str = SERVICE_BOOK
) -> Bound:
    """Number the versions of contacts to be sealed, and make a secret for each person who has none.

    Raises
    ------
    Refused
        As :func:`seal_contacts`.
    """
    given = list(contacts)
    if not given:
        return Bound([], None)
    _check_register(authority, given, register)
    bindings = _bindings(given, register)
    return Bound(
        [(binding, number) for binding, (_, number) in zip(bindings, given, strict=True)], vault_public_key()
    )


def sealed(bound: Bound) -> list[bytes]:
    """The seals of bound contacts; does not ask the database, which may be busy with other rows meanwhile."""
    key = bound.public_key
    return [] if key is None else [seal(number, binding, key) for binding, number in bound.contacts]


@transaction.atomic
def store_seals(
    authority: Authority,
    bound: Bound,
    seals: Sequence[bytes],
    *,
    verified_on: date | None,
    given_for: Sequence[str] = (),
) -> int:
    """Store seals of bound contacts under one leaf; returns how many."""
    if not seals:
        return 0
    bindings = [binding for binding, _ in bound.contacts]
    leaf = _leaf_of_seals(authority, bindings, seals, is_verified=verified_on is not None)
    rows = [
        Contact(
            person=binding.person, kind=binding.kind, version=binding.version, mask=number.mask,
            given_for=list(given_for), register=binding.register, verified_on=verified_on,
            recorded_at=authority.at, entered_by_id=authority.account, leaf=leaf,
        )
        for binding, number in bound.contacts
    ]  # fmt: skip
    for some in batched(rows, _ROWS):
        add_rows(some)
    with connection.cursor() as cursor:
        # COPY is refused under row security, and RETURNING would need a right to read.
        cursor.execute(
            "INSERT INTO privacy_sealed (contact_id, sealed) SELECT * FROM unnest(%s::bigint[], %s::bytea[])",
            [array_of(row.pk for row in rows), array_of_octets(seals)],
        )
    return len(rows)


def _leaf_of_seals(
    authority: Authority, bindings: Sequence[Binding], seals: Sequence[bytes], *, is_verified: bool
) -> int:
    """Append one leaf for one register: the count and a commitment to each seal."""
    (register,) = {binding.register for binding in bindings}
    return append(
        "contact.sealed",
        public={
            "count": counted(len(seals)),
            "kinds": dict(_kinds(bindings)),
            "verified": is_verified,
            "register": register,
        },
        private={
            "count": len(seals),
            "seals": hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in seals)).hexdigest(),
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )


def replace_contact(authority: Authority, number: Number, register: str = SERVICE_BOOK) -> Contact:
    """A person replaces her contact in a register; the old one is not used again. No notice is sent here.

    Raises
    ------
    Refused
        No person acts, or the number is her guardian's.
    """
    if authority.person is None:
        raise Refused("contact_of_another")
    if number.kind == ContactKind.GUARDIAN_MOBILE:
        raise Refused("contact_of_guardian")
    given_for = _given_for(authority, register)
    seal_contacts(authority, [(authority.person, number)], register=register, given_for=given_for)
    rows = Contact.objects.filter(person=authority.person, kind=number.kind.value, register=register)
    return rows.order_by("-version")[0]


@transaction.atomic
def stop_channel(
    authority: Authority, person: int, purpose: str, channel: str, *, is_stopped: bool = True
) -> None:
    """A person stops a channel for a purpose, or opens it again; the portal copy always stays.

    Messages waiting on that channel are cancelled in the same transaction.

    Raises
    ------
    Refused
        Another person asks, or the basis of the purpose does not depend on her choice.
    """
    found = catalogue_now().on(purpose, authority.at.date())
    _only_herself(authority, person)
    if channel == "portal":
        raise Refused("portal_stays")
    if found is None or found.opt_out not in ("channel", "withdraw_any_time"):
        raise Refused("cannot_stop")
    _choose(authority, person, channel, purpose=purpose, is_stopped=is_stopped)


@transaction.atomic
def choose_sender(
    authority: Authority, person: int, sender: str, channel: str, *, is_stopped: bool = True
) -> None:
    """A person stops a channel for one sender, or opens it again as her opt-in to the sender.

    Notices that a law requires still go; the permit knows them.
    """
    _only_herself(authority, person)
    if sender not in load_catalogue().controllers or channel == "portal":
        raise Refused("no_such_sender")
    _choose(authority, person, channel, sender=sender, is_stopped=is_stopped)


def _only_herself(authority: Authority, person: int) -> None:
    if authority.person != person:
        raise Refused("channel_of_another")


def _choose(
    authority: Authority, person: int, channel: str, *, is_stopped: bool, purpose: str = "", sender: str = ""
) -> None:
    leaf = append(
        "channel.stopped" if is_stopped else "channel.opened",
        public={"purpose": purpose or None, "channel": channel, "sender": sender or None},
        private={"person": person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    ChannelChoice.objects.create(
        person=person, purpose=purpose, channel=channel, sender=sender, is_stopped=is_stopped,
        recorded_at=authority.at,
        leaf=leaf,
    )  # fmt: skip
    if is_stopped:
        call_off(person, purpose=purpose, channel=channel, sender=sender)


def _check_register(authority: Authority, given: Sequence[tuple[int, Number]], register: str) -> None:
    catalogue = catalogue_now()
    if register not in catalogue.registers:
        raise Refused("not_a_register", register=typed(register, 24))
    of_a_yes = catalogue.opt_in_registers.get(register)
    if of_a_yes is None:
        return
    for person, number in given:
        if authority.person != person or number.kind.value not in _consented(person, of_a_yes.office):
            raise Refused("not_with_a_yes")


def _consented(person: int, office: str) -> set[str]:
    rows = Consent.objects.filter(person=person, controller=office, withdrawal=None)
    return {name for fields in rows.values_list("fields", flat=True) for name in fields}


def _given_for(authority: Authority, register: str) -> list[str]:
    """The purposes a contact of an opt-in list may serve: those its person consented to,
    and the confirmation code.
    """
    of_a_yes = load_catalogue().opt_in_registers.get(register)
    if of_a_yes is None:
        return []
    rows = Consent.objects.filter(person=authority.person or 0, controller=of_a_yes.office, withdrawal=None)
    return [*sorted(set(rows.values_list("purpose", flat=True))), CONFIRMING]


def vault_public_key() -> X25519PublicKey:
    """The public key that seals contacts, in the transaction that stores the seal.

    Raises
    ------
    Broken
        There is no key, or a rotation has replaced it and this machine has not got the new one.
    """
    path = Path(settings.VETHANAM_STATE) / "keys" / PUBLIC_FILE
    key, rotation = read_public_key(path), latest_rotation()
    if rotation is not None and not rotation.may_seal(fingerprint(key)):
        raise Broken("public_vault_key_replaced", path=path)
    return key


def _bindings(given: Sequence[tuple[int, Number]], register: str) -> list[Binding]:
    people = sorted({person for person, _ in given})
    versions = Counter[tuple[int, str]]()
    for person, kind, version in Contact.objects.filter(person__in=among(people)).values_list(
        "person", "kind", "version"
    ):
        versions[person, kind] = max(versions[person, kind], version)
    bindings, hashes = [], secret_hashes_of(people)
    for person, number in given:
        kind = number.kind.value
        versions[person, kind] += 1
        bindings.append(Binding(person, kind, versions[person, kind], register, hashes[person]))
    return bindings


def _kinds(bindings: Sequence[Binding]) -> Iterable[tuple[str, int | str]]:
    # Keys of a public part must not look like a contact: “mobile” is refused as a key and allowed as a value.
    counts = Counter(binding.kind for binding in bindings)
    return ((f"kind_{kind}", counted(count)) for kind, count in sorted(counts.items()))
