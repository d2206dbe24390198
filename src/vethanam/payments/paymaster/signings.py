"""Who signed what, from leaves under a signed head; a row alone proves nothing.

commitment → challenge(commitment, role) → signature in the leaf ``act.signed`` → key in the leaf of its
enrolment → person in that leaf's commitment
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vethanam.errors import Unsound
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import counts_at, marks_of
from vethanam.journal.queries import EntryOpening, leaves_under_head, openings_of
from vethanam.ledger.commitments import commitment
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signatures import SOFTWARE, Signature, challenge_of, is_signed


@dataclass(frozen=True, slots=True)
class Signing:
    """A proven signature: the person behind the key, her role and scope, the act, its commitment."""

    person: int
    role: str
    scope: str
    act: str
    approves: str
    at: datetime
    private: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A proven leaf with its opened private part; empty where it has none or it was destroyed."""

    kind: str
    at: datetime
    is_sample: bool
    public: Mapping[str, Any]
    private: Mapping[str, Any] = field(repr=False)


@dataclass(slots=True)
class SignedLog:
    """Leaves under heads of one log key, and the signatures in them. What is proven once is kept."""

    key: VerifierKey
    _entries: dict[int, Entry] = field(default_factory=dict)
    _keys: dict[int, tuple[SigningKey, int] | None] = field(default_factory=dict)

    def entries(self, staged: Collection[int]) -> dict[int, Entry]:
        """The entries under a signed head, by staged id; one left out waits, or its opening does not fit."""
        missing = {one for one in staged if one not in self._entries}
        leaves, openings = leaves_under_head(missing, self.key), openings_of(missing)
        for one, leaf in leaves.items():
            entry = _opened(json.loads(leaf), openings.get(one))
            if entry is not None:
                self._entries[one] = entry
        return {one: self._entries[one] for one in staged if one in self._entries}

    def signings(self, staged: Collection[int]) -> dict[int, Signing]:
        """The proven signatures among entries ``act.signed``, by staged id."""
        entries = {one: entry for one, entry in self.entries(staged).items() if entry.kind == "act.signed"}
        self._know_keys({str(entry.public.get("key")) for entry in entries.values()})
        found = {}
        for one, entry in entries.items():
            person = self.signer(entry, str(entry.public.get("approves")), str(entry.public.get("as")))
            if person is not None and entry.private.get("person") == person:
                found[one] = Signing(
                    person, str(entry.public["as"]), str(entry.private.get("scope") or ""),
                    str(entry.public.get("act")), str(entry.public["approves"]), entry.at, entry.private,
                )  # fmt: skip
        return found

    def signer(self, entry: Entry, approves: str, role: str) -> int | None:
        """The person whose key, named in a leaf, signed a commitment in a role there; None if nobody's did."""
        name = str(entry.public.get("key"))
        self._know_keys({name})
        for key, holder in filter(None, self._keys.values()):
            if key.reference == name:
                if key.algorithm == SOFTWARE and not entry.is_sample:
                    return None
                fits = _is_signed(entry.public.get("signature"), approves, role, key)
                return holder if fits and counts_at(key, entry.at) else None
        return None

    def _know_keys(self, names: Collection[str]) -> None:
        known = {key.reference for key, _ in filter(None, self._keys.values())}
        rows = SigningKey.objects.filter(reference__in=set(names) - known, revokes__isnull=True)
        fresh = [row for row in rows if row.pk not in self._keys]
        entries = self.entries([row.leaf for row in fresh])
        for row in fresh:
            holder = _holder(row, entries.get(row.leaf))
            if holder is not None:
                self._keys[row.pk] = (row, holder)


def _opened(leaf: Mapping[str, Any], opening: EntryOpening | None) -> Entry | None:
    if opening is not None and commitment(opening.salt, dict(opening.private)).hex() != leaf["commitment"]:
        return None
    return Entry(
        str(leaf["kind"]), datetime.fromisoformat(leaf["at"]), leaf.get("sample") is True, leaf["public"],
        opening.private if opening else {},
    )  # fmt: skip


def _holder(key: SigningKey, entry: Entry | None) -> int | None:
    """The person committed to in a key's enrolment, under her own mark; None if row and leaf differ."""
    if entry is None or entry.kind != "key.enrolled" or not entry.private:
        return None
    said = tuple(entry.public.get(name) for name in ("key", "algorithm", "public_key", "relying_on"))
    row = (key.reference, key.algorithm, bytes(key.public_key).hex(), key.relying_on)
    if said != row or entry.at != key.enrolled_at:
        return None
    person = int(entry.private["person"])
    return person if marks_of([person]) == [entry.public.get("holder")] else None


def _is_signed(signature: Any, approves: str, role: str, key: SigningKey) -> bool:
    try:
        challenge = challenge_of(bytes.fromhex(approves), role)
        given = Signature.from_public(signature)
    except (TypeError, ValueError, AttributeError, Unsound):
        return False
    return is_signed(challenge, given, bytes(key.public_key), key.algorithm, key.relying_on)
