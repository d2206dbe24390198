"""The policy of witnesses in force for a purpose, proven from leaves under a signed head.

The leaves are found in the log itself, not by rows: whoever changes the rows of policies changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from vethanam.errors import Finding, Unsound
from vethanam.identity.signed_leaves import signatures_of
from vethanam.identity.signers import leaves_behind
from vethanam.journal import keys
from vethanam.journal.business_time import time_in
from vethanam.journal.queries import entries_under_head, is_under_head, latest_head, leaf_content
from vethanam.ledger.heads import open_head
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.policies import (
    AGREES,
    MEMBERS,
    PROPOSES,
    SET,
    PurposePolicy,
    hash_of_statement,
    in_force,
    policies_in,
)
from vethanam.ledger.signers import signers_in
from vethanam.privacy.models import PolicySet

# Policies, and signatures for them, among the leaves that came since.
_LEAVES = """
SELECT staged.id, position(%(set)s IN staged.leaf) > 0
  FROM journal_leaf AS leaf JOIN journal_staged AS staged ON staged.id = leaf.staged_id
 WHERE leaf.index >= %(first)s AND leaf.index < %(size)s
   AND (position(%(set)s IN staged.leaf) > 0 OR position(%(proposed)s IN staged.leaf) > 0
        OR position(%(agreed)s IN staged.leaf) > 0)
"""
_SOUGHT = {
    "set": f'"kind":"{SET}"'.encode(),
    "proposed": f'"act":"{PROPOSES}"'.encode(),
    "agreed": f'"act":"{AGREES}"'.encode(),
}


def statement_in_force(purpose: str) -> str:
    """The hash of the statement that a further policy of a purpose replaces; empty without one.

    Rows say where the settings lie. Those that the log does not prove are none; a signed one that it has not
    taken yet counts.
    """
    sets = [
        *PolicySet.objects.filter(proposal__purpose=purpose).order_by("pk").values_list("leaf", flat=True)
    ]
    fresh = [public for one in sets if not is_under_head(one) and (public := _signed_in(one))]
    if fresh:
        return hash_of_statement({name: fresh[-1].get(name) for name in MEMBERS})
    if not sets:
        return ""
    acts, log_key = {act for one in sets for act in signatures_of(one)}, keys.public_key()
    entries = entries_under_head({*sets, *acts, *leaves_behind(acts)}, log_key)
    leaves = [(one.index, leaf) for one in entries if (leaf := leaf_in(one.leaf)) is not None]
    found = policies_in(leaves, signers_in(leaves, log_key)).get(purpose)
    return found[-1].statement if found else ""


def policy_set_findings() -> Iterator[Finding]:
    """For ``vethanam check``: settings of policies that no two signatures prove."""
    key = keys.public_key()
    proofs = PolicyProofs(key)
    proven = {one.statement for purpose in proofs.all().values() for one in purpose}
    for row in PolicySet.objects.select_related("proposal").order_by("pk"):
        public = leaf_content(row.leaf)["public"]
        is_proven = hash_of_statement({name: public.get(name) for name in MEMBERS}) in proven
        if is_under_head(row.leaf, key) and not is_proven:
            yield Finding(f"Policy of {row.proposal.purpose}", "policy_unproven")


def _signed_in(staged: int) -> Mapping[str, Any] | None:
    """The public part of an entry with two signatures, as it says."""
    public: Mapping[str, Any] = leaf_content(staged)["public"]
    return public if all(isinstance(public.get(name), Mapping) for name in ("proposed", "agreed")) else None


@dataclass(slots=True)
class PolicyProofs:
    """Proves the policies of purposes under heads of one key; reads only leaves that came since."""

    log_key: VerifierKey
    _size: int = 0
    _leaves: set[int] = field(default_factory=set)
    _found: Mapping[str, Sequence[PurposePolicy]] = field(default_factory=dict)

    def of(self, purpose: str) -> PurposePolicy | None:
        """The policy in force today; None if nobody set one."""
        self._read()
        policies = self._found.get(purpose)
        if not policies:
            return None
        return in_force(policies, time_in(self.log_key.name).date().isoformat())

    def all(self) -> Mapping[str, Sequence[PurposePolicy]]:
        """The policies of every purpose, each purpose's in the order in which they replaced one another."""
        self._read()
        return self._found

    def _read(self) -> None:
        head = latest_head()
        try:
            size = open_head(head.note, self.log_key).size if head else 0
        except Unsound:
            return
        if size <= self._size:
            return
        with connection.cursor() as cursor:
            cursor.execute(_LEAVES, {"first": self._size, "size": size, **_SOUGHT})
            rows = cursor.fetchall()
        self._size = size
        self._leaves |= {staged for staged, _ in rows}
        if any(is_set for _, is_set in rows):
            self._prove()

    def _prove(self) -> None:
        entries = entries_under_head({*self._leaves, *leaves_behind(self._leaves)}, self.log_key)
        read = ((one.index, leaf_in(one.leaf)) for one in entries)
        leaves = [(index, leaf) for index, leaf in read if leaf is not None]
        self._found = policies_in(leaves, signers_in(leaves, self.log_key))
