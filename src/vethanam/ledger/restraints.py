"""Find a use in a log that an earlier restraint stops.

Reads the leaves of a verified file and nothing else.

A ``restraint.filed`` stops uses of its scope from its own place in the log on. A ``restraint.position`` ends
or narrows it only with the signatures of a law officer and a second person. A restraint on kinds of message
also stops every text that is not closed: a text is closed when the log registered it, with closed variables,
before the restraint, or when a law officer and a second person signed its class after the restraint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vethanam.ledger.approvals import COMMITTED, Approving, approvals_in, commitment_to
from vethanam.ledger.signers import Signers

LAW_OFFICER = "law_officer"
OVER = frozenset({"vacated", "dismissed", "released"})
ACHIEVEMENTS, BENEFITS, ALL = "achievements", "service_benefit_announcements", "all_messages"
#: purposes with messages of one kind only
KIND_OF_PURPOSE: Mapping[str, str] = {
    "PUBLICITY": ACHIEVEMENTS,
    "SVC-TERMS": BENEFITS,
    "SCHEME-ELIG": BENEFITS,
}

#: modes of uses that send no message; each other one counts as a message
NO_MESSAGE = ("feed", "reveal", "read", "export", "count")

type Public = Mapping[str, Any]


def restrained(
    leaves: Iterable[tuple[int, Mapping[str, Any]]], signers: Signers
) -> Iterator[tuple[int, str]]:
    """The index of each use that an earlier restraint stops, and the reason.

    ``leaves`` are verified, in the order of the log; ``signers`` are read from the same leaves.
    """
    told = list(leaves)
    log = _Log(iter(approvals_in(told, signers)), signers)
    for index, leaf in told:
        why = log.take(index, leaf)
        if why:
            yield index, why


@dataclass(slots=True)
class _Restraint:
    """A filed restraint and the positions that count. ``at`` is the time at which it was filed."""

    index: int
    at: str
    public: Public
    positions: list[Public] = field(default_factory=list)

    def binds(self, at: str) -> bool:
        """Whether the restraint stops messages at an instant of business time."""
        begins = str(self.public.get("from"))
        if begins > self.at and begins > at:
            return False
        if any(position.get("state") in OVER for position in self.positions):
            return False
        dates = [p.get("until") for p in self.positions if p.get("state") == "continued"]
        until = dates[-1] if dates else self.public.get("until")
        return until is None or at <= str(until) or self.public.get("is_case_pending") is True

    def is_opened_for(self, use: Public, at: str) -> bool:
        """Whether the court gave leave for a use."""
        return any(_opens(p, use, at) for p in self.positions if p.get("state") == "leave")

    def covers(self, use: Public, *, is_closed: bool) -> bool:
        """Whether every message of a use is in the restraint's scope. Leaves do not show a part of a use."""
        scope = _members(self.public.get("scope"))
        offices = [use.get("office"), use.get("for_office")]
        channels = [one for one in _texts(use.get("channels")) if one != "portal"]
        return (
            use.get("purpose") not in _texts(self.public.get("except"))
            and not scope.get("classes")
            and _meets(scope, "uses", [use.get("use")])
            and _meets(scope, "source_registers", _texts(use.get("sources")))
            and (not scope.get("channels") or set(channels) <= set(_texts(scope["channels"])))
            and self._names_kind(scope, use, is_closed=is_closed)
            and _names_office(scope, offices, use.get("sender"))
        )

    def _names_kind(self, scope: Mapping[str, Any], use: Public, *, is_closed: bool) -> bool:
        kinds = _texts(scope.get("kinds"))
        if not kinds and not scope.get("purposes"):
            return True
        if use.get("purpose") in _texts(scope.get("purposes")):
            return True
        return bool(kinds) and (not is_closed or bool(set(kinds) & kinds_of_use(use)))


@dataclass(frozen=True, slots=True)
class _Signed:
    """One approval that holds, at its place in the log."""

    index: int
    role: str
    approves: str
    holders: tuple[str, ...]


@dataclass(slots=True)
class _Log:
    """The state of the log after the leaves read so far.

    ``texts`` are registered texts by hash, ``classes`` proposed classes with their commitment. Of several
    restraints or uses with one name each counts, so that no earlier leaf hides a later one.
    """

    coming: Iterator[Approving]
    signers: Signers
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    signed: list[_Signed] = field(default_factory=list)
    committed: dict[str, Public] = field(default_factory=dict)
    restraints: list[_Restraint] = field(default_factory=list)
    texts: dict[str, tuple[int, Public]] = field(default_factory=dict)
    classes: list[tuple[str, Public]] = field(default_factory=list)
    uses: dict[str, list[Public]] = field(default_factory=dict)

    def take(self, index: int, leaf: Mapping[str, Any]) -> str | None:
        """Add the next leaf. Returns the reason if an earlier restraint stops it, else None."""
        kind, public = str(leaf["kind"]), leaf["public"]
        if kind in COMMITTED:
            commitment = commitment_to(leaf)
            self.committed[commitment] = public
            if kind == "text.class_proposed":
                self.classes.append((commitment, public))
        elif kind == "key.enrolled":
            self.marks.setdefault(str(public.get("key")), tuple(_texts([public.get("holder")])))
        elif kind == "approval.given":
            self._sign(index, next(self.coming))
        elif kind == "text.registered":
            self.texts.setdefault(str(public.get("hash")), (index, public))
        elif kind == "restraint.filed":
            self.restraints.append(_Restraint(index, self._time(index, leaf), public))
        elif kind == "restraint.position":
            self._position(public)
        elif kind == "use.allowed":
            self.uses.setdefault(str(public.get("use")), []).append(public)
            return self._stopped(public, self._time(index, leaf))
        elif kind == "use.closed" and public.get("opened_until"):
            opened, uses = str(public["opened_until"]), self.uses.get(str(public.get("use")), ())
            return next(filter(None, (self._stopped(use, opened, is_later=True) for use in uses)), None)
        return None

    def _time(self, index: int, leaf: Mapping[str, Any]) -> str:
        """The time of a leaf, as far as the sequencer's stamps let it count: web and worker choose ``at``."""
        return self.signers.bounded(index, str(leaf["at"]))

    def _sign(self, index: int, one: Approving) -> None:
        if one.holds:
            self.signed.append(_Signed(index, one.role, one.approves, self.marks.get(one.key, ())))

    def _position(self, public: Public) -> None:
        proposed = self.committed.get(str(public.get("approved")), {})
        names = ("restraint", "state", "until", "leave")
        is_proposed = all(public.get(name) == proposed.get(name) for name in names)
        for found in self.restraints:
            if found.public.get("restraint") != public.get("restraint"):
                continue
            if any(one.get("approved") == public.get("approved") for one in found.positions):
                continue  # a copy of an earlier position does not make it the latest
            if is_proposed and self._by_two(str(public.get("approved")), after=found.index):
                found.positions.append(public)

    def _by_two(self, commitment: str, *, after: int, besides: Sequence[str] = ()) -> bool:
        """Whether a law officer and another person signed it after a place in the log."""
        given = [one for one in self.signed if one.approves == commitment and one.index > after]
        lawyers = {mark for one in given if one.role == LAW_OFFICER for mark in one.holders} - {*besides}
        others = {mark for one in given for mark in one.holders} - {*besides}
        return bool(lawyers) and len(others) > 1

    def _stopped(self, use: Public, at: str, *, is_later: bool = False) -> str | None:
        """The restraint that stops a use; ``is_later`` where ``at`` is the opening of its last contact."""
        for restraint in self.restraints:
            if is_later and at <= restraint.at:
                continue
            if (
                restraint.binds(at)
                and restraint.covers(use, is_closed=self._is_closed(use, restraint))
                and not restraint.is_opened_for(use, at)
            ):
                return (
                    f"the restraint {restraint.public.get('restraint')} stands before it in the log and "
                    f"stops it."
                )
        return None

    def _is_closed(self, use: Public, restraint: _Restraint) -> bool:
        """Whether the text of a use is closed against a restraint on kinds of message."""
        if use.get("mode") in NO_MESSAGE:
            return True
        text = str(use.get("template_hash"))
        index, registered = self.texts.get(text, (0, {}))
        has_closed_values = registered.get("closed") is True
        if has_closed_values and index < restraint.index:
            return True
        values = self.committed.get(str(use.get("approved")), {}).get("values")
        stopped = _texts(_members(restraint.public.get("scope")).get("kinds"))
        return any(
            public.get("template_hash") == text
            and public.get("class") not in stopped
            and (has_closed_values if public.get("values") is None else public.get("values") == values)
            and self._by_two(commitment, after=restraint.index, besides=_texts(public.get("asked_by")))
            for commitment, public in self.classes
        )


def kinds_of_use(use: Public) -> set[str]:
    """The kinds of message of a use: from its leaf, its mode and its purpose."""
    known = {*_texts(use.get("kinds"))}
    if use.get("mode") not in NO_MESSAGE:
        known.add(ALL)
    if (purpose := str(use.get("purpose"))) in KIND_OF_PURPOSE:
        known.add(KIND_OF_PURPOSE[purpose])
    return known


def _opens(position: Public, use: Public, at: str) -> bool:
    leave, until = _members(position.get("leave")), position.get("until")
    channels = _texts(leave.get("channels"))
    return (
        (until is None or at <= str(until))
        and (not leave.get("purposes") or use.get("purpose") in _texts(leave["purposes"]))
        and (not leave.get("senders") or use.get("sender") in _texts(leave["senders"]))
        and (not channels or bool(set(channels) & {*_texts(use.get("channels"))}))
    )


def _meets(scope: Mapping[str, Any], name: str, values: Sequence[Any]) -> bool:
    """Whether a part of a scope is left out or shares a code with these values."""
    return not scope.get(name) or bool({*_texts(scope[name])} & {*_texts(list(values))})


def _names_office(scope: Mapping[str, Any], offices: Sequence[Any], sender: Any) -> bool:
    if not scope.get("controllers") and not scope.get("senders"):
        return True
    named = {*_texts(scope.get("controllers"))} & {*_texts(list(offices))}
    return bool(named) or sender in _texts(scope.get("senders"))


def _members(value: Any) -> Mapping[str, Any]:
    """The members of an object; of another value none, and a scope without members is the widest."""
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
