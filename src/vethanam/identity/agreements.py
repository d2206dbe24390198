"""Statements that two persons of a role signed: one proposed a master, and another agreed to the same.

A copy of an earlier signature counts at its first place, so nobody brings a statement back that a later one
replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vethanam.identity.models import SignedAct
from vethanam.identity.signed_log import SignedLog, Signing
from vethanam.ledger.signed_acts import SignedList

#: the acts by which one person proposes a master and another agrees, each with a signature
PROPOSES, AGREES = "propose_master", "decide_master"

type Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A statement that two persons signed, and when the second did."""

    says: Said
    at: datetime


@dataclass(slots=True)
class Agreements:
    """The statements of one subject (``signs``); reads the signatures again when there are further ones."""

    log: SignedLog
    signs: str
    role: str
    _leaves: frozenset[int] = frozenset()
    _agreed: Sequence[Agreement] = ()
    _waits: bool = False
    _is_read: bool = field(default=False)

    def read(self) -> tuple[Sequence[Agreement], bool]:
        """The agreements in the order of the log, the same object until they change; and whether a signature
        has no signed head yet.
        """
        acts = SignedAct.objects.filter(signs=self.signs, act__in=(PROPOSES, AGREES))
        leaves = frozenset(acts.values_list("leaf", flat=True))
        if not self._is_read or self._waits or leaves != self._leaves:
            waits = bool(self.log.waiting(leaves))
            self._agreed = list(_agreed(self.log.signings(leaves).values(), self.role))
            self._leaves, self._waits, self._is_read = leaves, waits, True
        return self._agreed, self._waits


def _agreed(signings: Iterable[Signing], role: str) -> Iterator[Agreement]:
    proposals: list[tuple[Signing, Said]] = []
    seen: set[tuple[str, str]] = set()
    for signing in sorted(signings, key=lambda one: one.by.signer.index):
        by = signing.by
        if not by.holds(role) or (by.commitment, by.mark) in seen:
            continue
        seen.add((by.commitment, by.mark))
        if (says := _statement(signing)) is None:
            continue
        if by.act == PROPOSES:
            proposals.append((signing, says))
        elif by.act == AGREES and any(said == says and not by.is_same(one.by) for one, said in proposals):
            yield Agreement(says, datetime.fromisoformat(by.at))


def _statement(signing: Signing) -> Said | None:
    """The one statement under a signature; None unless it gives what was signed."""
    said, also = signing.private.get("statements"), signing.private.get("also")
    if not isinstance(said, list) or len(said) != 1 or not isinstance(also, Mapping):
        return None
    if not isinstance(said[0], Mapping):
        return None
    listed = SignedList(signing.by.act, tuple(said), also)
    return said[0] if listed.commitment.hex() == signing.by.commitment else None
