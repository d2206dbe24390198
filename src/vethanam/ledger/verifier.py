"""Verify a bundle: bytes in, a verdict out, with the failing part.

``standalone.py`` gives the same answers with the Python standard library alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from vethanam.errors import Unsound, VethanamError
from vethanam.ledger.bundles import BUNDLE, LIMITS, LOG
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.commitments import SALT_BYTES, commitment
from vethanam.ledger.entry_sentences import sentence
from vethanam.ledger.hashing import HASH_BYTES, leaf_hash
from vethanam.ledger.heads import Head, open_head
from vethanam.ledger.leaves import check_leaf
from vethanam.ledger.merkle import Frontier
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import PersonPath, has_person
from vethanam.ledger.proofs import is_included
from vethanam.ledger.quorum import unapproved
from vethanam.ledger.restraints import restrained
from vethanam.ledger.signers import signers_in
from vethanam.ledger.witnessed import witnessing

_MEMBERS = {
    BUNDLE: {"entries": list, "format": str, "head": str, "limits": str, "log": str},
    LOG: {"format": str, "heads": list, "leaves": list, "limits": str, "log": str},
}
_HEX = re.compile(r"([0-9a-f]{2})*")


class Outcome(StrEnum):
    """The outcomes of a verification."""

    VERIFIED = "verified"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    WITHOUT_QUORUM = "without_quorum"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one file.

    ``part`` names the part that fails: ``leaf``, ``approval``, ``restraint`` or ``signer`` (``leaf`` is then
    its index), ``head``, ``key``, ``limits`` or ``file``. ``size`` and ``root`` are those of the signed head;
    ``entries`` are the proven sentences. ``witnesses`` is ``witnessed``, ``missing``, ``unwitnessed`` (no
    policy asks for one), or None without uses.
    """

    outcome: Outcome
    says: str
    part: str | None = None
    leaf: int | None = None
    log: str | None = None
    size: int | None = None
    root: str | None = None
    entries: tuple[str, ...] = ()
    witnesses: str | None = None

    @property
    def exit_code(self) -> int:
        """0 verified, 1 tampered, 2 unreadable, 3 verified but not signed by enough witnesses."""
        return list(Outcome).index(self.outcome)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


class _FaultError(Exception):
    """The failing part, and the sentence about it."""

    def __init__(self, part: str, says: str, leaf: int | None = None) -> None:
        super().__init__(says)
        self.part, self.says, self.leaf = part, says, leaf


def verify(file: bytes, key: VerifierKey | None = None) -> Verdict:
    """Verify a bundle or a whole log from the bytes of the file.

    Parameters
    ----------
    key
        The known key of the log. Without it the file is checked against the key it names, which the reader
        compares with the published one.
    """
    try:
        content = _read(file)
    except Unsound as error:
        return Verdict(Outcome.UNREADABLE, f"This file cannot be read as a bundle. {error.says}", "file")
    try:
        known = _key(content, key)
        if content["limits"] != LIMITS:
            raise _FaultError("limits", "The text on what a proof does not show was changed.")
        verdict = _bundle(content, known) if content["format"] == BUNDLE else _whole_log(content, known)
        _approved(content, known)
        return _witnessed(verdict, content, known)
    except _FaultError as fault:
        return Verdict(
            Outcome.TAMPERED, f"Not verified. {fault.says}", fault.part, fault.leaf, content["log"]
        )


def _read(file: bytes) -> Mapping[str, Any]:
    content = parse(file.strip(b" \t\r\n"))
    members = (
        _MEMBERS.get(content.get("format"))
        if _is_object(content) and _is_text(content.get("format"))
        else None
    )
    if members is None:
        raise Unsound("not_a_bundle", bundle=BUNDLE, log=LOG)
    if content.keys() != members.keys() or not all(
        isinstance(content[name], kind) for name, kind in members.items()
    ):
        raise Unsound("bundle_part_missing")
    entries, name = (
        (content["entries"], "index") if content["format"] == BUNDLE else (content["leaves"], "hash")
    )
    if not entries or not all(_is_object(entry) and name in entry for entry in entries):
        raise Unsound("bundle_without_entries")
    return content  # type: ignore[no-any-return]


def _key(content: Mapping[str, Any], known: VerifierKey | None) -> VerifierKey:
    try:
        named = VerifierKey.parse(content["log"])
    except Unsound as error:
        raise _FaultError("key", error.says) from error
    if known is not None and named != known:
        raise _FaultError(
            "key", f"It was not signed by the key of {known.name} that it was to be checked with."
        )
    return named


def _head(note: Any, key: VerifierKey) -> Head:
    if not isinstance(note, str):
        raise _FaultError("head", "A head is not text.")
    try:
        return open_head(note, key)
    except Unsound as error:
        raise _FaultError("head", f"The head of the log is not as it was signed. {error.says}") from error


def _bundle(content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    head = _head(content["head"], key)
    before, said = -1, []
    for entry in content["entries"]:
        index = entry["index"]
        if not _is_whole(index) or index <= before:
            raise _FaultError(
                "leaf", f"Entry {index} is not in its place.", index if _is_whole(index) else None
            )
        try:
            said.append(_entry(entry, head))
        except VethanamError as error:
            raise _FaultError("leaf", f"Entry {index}: {error.says}", index) from error
        before = index
    return _verified(
        key, head, f"{len(said)} {_plural('entry', 'entries', len(said))} of the log", tuple(said)
    )


def _entry(entry: Mapping[str, Any], head: Head) -> str:
    """The proven sentence of one entry; :class:`~vethanam.errors.Unsound` if it is not proven."""
    if (
        not {"index", "leaf", "proof", "says"}
        <= entry.keys()
        <= {"index", "leaf", "opening", "persons", "proof", "says"}
    ):
        raise Unsound("entry_part_missing")
    leaf = check_leaf(entry["leaf"])
    path = _hashes(entry["proof"])
    if not is_included(leaf_hash(canonical(leaf)), entry["index"], head.size, path, head.root):
        raise Unsound("leaf_not_in_log")
    private = _opened(entry["opening"], leaf) if "opening" in entry else None
    records = _persons(entry["persons"], leaf) if "persons" in entry else []
    says = sentence(head.origin, entry["index"], leaf, private, records)
    if entry["says"] != says:
        raise Unsound("entry_sentence_differs")
    return says


def _opened(opening: Any, leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    if not _is_object(opening) or opening.keys() != {"private", "salt"} or not _is_object(opening["private"]):
        raise Unsound("opening_form")
    if leaf["commitment"] != commitment(_salt(opening["salt"]), opening["private"]).hex():
        raise Unsound("private_part_differs")
    return opening["private"]  # type: ignore[no-any-return]


def _persons(persons: Any, leaf: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if not isinstance(persons, list) or not persons:
        raise Unsound("persons_part_form")
    return [_person(person, leaf) for person in persons]


def _person(person: Any, leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    if not _is_object(person) or person.keys() != {"path", "position", "record", "salt", "size"}:
        raise Unsound("person_part_form")
    if not (_is_object(person["record"]) and _is_whole(person["position"]) and _is_whole(person["size"])):
        raise Unsound("person_part_form")
    place = PersonPath(person["position"], person["size"], tuple(_hashes(person["path"])))
    found = commitment(_salt(person["salt"]), person["record"])
    if not has_person(_hex(leaf["public"].get("persons")), found, place):
        raise Unsound("person_not_in_event")
    return person["record"]  # type: ignore[no-any-return]


def _whole_log(content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    heads = [_head(note, key) for note in content["heads"]]
    sizes = [head.size for head in heads]
    if (
        not heads
        or sizes[-1] != len(content["leaves"])
        or any(later <= size for size, later in pairwise(sizes))
    ):
        raise _FaultError("head", "Its heads do not grow, or the last does not cover its leaves.")
    hashes = [_logged(index, entry) for index, entry in enumerate(content["leaves"])]
    frontier = Frontier()
    for head in heads:
        start = frontier.size
        frontier.append(hashes[start : head.size])
        if frontier.root != head.root:
            last = head.size - 1
            which = f"Leaf {last} is" if last == start else f"One of the leaves {start} to {last} is"
            raise _FaultError("leaf", f"{which} not the one that was signed.", start)
    return _verified(
        key, heads[-1], f"the whole log of {len(hashes)} {_plural('leaf', 'leaves', len(hashes))}"
    )


def leaves_of(content: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """The leaves of a verified file, each with its index."""
    if content["format"] == BUNDLE:
        return [(entry["index"], entry["leaf"]) for entry in content["entries"]]
    return [(index, entry["leaf"]) for index, entry in enumerate(content["leaves"])]


def _approved(content: Mapping[str, Any], key: VerifierKey) -> None:
    """Check, on leaves that verified, that uses had their approvals, that no restraint stops them, and that
    nobody signed in a role that nobody gave her.
    """
    try:
        fault = fault_in(leaves_of(content), key)
    except (OverflowError, ValueError):
        raise _FaultError("approval", "A time of an approval or a key cannot be read.") from None
    if fault is not None:
        part, index, says = fault
        raise _FaultError(part, f"Entry {index}: {says}", index)


def _witnessed(verdict: Verdict, content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    """The verdict, with the witnesses that the policies in the file ask for."""
    leaves = leaves_of(content)
    notes = [content["head"]] if content["format"] == BUNDLE else content["heads"]
    heads = [(open_head(note, key).size, note) for note in notes]
    try:
        found = witnessing(leaves, signers_in(leaves, key), heads)
    except (OverflowError, ValueError):
        raise _FaultError("leaf", "The time of a use cannot be read.") from None
    if found.lacks is None:
        return replace(verdict, witnesses=found.says)
    index, policy = found.lacks
    says = (
        f"The log holds, but entry {index} lacks witnesses: not enough of those of the policy {policy.name}"
        " signed the head."
    )
    return replace(
        verdict, outcome=Outcome.WITHOUT_QUORUM, says=says, part="head", leaf=index, witnesses=found.says
    )


def fault_in(
    leaves: Sequence[tuple[int, Mapping[str, Any]]], key: VerifierKey
) -> tuple[str, int, str] | None:
    """Part, index and sentence of the first fault in what verified leaves say; None if there is none.

    Raises
    ------
    ValueError, OverflowError
        A time cannot be read.
    """
    signers = signers_in(leaves, key)
    for part, found in (
        ("approval", unapproved(leaves, signers)),
        ("restraint", restrained(leaves, signers)),
    ):
        if found is not None:
            return part, *found
    return next((("signer", index, f"{why}.") for index, why in signers.faults.items()), None)


def _logged(index: int, entry: Mapping[str, Any]) -> bytes:
    try:
        if entry.keys() != {"hash", "leaf"}:
            raise Unsound("entry_part_missing")
        found = leaf_hash(canonical(check_leaf(entry["leaf"])))
        if _hex(entry["hash"]) != found:
            raise Unsound("content_hash_differs")
    except Unsound as error:
        raise _FaultError("leaf", f"Leaf {index}: {error.says}", index) from error
    return found


def _verified(key: VerifierKey, head: Head, what: str, entries: tuple[str, ...] = ()) -> Verdict:
    says = f"Verified: {what}, signed as {key.name} at {head.size} leaves."
    return Verdict(Outcome.VERIFIED, says, None, None, str(key), head.size, head.root.hex(), entries)


def _hashes(values: Any) -> list[bytes]:
    if not isinstance(values, list):
        raise Unsound("path_form")
    return [_hex(value) for value in values]


def _hex(value: Any) -> bytes:
    if not _is_text(value) or len(value) != 2 * HASH_BYTES or not _HEX.fullmatch(value):
        raise Unsound("hash_form")
    return bytes.fromhex(value)


def _salt(value: Any) -> bytes:
    if not _is_text(value) or not _HEX.fullmatch(value) or not SALT_BYTES <= len(value) // 2 <= 255:
        raise Unsound("salt_form")
    return bytes.fromhex(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
