"""Signatures of witnesses under heads (c2sp.org/tlog-cosignature), and which of them are enough
(c2sp.org/tlog-policy).

    witness NAME KEY [ADDRESS]
    group NAME all|any|NUMBER NAME...
    quorum NAME

A witness states that the head is of the longest log of this name that it has seen, at a time.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from vethanam.errors import Unsound
from vethanam.ledger.notes import VerifierKey, decoded_key, signatures_of, split_key

COSIGNER = b"\x04"
NOBODY = "none"
_LATEST = 2**63
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
#: a tab and a line feed are the only control characters of a policy
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The name and public key of a witness. ``str`` writes its text."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that, with the name, identify its signatures."""
        return sha256(self.name.encode() + b"\n" + COSIGNER + self.public).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a witness's key; :class:`~vethanam.errors.Unsound` for any wrong character."""
        name, key_id, encoded = split_key(text)
        material = decoded_key(encoded)
        key = cls(name, material[1:])
        if material[:1] != COSIGNER or len(key.public) != 32 or key_id != key.id.hex():
            raise Unsound("not_a_witness_key")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(COSIGNER + self.public).decode()}"

    def signed_at(self, text: str, signature: bytes) -> int | None:
        """When it signed the text of a head, in seconds since 1970; None if it did not."""
        time = int.from_bytes(signature[:8], "big")
        said = f"cosignature/v1\ntime {time}\n{text}".encode()
        if not 0 < time < _LATEST:
            return None
        return time if VerifierKey(self.name, self.public).verifies(signature[8:], said) else None


@dataclass(frozen=True, slots=True)
class Group:
    """``least`` of the members, which are witnesses or groups."""

    least: int
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """Witnesses by their name in the policy, their addresses, groups, and the name of the quorum.
    ``none`` needs no signature.
    """

    witnesses: Mapping[str, WitnessKey]
    addresses: Mapping[str, str]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a policy.

        Raises
        ------
        Unsound
            A line is none of the forms, names what no line above names, or a key or name stands twice, as a
            member too: a witness counts once.
        """
        witnesses: dict[str, WitnessKey] = {}
        addresses: dict[str, str] = {}
        groups: dict[str, Group] = {}
        quorum: list[str] = []
        free: set[str] = set()
        for number, line in enumerate(text.split("\n"), 1):
            try:
                _require(not _CONTROL.search(line))
                match re.split(r"[ \t]+", line.strip(" \t")):
                    case [""] | ["log", _] | ["log", _, _]:
                        continue
                    case [mark, *_] if mark.startswith("#"):
                        continue
                    case ["witness", name, key, *address] if len(address) <= 1:
                        _require(_is_new(name, witnesses, groups))
                        witnesses[name] = WitnessKey.parse(key)
                        free.add(name)
                        addresses |= {name: address[0].rstrip("/")} if address else {}
                    case ["group", name, least, *members]:
                        _require(_is_new(name, witnesses, groups) and bool(members))
                        _require(free >= set(members) and len({*members}) == len(members))
                        groups[name] = Group(_least(least, len(members)), members)
                        free = free - {*members} | {name}
                    case ["quorum", name]:
                        _require(not quorum and name in {NOBODY, *witnesses, *groups})
                        quorum.append(name)
                    case _:
                        _require(False)
            except (Unsound, ValueError):
                raise Unsound("policy_line", number=number) from None
        publics = {key.public for key in witnesses.values()}
        if not quorum or len(publics) != len(witnesses):
            raise Unsound("policy_incomplete")
        return cls(witnesses, addresses, groups, quorum[0])

    def is_met(self, signers: Collection[str]) -> bool:
        """Whether the signatures of these witnesses are enough."""
        return self.quorum == NOBODY or self._holds(self.quorum, signers)

    def _holds(self, name: str, signers: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in signers
        return sum(self._holds(member, signers) for member in group.members) >= group.least

    def signers_of(self, note: str) -> dict[str, int]:
        """The witnesses with a valid signature in a note, with their times. Other lines are ignored."""
        text, lines = signatures_of(note)
        return {
            name: time
            for name, key in self.witnesses.items()
            for by, signature in lines
            if (by, signature[:4]) == (key.name, key.id)
            and (time := key.signed_at(text, signature[4:])) is not None
        }


def _is_new(name: str, *known: Mapping[str, object]) -> bool:
    return name != NOBODY and not any(name in one for one in known)


def _least(text: str, members: int) -> int:
    least = {"any": 1, "all": members}.get(text)
    if least is None:
        _require(_NUMBER.fullmatch(text) is not None)
        least = int(text)
    _require(least <= members)
    return least


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError
