"""Which witnesses a purpose needs: policies that two officers signed, from the leaves of a log alone.

A leaf ``policy.set`` has the text of a policy (:mod:`vethanam.ledger.cosignatures`), the purpose, and the
first day. It counts with two signatures by different people, one as administrator and one as data protection
officer, over the same statement. The statement names the policy it replaces, so that no copy of an earlier
leaf brings an earlier policy back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.cosignatures import Policy
from vethanam.ledger.signers import ADMINISTRATOR, Signers

SET = "policy.set"
PROPOSES, AGREES = "set_policy", "agree_policy"
OFFICER = "data_protection_officer"
MEMBERS = ("policy", "purpose", "hash", "from", "before")
LONGEST = 16_000


@dataclass(frozen=True, slots=True)
class PurposePolicy:
    """A policy of a purpose from its first day: name, text with its SHA-256, place of its leaf, and the hash
    of the signed statement.
    """

    purpose: str
    name: str
    text: str
    hash: str
    first: str
    index: int
    statement: str
    policy: Policy

    @property
    def needs_witnesses(self) -> bool:
        """Whether a use waits for signatures of witnesses."""
        return not self.policy.is_met(())


def statement_of(name: str, purpose: str, text: str, first: str, before: str) -> dict[str, Json]:
    """The statement that both officers sign; ``before`` is the hash of the one it replaces, or empty."""
    return {"policy": name, "purpose": purpose, "hash": hash_of(text), "from": first, "before": before}


def public_of(statement: Mapping[str, Json], text: str) -> dict[str, Json]:
    """The public part of the leaf. The text is in hexadecimal: a key could look like a telephone number."""
    return {**statement, "text": text.encode().hex()}


def hash_of(text: str) -> str:
    """The SHA-256 of a policy's text."""
    return sha256(text.encode()).hexdigest()


def hash_of_statement(statement: Mapping[str, Json]) -> str:
    """The hash by which a later policy of the purpose names this one."""
    return sha256(canonical(dict(statement))).hexdigest()


def policies_in(
    leaves: Iterable[tuple[int, Mapping[str, Any]]], signers: Signers
) -> dict[str, list[PurposePolicy]]:
    """The policies of each purpose that count, in the order in which each replaced the one before.

    ``signers`` were told from the same leaves, in log order.
    """
    found: dict[str, list[PurposePolicy]] = {}
    for index, leaf in leaves:
        if leaf["kind"] != SET:
            continue
        chosen = _policy(index, leaf["public"])
        if chosen is None:
            continue
        earlier = found.setdefault(chosen.purpose, [])
        before = earlier[-1].statement if earlier else ""
        if leaf["public"].get("before") == before and _is_signed(index, leaf["public"], signers):
            earlier.append(chosen)
    return found


def in_force(policies: Sequence[PurposePolicy], day: str) -> PurposePolicy | None:
    """The witness policy in force on a day: the last of the list that has begun, or None.

    ``policies`` are those of one purpose, each replacing the one before; ``day`` is ``YYYY-MM-DD``.
    """
    return next((one for one in reversed(policies) if one.first <= day), None)


def _policy(index: int, public: Mapping[str, Any]) -> PurposePolicy | None:
    says = {name: str(public.get(name)) for name in MEMBERS}
    try:
        text = bytes.fromhex(str(public.get("text"))).decode()
        policy = Policy.parse(text)
    except (ValueError, Unsound):
        return None
    if says["hash"] != hash_of(text):
        return None
    statement = hash_of_statement({name: public.get(name) for name in MEMBERS})
    return PurposePolicy(
        says["purpose"], says["policy"], text, says["hash"], says["from"], index, statement, policy
    )


def _is_signed(index: int, public: Mapping[str, Any], signers: Signers) -> bool:
    says = {name: public.get(name) for name in MEMBERS}
    given = [
        [one for one in signers.signers_of(says, public.get(part), (act,)) if one.index < index]
        for part, act in (("proposed", PROPOSES), ("agreed", AGREES))
    ]
    return any(
        one.holder != other.holder
        and (
            (one.holds(ADMINISTRATOR) and other.holds(OFFICER))
            or (one.holds(OFFICER) and other.holds(ADMINISTRATOR))
        )
        for one in given[0]
        for other in given[1]
    )
