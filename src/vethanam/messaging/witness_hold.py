"""Hold a use until enough witnesses signed a head over its leaf, where the policy of its purpose asks for it.

The policy is proven from the log, the head by the log's key, each signature by the keys in the policy. A
message waits; a contact that an officer or a recipient would get is refused after a minute.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from django.utils import timezone

from vethanam.journal.quorums import Quorums, last_signature
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.policies import PurposePolicy
from vethanam.messaging.use_proofs import ProvenUse
from vethanam.privacy.models import Use
from vethanam.privacy.policy_proofs import PolicyProofs

REFUSED_AFTER = timedelta(minutes=1)
#: seconds until a held use is looked at again, if no witness signs before
LOOK_SECONDS = 2.0


class Held(Enum):
    """Whether a use may go, waits for witnesses, or waited too long."""

    GOES = "goes"
    WAITS = "waits"
    REFUSED = "refused"


@dataclass(slots=True)
class WitnessHold:
    """The dispatcher's own check of witnesses."""

    log_key: VerifierKey
    policies: PolicyProofs = field(init=False)
    quorums: Quorums = field(init=False)
    #: use → the policy whose witnesses signed over its leaf
    _covered: dict[int, str] = field(default_factory=dict)
    #: use → when to look again
    _held: dict[int, float] = field(default_factory=dict)
    _last: int = 0

    def __post_init__(self) -> None:
        self.policies, self.quorums = PolicyProofs(self.log_key), Quorums(self.log_key)

    def skipped(self) -> list[int]:
        """Held uses that nothing has changed for: no witness signed since, and they were just looked at."""
        if self._held:
            last, now = last_signature(), time.monotonic()
            is_same, self._last = last == self._last, last
            self._held = {use: at for use, at in self._held.items() if is_same and at > now}
        return list(self._held)

    def look(self, proven: ProvenUse) -> Held:
        """Whether a use may go. Asked anew for each chunk: signatures count for a quarter of an hour."""
        use = proven.use
        policy = self.policies.of(use.purpose_code)
        if policy is None or not policy.needs_witnesses:
            return Held.GOES
        if use.send_until is not None and use.send_until <= timezone.now():
            return Held.GOES  # it is cancelled, and nothing of it opened
        if self._is_covered(use, policy):
            self._covered[use.pk] = policy.hash
            self._held.pop(use.pk, None)
            return Held.GOES
        if use.mode != Use.Mode.MESSAGE and timezone.now() - use.recorded_at > REFUSED_AFTER:
            return Held.REFUSED
        if not self._held:
            self._last = last_signature()
        self._held[use.pk] = time.monotonic() + LOOK_SECONDS
        return Held.WAITS

    def _is_covered(self, use: Use, policy: PurposePolicy) -> bool:
        """Whether a head of enough witnesses covers the leaf; their later heads contain an earlier one."""
        if self.quorums.head(policy.policy) is None:
            return False
        is_known = self._covered.get(use.pk) == policy.hash
        return is_known or self.quorums.covers(use.leaf, policy.policy)

    def forget(self, use: int) -> None:
        """Forget a use that has ended."""
        self._covered.pop(use, None)
        self._held.pop(use, None)
