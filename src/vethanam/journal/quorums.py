"""The latest head that enough witnesses of a policy signed, and whether an entry stands under it.

Rows are only an index: the head is opened with the log's key, each signature is checked with the keys of the
policy, and the entry with its path.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from vethanam.errors import Broken, Unsound
from vethanam.journal.models import Cosignature, Head, Staged
from vethanam.journal.queries import SignedHead, inclusion_proof, position_of
from vethanam.ledger import proofs
from vethanam.ledger.cosignatures import Policy
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.heads import open_head
from vethanam.ledger.notes import VerifierKey, signatures_of

#: signatures of witnesses count for so long
WITNESSED_WITHIN = timedelta(minutes=15)
#: a signature may be that far in the future
CLOCKS_APART = timedelta(minutes=5)
#: signatures that are read
_LOOK_BACK = 500
#: lines of witnesses in a note, beside that of the log
_MOST_LINES = 64
#: seconds since 1970 that a date can hold
_LATEST = 253_402_300_799


@dataclass(frozen=True, slots=True)
class QuorumHead:
    """A head that enough witnesses signed: each by its name in the policy, with the time of its signature."""

    size: int
    root: bytes
    note: str
    signers: dict[str, datetime]


@dataclass(slots=True)
class Quorums:
    """Finds the heads of policies; reads the signatures again only if there are further ones.

    ``within`` is how long a signature counts.
    """

    log_key: VerifierKey
    within: timedelta = WITNESSED_WITHIN
    _last: int = -1
    _found: dict[int, tuple[Policy, QuorumHead | None]] = field(default_factory=dict)

    def head(self, policy: Policy, now: datetime | None = None) -> QuorumHead | None:
        """The latest head with enough signatures that still count; None without one."""
        now = now or timezone.now()
        last = last_signature()
        if last != self._last:
            self._last, self._found = last, {}
        if id(policy) not in self._found:
            self._found[id(policy)] = policy, self._newest(policy, now)
        _, found = self._found[id(policy)]
        return (
            found if found is not None and policy.is_met(_recent(found.signers, now, self.within)) else None
        )

    def covers(self, staged: int, policy: Policy, now: datetime | None = None) -> bool:
        """Whether such a head covers an entry: its bytes, its path and the signatures are checked."""
        head, index = self.head(policy, now), position_of(staged)
        if head is None or index is None or index >= head.size:
            return False
        leaf = bytes(Staged.objects.values_list("leaf", flat=True).get(pk=staged))
        try:
            path = inclusion_proof(index, head.size)
        except (Broken, Unsound):
            return False
        return proofs.is_included(leaf_hash(leaf), index, head.size, path, head.root)

    def _newest(self, policy: Policy, now: datetime) -> QuorumHead | None:
        rows = Cosignature.objects.order_by("-pk").values_list("size", "line")
        lines: dict[int, list[str]] = {}
        for size, line in rows[:_LOOK_BACK]:
            lines.setdefault(size, []).append(line)
        heads = (
            self._signed(note, lines[size], policy, now)
            for size in sorted(lines, reverse=True)
            for note in _notes(size, self.log_key)
        )
        return next((head for head in heads if head is not None), None)

    def _signed(self, note: str, lines: Sequence[str], policy: Policy, now: datetime) -> QuorumHead | None:
        """The head, if enough witnesses signed it. Each line is read alone: a broken one spoils no other."""
        try:
            head = open_head(note, self.log_key)
        except Unsound:
            return None
        signers: dict[str, datetime] = {}
        kept = []
        for line in lines:
            fresh = _recent(_signers(policy, note, line), now, self.within)
            if fresh:
                kept.append(line)
                signers |= {name: max(at, signers.get(name, at)) for name, at in fresh.items()}
        if not policy.is_met(signers):
            return None
        return QuorumHead(head.size, head.root, note + "".join(f"{line}\n" for line in kept), signers)


def is_signed_by_any(key: VerifierKey, policy: Policy, index: int) -> bool:
    """Whether a witness of a policy ever signed a head over this place of the log."""
    rows = Cosignature.objects.filter(size__gt=index).order_by("-pk").values_list("size", "line")
    return any(
        _signers(policy, note, line)
        for size, line in rows[:_LOOK_BACK]
        for note in _notes(size, key)
        if _is_signed(note, key)
    )


def with_signatures(head: SignedHead) -> SignedHead:
    """A head with the latest line of each witness in its note; lines that are none are left out."""
    rows = Cosignature.objects.filter(size=head.size).order_by("witness", "-signed_at").distinct("witness")
    note = head.note
    for line in rows.values_list("line", flat=True)[:_MOST_LINES]:
        with suppress(Unsound):
            signatures_of(f"{head.note}{line}\n")
            note += f"{line}\n" if "\n" not in line else ""
    return replace(head, note=note)


def last_signature() -> int:
    """The number of the latest signature of a witness; 0 before the first."""
    return Cosignature.objects.aggregate(last=Max("pk"))["last"] or 0


def _is_signed(note: str, key: VerifierKey) -> bool:
    try:
        open_head(note, key)
    except Unsound:
        return False
    return True


def _notes(size: int, key: VerifierKey) -> Sequence[str]:
    """The heads of a size under the log's present name."""
    rows = Head.objects.filter(size=size, note__startswith=f"{key.name}\n")
    return list(rows.order_by().values_list("note", flat=True).distinct())


def _signers(policy: Policy, note: str, line: str) -> dict[str, datetime]:
    """The witnesses of a policy that signed a head by this line."""
    try:
        told = policy.signers_of(f"{note}{line}\n") if "\n" not in line else {}
    except (Unsound, ValueError):
        return {}
    return {name: datetime.fromtimestamp(at, UTC) for name, at in told.items() if at < _LATEST}


def _recent(signers: dict[str, datetime], now: datetime, within: timedelta) -> dict[str, datetime]:
    """The signatures that are neither too old nor of the future."""
    return {name: at for name, at in signers.items() if now - within < at <= now + CLOCKS_APART}
