"""A leaf that carries signed parts, under a signed head, with everything that proves its signers.

For processes that trust no row: rows only say where the signatures, keys and appointments lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from vethanam.identity.models import SignedAct
from vethanam.identity.signers import leaves_behind
from vethanam.journal.queries import entries_under_head, leaf_content
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signers import Signer, Signers, signers_in


@dataclass(frozen=True, slots=True)
class SignedLeaf:
    """A leaf at its place in the log."""

    index: int
    kind: str
    public: Mapping[str, Any]
    signers: Signers

    def signers_of(self, part: str, statement: Mapping[str, Any], act: str) -> list[Signer]:
        """The signers of a statement through a part of this leaf, by an act, before it in the log."""
        found = self.signers.signers_of(statement, self.public.get(part), (act,))
        return [one for one in found if one.index < self.index]


def signed_leaf(staged: int, log_key: VerifierKey) -> SignedLeaf | None:
    """The leaf of an entry; None unless a head that this key signed covers it."""
    acts = signatures_of(staged)
    entries = entries_under_head({staged, *acts, *leaves_behind(acts)}, log_key)
    read = [(one.staged, one.index, leaf) for one in entries if (leaf := leaf_in(one.leaf)) is not None]
    signers = signers_in([(index, leaf) for _, index, leaf in read], log_key)
    return next(
        (
            SignedLeaf(index, str(leaf["kind"]), leaf["public"], signers)
            for one, index, leaf in read
            if one == staged
        ),
        None,
    )


def signatures_of(staged: int) -> Collection[int]:
    """The entries of the signatures that a leaf names."""
    named = [*_commitments(leaf_content(staged)["public"])]
    return {*SignedAct.objects.filter(commitment__in=named).values_list("leaf", flat=True)}


def _commitments(public: Mapping[str, Any]) -> Iterator[bytes]:
    for part in public.values():
        if isinstance(part, Mapping) and "approves" in part:
            with suppress(ValueError):
                yield bytes.fromhex(str(part["approves"]))
