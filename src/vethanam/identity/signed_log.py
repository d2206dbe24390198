"""Entries and signatures under a signed head; a row alone proves nothing.

Who signed is proven by :mod:`vethanam.identity.signers`: key countersigned, appointment in force.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from vethanam.identity.signatures import paymaster_host
from vethanam.identity.signer_refusals import Refusals
from vethanam.identity.signers import SIGNATURES, ProvenSigner, prove_all
from vethanam.journal.models import Staged
from vethanam.journal.queries import EntryOpening, leaves_under_head, openings_of
from vethanam.ledger.commitments import commitment
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey


@dataclass(frozen=True, slots=True)
class Entry:
    """A proven leaf with its opened private part; empty where it has none or it was destroyed."""

    kind: str
    public: Mapping[str, Any]
    private: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature: who gave it, and the private part of its entry."""

    by: ProvenSigner
    private: Mapping[str, Any] = field(repr=False)


@dataclass(slots=True)
class SignedLog:
    """Leaves under heads of one log key, and their signatures; caches each proof.

    ``for_money``: a passkey counts if it was made for the paymaster's page alone. The web process can ask for
    any other, and show something else than it has signed.
    """

    key: VerifierKey
    for_money: bool = False
    _entries: dict[int, Entry] = field(default_factory=dict)
    #: entries under a head that are no leaf, or have another opening
    _useless: set[int] = field(default_factory=set)
    _signers: dict[int, ProvenSigner] = field(default_factory=dict)
    _refusals: Refusals[int] = field(default_factory=Refusals)

    def entries(self, staged: Collection[int]) -> dict[int, Entry]:
        """The entries under a signed head, by staged id; one left out waits, or its opening does not fit."""
        missing = {*staged} - self._entries.keys() - self._useless
        leaves = leaves_under_head(missing, self.key)
        openings = openings_of(leaves.keys())
        for one, leaf in leaves.items():
            entry = _opened(leaf_in(leaf), openings.get(one))
            if entry is not None:
                self._entries[one] = entry
            else:
                self._useless.add(one)
        return {one: self._entries[one] for one in staged if one in self._entries}

    def waiting(self, staged: Collection[int]) -> set[int]:
        """The entries without a signed head yet; a row that names no entry waits for none.

        Ask this before the entries: one that gets its head in between then is among them, else in neither.
        """
        missing = {*staged} - self.entries(staged).keys() - self._useless
        known = {*Staged.objects.filter(pk__in=missing).values_list("pk", flat=True)} if missing else set()
        return known - leaves_under_head(known, self.key).keys()

    def signings(self, staged: Collection[int]) -> dict[int, Signing]:
        """The signatures among entries with a proven key and role, by staged id."""
        entries = {one: entry for one, entry in self.entries(staged).items() if entry.kind in SIGNATURES}
        unknown = entries.keys() - self._signers.keys() - self._useless
        if unknown:
            proven = prove_all(unknown, self.key, self._refusals)
            self._signers |= {
                one: by
                for one, by in proven.items()
                if not self.for_money or by.host in ("", paymaster_host())
            }
            self._useless |= proven.keys() - self._signers.keys()
        return {
            one: Signing(self._signers[one], entry.private)
            for one, entry in entries.items()
            if one in self._signers
        }


def _opened(leaf: Mapping[str, Any] | None, opening: EntryOpening | None) -> Entry | None:
    if leaf is None:
        return None
    if opening is not None and commitment(opening.salt, dict(opening.private)).hex() != leaf["commitment"]:
        return None
    return Entry(str(leaf["kind"]), leaf["public"], opening.private if opening else {})
