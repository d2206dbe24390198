"""The signer of an entry, proven from leaves under a signed head. Rows only say where to look.

``prove`` is for processes that trust no row: the dispatcher and the paymaster. The logic is in
:mod:`vethanam.ledger.signers`. A bundle has the same leaves (:func:`leaves_behind`).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from vethanam.identity.models import KeyConfirmation, PersonMark, SignedAct, SigningKey
from vethanam.identity.signer_refusals import Refusals
from vethanam.journal.models import Staged
from vethanam.journal.queries import entries_under_head, opening_of, positions_of, stamps_after
from vethanam.ledger.commitments import commitment
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signatures import SOFTWARE
from vethanam.ledger.signers import Signer, Signers, signers_in
from vethanam.ledger.stamps import DATED

# Entries of a person's appointments and delegations, with their agreements, and who lent her a role. Tables
# of a room above: as every row here, they say only where to look.
_HELD = "SELECT leaf FROM people_appointment WHERE person_id = %s AND leaf IS NOT NULL"
_LENT = """
SELECT entry.leaf, a.person_id
  FROM people_delegation d JOIN people_appointment a ON a.id = d.appointment_id
  LEFT JOIN people_delegationdecision AS agreed ON agreed.delegation_id = d.id
 CROSS JOIN LATERAL (VALUES (d.leaf), (agreed.leaf)) AS entry (leaf)
 WHERE d.person_id = %s AND entry.leaf IS NOT NULL
"""
#: kinds of leaf that carry a signature
SIGNATURES = ("act.signed", "approval.given", "sheet.verified")


@dataclass(frozen=True, slots=True)
class ProvenSigner:
    """The signer of an entry ``act.signed``, ``approval.given`` or ``sheet.verified``.

    ``person`` is the human, ``mark`` her random ID in leaves, ``role`` the role she signed in and ``office``
    the office of it; ``act`` is the signed act (of an approval the kind of its subject), ``commitment`` its
    32 bytes in hexadecimal, ``at`` its time as far as stamps let it count. ``signer.holds(role, scope)``
    tells for which drawing code, treasury or controller she held a role. ``host`` is that of the pages her
    key signs on, empty for the key of a program.
    """

    person: int
    mark: str
    role: str
    office: str
    act: str
    commitment: str
    at: str
    signer: Signer
    host: str

    def holds(self, role: str, scope: str | None = None, *, is_lent: bool = False) -> bool:
        """Whether she held a role at the time of signing, for this scope if one is given."""
        return self.signer.holds(role, scope, is_lent=is_lent)

    def is_same(self, other: ProvenSigner) -> bool:
        """True if both signers may be one human: the same person, or keys countersigned for the same mark."""
        return self.person == other.person or self.mark == other.mark


def prove(signed: int, log_key: VerifierKey) -> ProvenSigner | None:
    """The signer of a staged entry; None unless leaves under heads of this key prove key, role and holder."""
    return prove_all([signed], log_key).get(signed)


def prove_all(
    signed: Collection[int], log_key: VerifierKey, refusals: Refusals[int] | None = None
) -> dict[int, ProvenSigner]:
    """The signers of many staged entries, read together. Entries without a proven signer are left out.

    With ``refusals`` a signature that proved nothing before is not proven again (:mod:`signer_refusals`).
    """
    if refusals is None:
        return _proven_of(signed, log_key)[0]
    if not (wanted := refusals.without(signed)):
        return {}
    began, placed = time.monotonic(), positions_of(wanted).keys()
    proven, seen = _proven_of(wanted, log_key)
    # one that got its place meanwhile was read without its stamp
    refusals.add((wanted & seen & placed) - proven.keys(), time.monotonic() - began)
    return proven


def _proven_of(signed: Collection[int], log_key: VerifierKey) -> tuple[dict[int, ProvenSigner], set[int]]:
    """The proven signers among entries, and every entry that a head covers."""
    entries = entries_under_head({*signed, *leaves_behind(signed)}, log_key)
    read = ((one, leaf_in(one.leaf)) for one in entries)
    leaves = {one.staged: (one.index, leaf) for one, leaf in read if leaf is not None}
    found = signers_in(leaves.values(), log_key)
    keys = {
        str(leaf["public"].get("key")): (staged, leaf)
        for staged, (_, leaf) in reversed(leaves.items())  # of two with one name the first in the log counts
        if leaf["kind"] == "key.enrolled"
    }
    proven = ((staged, _proven(found, *leaves[staged], keys)) for staged in signed if staged in leaves)
    return {staged: one for staged, one in proven if one is not None}, {one.staged for one in entries}


def leaves_behind(signed: Collection[int]) -> set[int]:
    """Staged ids of the keys, appointments and countersignatures that prove the signers of these entries, and
    of the stamps that date signatures and uses; other entries need none.
    """
    behind, is_dated = _Behind(), False
    for leaf in _leaves(signed):
        is_dated = is_dated or leaf["kind"] in DATED
        if leaf["kind"] in SIGNATURES:
            behind.add_key(str(leaf["public"].get("key")))
        else:
            behind.add_holders(leaf)
    behind.follow()
    return behind.leaves | behind.stamps(signed) if behind.leaves or is_dated else set()


@dataclass
class _Behind:
    """The leaves behind signatures, followed from person to person until the log's first key."""

    leaves: set[int] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    #: keys of people with several, and signatures: the time of such a leaf counts
    timed: set[int] = field(default_factory=set)

    def add_key(self, reference: str) -> None:
        """Follow the holder of a key."""
        self.waiting |= {*SigningKey.objects.filter(reference=reference).values_list("person", flat=True)}

    def add_holders(self, leaf: Mapping[str, Any]) -> None:
        """Follow the people that a leaf names by mark. Its row is not read."""
        marks = [str(leaf["public"][name]) for name in ("holder", "by") if leaf["public"].get(name)]
        self.waiting |= {*PersonMark.objects.filter(mark__in=marks).values_list("person", flat=True)}

    def follow(self) -> None:
        read: set[int] = set()
        while self.waiting - self.persons:
            person = (self.waiting - self.persons).pop()
            self.persons.add(person)
            self._follow_keys(person)
            self._follow_appointments(person)
            for leaf in _leaves(self.leaves - read):
                self.add_holders(leaf)
            read |= self.leaves

    def stamps(self, signed: Collection[int]) -> set[int]:
        """The stamps that date signatures, and keys of people with several; and the log's first key."""
        return stamps_after(positions_of({*signed, *self.timed}).values())

    def _follow_keys(self, person: int) -> None:
        rows = SigningKey.objects.filter(person=person)
        leaves = [*rows.values_list("leaf", flat=True)]
        confirmed = [*KeyConfirmation.objects.filter(key__in=rows).values_list("leaf", flat=True)]
        self._add(leaves, confirmed)
        if rows.filter(revokes__isnull=True).count() > 1:
            self.timed |= {*leaves}

    def _follow_appointments(self, person: int) -> None:
        with connection.cursor() as cursor:
            held = cursor.execute(_HELD, [person]).fetchall()
            lent = cursor.execute(_LENT, [person]).fetchall()
        self.waiting |= {lender for _, lender in lent if lender is not None}
        self._add([], [leaf for leaf, *_ in (*held, *lent)])

    def _add(self, leaves: Collection[int | None], countersigned: Collection[int | None]) -> None:
        """Add leaves; follow the signers of those that are signed."""
        self.leaves |= {one for one in (*leaves, *countersigned) if one is not None}
        chosen = [one for one in countersigned if one is not None]
        for commitment_ in _signed_in(_leaves(chosen)):
            for leaf, person in SignedAct.objects.filter(commitment=commitment_).values_list(
                "leaf", "person"
            ):
                self.leaves.add(leaf)
                self.timed.add(leaf)
                self.waiting.add(person)


def _proven(
    found: Signers, index: int, leaf: Mapping[str, Any], keys: Mapping[str, tuple[int, Mapping[str, Any]]]
) -> ProvenSigner | None:
    signer = found.signer(index, leaf)
    if isinstance(signer, str):
        return None
    staged, enrolled = keys[signer.key]
    opening = opening_of(staged)
    if opening is None or commitment(opening.salt, dict(opening.private)).hex() != enrolled["commitment"]:
        return None
    person, office = opening.private.get("person"), signer.seats[0].office if signer.seats else ""
    if type(person) is not int or not PersonMark.objects.filter(person=person, mark=signer.holder).exists():
        return None
    key = enrolled["public"]
    host = "" if key.get("algorithm") == SOFTWARE else str(key.get("relying_on"))
    return ProvenSigner(
        person, signer.holder, signer.role, office, signer.act, signer.commitment,
        found.bounded(index, signer.at), signer, host,
    )  # fmt: skip


def _signed_in(leaves: Iterator[Mapping[str, Any]]) -> Iterator[bytes]:
    """The commitments of the signatures that leaves carry."""
    for leaf in leaves:
        for part in (leaf["public"].get(name) for name in ("signed", "proposed", "agreed")):
            if isinstance(part, Mapping):
                with suppress(ValueError):
                    yield bytes.fromhex(str(part.get("approves")))


def _leaves(staged: Collection[int]) -> Iterator[Mapping[str, Any]]:
    for leaf in Staged.objects.filter(pk__in=staged).values_list("leaf", flat=True):
        if (read := leaf_in(bytes(leaf))) is not None:
            yield read
