"""Whether the uses of a file have the witnesses that the policies of their purposes ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vethanam.ledger.policies import PurposePolicy, in_force, policies_in
from vethanam.ledger.signers import Signers

WITNESSED, MISSING, UNWITNESSED = "witnessed", "missing", "unwitnessed"
_INDIA = timedelta(hours=5, minutes=30)


@dataclass(frozen=True, slots=True)
class Witnessing:
    """``witnessed`` or ``missing`` if a policy asks for witnesses of a use, ``unwitnessed`` if none does, and
    None without uses.

    ``lacks`` is the place of the first use whose witnesses did not sign, with its policy.
    """

    says: str | None
    lacks: tuple[int, PurposePolicy] | None = None


def witnessing(
    leaves: Sequence[tuple[int, Mapping[str, Any]]], signers: Signers, heads: Sequence[tuple[int, str]]
) -> Witnessing:
    """Compare the uses of a verified file with the policies in it; ``heads`` are sizes and notes.

    Raises
    ------
    ValueError, OverflowError
        The time of a use cannot be read.
    """
    policies, says = policies_in(leaves, signers), None
    for index, leaf in leaves:
        if leaf["kind"] != "use.allowed":
            continue
        says = says or UNWITNESSED
        earlier = [one for one in policies.get(str(leaf["public"].get("purpose")), ()) if one.index < index]
        at = signers.bounded(index, leaf["at"])
        day = (datetime.fromisoformat(at) + _INDIA).date().isoformat()
        policy = in_force(earlier, day) if earlier else None
        if policy is None or not policy.needs_witnesses:
            continue
        says = WITNESSED
        if not any(
            size > index and policy.policy.is_met(policy.policy.signers_of(note)) for size, note in heads
        ):
            return Witnessing(MISSING, (index, policy))
    return Witnessing(says)
