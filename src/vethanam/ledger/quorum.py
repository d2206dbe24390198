"""Check that every approved action had all its approvals, from the leaves of a verified file alone.

A ``use.allowed`` of a message, and a proposed ``purpose.registered``, need every approval of its purpose: by
different persons, none of them the requester, each earlier in the log and at most 72 hours old, both when it
was allowed and when its last contact was opened (``use.closed``). A message declined before is not allowed.
A purpose that does not come with the program is registered with approvals, under the code and version of its
proposal, and before its uses. Persons are told apart by the marks in ``key.enrolled`` and
``campaign.composed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from vethanam.ledger.approvals import COMMITTED, LEVEL, Approving, approvals_in, commitment_to
from vethanam.ledger.signers import Signers

LAPSES_AFTER = timedelta(hours=72)
#: approval level of a purpose → roles that must approve; nobody can approve under any other word
LEVELS: Mapping[str, tuple[str, ...]] = {
    "rule_driven": (), "post_review_24h": (), "unit_head": ("*",), "dpo": ("dpo",),
    "two_person": ("purpose_owner", "dpo"), "three_person": ("purpose_owner", "dpo", "law_officer"),
}  # fmt: skip
#: purposes that come with the program, registered without approvals; codes are added and never taken out
SHIPPED = frozenset({
    "ADV-LOAN", "AG-ACCTS", "AUDIT", "BEN-CREDIT", "BEN-DELIVER", "BEN-PROC", "BREACH-INT", "COURT-ORD",
    "DATA-LAKE", "DED-REMIT", "DISC-VIG", "DON-RECEIPT", "ELEC-DUTY", "EMERG", "EMP-VERIFY", "HLTH-INS",
    "LEAVE", "MED-EMERG", "NPS-REMIT", "OFC-DUTY", "PEN-PAPERS", "POLITICAL", "PUBLICITY", "RIGHTS",
    "RTI-DISC", "SAL-CREDIT", "SAL-PROC", "SCHEME-ELIG", "SEC-NOTICE", "STAT-RES", "SURVEY", "SVC-BOOK",
    "SVC-TERMS", "TAX-TDS", "TRAIN", "TRY-BILL", "WELLNESS",
})  # fmt: skip
#: uses that open no contact; each other mode counts as one that does
WITHOUT_CONTACT = ("read", "export", "count")
#: members that a use shares with its approved message
_SHARED = ("purpose", "template_hash", "sender", "channels")
#: members that a registered purpose shares with its proposal
_PROPOSED = ("purpose", "version", "hash")
#: kinds of leaf that a use is allowed for; the member with the kind of a committed leaf
_OF_USES, _KIND = ("campaign.composed", "use.asked"), "kind of leaf"


def unapproved(
    leaves: Iterable[tuple[int, Mapping[str, Any]]], signers: Signers
) -> Iterator[tuple[int, str]]:
    """Index and fault of each leaf without its needed approvals.

    ``leaves`` are verified and in log order; ``signers`` were told from them.
    """
    told = list(leaves)
    before = _Before(iter(approvals_in(told, signers)), signers)
    for index, leaf in told:
        why = before.take(index, leaf)
        if why:
            yield index, why


@dataclass(slots=True)
class _Before:
    """The content of earlier leaves. ``levels`` are by purpose code and version hash. Of several uses with
    one name each counts.
    """

    coming: Iterator[Approving]
    signers: Signers
    given: list[Approving] = field(default_factory=list)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    committed: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    levels: dict[str, dict[str, Any]] = field(default_factory=dict)
    uses: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)

    def take(self, index: int, leaf: Mapping[str, Any]) -> str | None:
        """Process a leaf; returns its fault, if any."""
        kind, public = str(leaf["kind"]), leaf["public"]
        if kind == "approval.given":
            self.given.append(next(self.coming))
        elif kind == "key.enrolled":
            self.marks.setdefault(str(public.get("key")), _texts([public.get("holder")]))
        elif kind in COMMITTED:
            self.committed[commitment_to(leaf)] = {**public, _KIND: kind}
        elif kind == "purpose.registered":
            return self._of_purpose(public, self.signers.bounded(index, str(leaf["at"])))
        elif kind == "campaign.declined":
            self.declined.add(str(public.get("declines")))
        elif kind == "use.allowed":
            if str(public.get("approved")) in self.declined:
                return "its message was declined before it."
            self.uses.setdefault(str(public.get("use")), []).append(public)
            return self._of_use(public, self.signers.bounded(index, str(leaf["at"])))
        elif kind == "use.closed" and (opened := public.get("opened_until")):
            uses = self.uses.get(str(public.get("use")), ())
            return next(filter(None, (self._of_use(use, opened) for use in uses)), None)
        return None

    def _of_purpose(self, public: Mapping[str, Any], at: Any) -> str | None:
        code, level, approved = str(public.get("purpose")), public.get("approvals"), public.get("approved")
        versions = self.levels.setdefault(code, {})
        before = [*versions.values()]
        versions[str(public.get("hash"))] = level
        if not all(_keeps(level, one) for one in before):
            return "it takes approvals away that an earlier version of its purpose needs."
        if "approved" in public:
            proposed = self.committed.get(str(approved), {})
            if proposed and (proposed[_KIND] != "purpose.proposed" or proposed.get(LEVEL, level) != level):
                return "it is something else than what was approved."
            return self._lacks(public, approved, _PROPOSED, "two_person", at)
        if code not in SHIPPED:
            return "nobody approved this purpose, and it does not come with the program."
        return None

    def _of_use(self, public: Mapping[str, Any], at: Any) -> str | None:
        code, approved = str(public.get("purpose")), public.get("approved")
        versions, is_carried_out = self.levels.get(code, {}), public.get("mode") not in WITHOUT_CONTACT
        if approved is not None:
            content = self.committed.get(str(approved), {})
            if content and content[_KIND] not in _OF_USES:
                return "it is something else than what was approved."
            level = versions.get(str(content.get("purpose_hash")))
            return self._lacks(public, approved, _SHARED, level, at)
        if is_carried_out and not versions and code not in SHIPPED:
            return "its purpose was not registered before it in this file."
        is_due = is_carried_out and versions and all(map(LEVELS.get, map(str, versions.values())))
        return "its purpose needs approvals, and it names none." if is_due else None

    def _lacks(
        self, public: Mapping[str, Any], approved: Any, shared: Iterable[str], level: Any, at: Any
    ) -> str | None:
        """The fault in the approvals of an action, or in their subject."""
        content = self.committed.get(str(approved))
        if content is None:
            return "what was approved does not stand before it in this file."
        if any(public.get(name) != content.get(name) for name in shared):
            return "it is something else than what was approved."
        if str(level) not in LEVELS:
            return "the file does not hold the approvals that its purpose needs."
        roles = {*LEVELS[str(level)], *_texts(content.get("approvals")), *_texts(public.get("approvals"))}
        asked = _texts(content.get("asked_by"))
        if not asked:
            return "it does not say who asked for it."
        counting = [one for one in self.given if one.holds and self._counts(one, str(approved), at)]
        people = []
        for role in sorted(roles):
            signed = [self.marks[one.key] for one in counting if role in ("*", one.role)]
            if not signed:
                return f"no approval as {role.replace('_', ' ')} counts at its time."
            people.append({mark for of_key in signed for mark in of_key} - {*asked})
        if not any(len(set(chosen)) == len(chosen) for chosen in product(*people)):
            return "its approvals are not of different persons, none of whom asked for it."
        return None

    def _counts(self, one: Approving, approved: str, at: Any) -> bool:
        try:
            age = datetime.fromisoformat(str(at)) - datetime.fromisoformat(one.at)
        except (TypeError, ValueError):
            return False
        return one.approves == approved and timedelta() <= age <= LAPSES_AFTER


def _keeps(level: Any, before: Any) -> bool:
    """Whether a level needs every role that another one needs; *any role* is filled by each."""
    roles, needed = {*LEVELS.get(str(level), ())}, {*LEVELS.get(str(before), ())}
    return level == before or (
        str(level) in LEVELS and (needed <= roles or (needed == {"*"} and bool(roles)))
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
