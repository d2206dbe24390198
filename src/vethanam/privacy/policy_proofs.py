"""The policy of witnesses in force for a purpose, proven from leaves under a signed head.

The leaves are found in the log itself, not by rows: whoever changes the rows of policies changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from vethanam.errors import Unsound
from vethanam.identity.signers import leaves_behind
from vethanam.journal.business_time import time_in
from vethanam.journal.queries import entries_under_head, latest_head
from vethanam.ledger.heads import open_head
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.policies import AGREES, PROPOSES, SET, PurposePolicy, in_force, policies_in
from vethanam.ledger.signers import signers_in

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
