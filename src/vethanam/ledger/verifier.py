"""Verify a bundle, a whole log or a file about one person: bytes in, a verdict out, with the failing part.

``standalone.py`` gives the same answers with the Python standard library alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from vethanam.errors import Unsound, VethanamError
from vethanam.ledger import absences, day_maps, evidence_checks, evidence_files, slips
from vethanam.ledger.absences import ABSENCE, check_absence, check_published
from vethanam.ledger.bundles import BUNDLE, LIMITS, LOG
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.commitments import commitment
from vethanam.ledger.day_maps import MAP, check_map, map_fault
from vethanam.ledger.entry_sentences import sentence
from vethanam.ledger.evidence_checks import Packed, check_packing, check_parts, facts_in, has_form, unpacked
from vethanam.ledger.evidence_files import COMPLETE, FILE
from vethanam.ledger.faults import FaultError
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.heads import Head, open_head
from vethanam.ledger.label_trees import has_leaf
from vethanam.ledger.leaves import check_leaf
from vethanam.ledger.merkle import Frontier
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import PersonPath, has_person
from vethanam.ledger.proofs import is_included
from vethanam.ledger.quorum import unapproved
from vethanam.ledger.restraints import restrained
from vethanam.ledger.retention import announced_by, is_erased
from vethanam.ledger.signers import signers_in
from vethanam.ledger.slips import SLIP, check_slip
from vethanam.ledger.witnessed import witnessing
from vethanam.ledger.written_values import bytes_of, is_object, is_whole, path_of, salt_of

_MEMBERS: Mapping[str, Mapping[str, type]] = {
    BUNDLE: {"entries": list, "format": str, "head": str, "limits": str, "log": str},
    FILE: evidence_checks.MEMBERS,
    LOG: {"format": str, "heads": list, "leaves": list, "limits": str, "log": str},
    MAP: day_maps.MEMBERS,
    SLIP: slips.MEMBERS,
}
_LIMITS = {
    BUNDLE: LIMITS, FILE: evidence_files.LIMITS, LOG: LIMITS, ABSENCE: absences.LIMITS, MAP: day_maps.LIMITS,
    SLIP: slips.LIMITS,
}  # fmt: skip
#: forms of proven entries under one head
_OF_ENTRIES = (BUNDLE, FILE, SLIP)
_TO_COMPARE = "Check with --tree that the published tree of this use is sorted."


class Outcome(StrEnum):
    """The outcomes of verifying a file, in order of the exit code: 0 to 3."""

    VERIFIED = "verified"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    WITHOUT_QUORUM = "without_quorum"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one file.

    ``part`` names the part that fails: ``leaf``, ``absence``, ``map``, ``approval``, ``restraint`` or
    ``signer`` (``leaf`` is then its index), ``tree``, ``head``, ``key``, ``limits`` or ``file``; of a payslip
    ``seal_key``, ``code``, ``figures`` or ``seal``. ``size`` and ``root`` are those of the signed head;
    ``entries`` are the proven sentences, ``limits`` the text on what the file does not show. ``witnesses``
    is ``witnessed``, ``missing``, ``unwitnessed`` (no policy asks for one), or None without uses.
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
    limits: str | None = None

    @property
    def exit_code(self) -> int:
        """0 verified, 1 tampered, 2 unreadable, 3 verified but not signed by enough witnesses."""
        return list(Outcome).index(self.outcome)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain values, for ``--json``."""
        return asdict(self)


def verify(
    file: bytes,
    key: VerifierKey | None = None,
    tree: bytes | None = None,
    sealed_by: VerifierKey | None = None,
) -> Verdict:
    """Verify a bundle, a whole log, a proof of absence, a list of records or a signed payslip from its bytes.

    Parameters
    ----------
    key
        The known key of the log. Without it the file is checked against the key it names, which the reader
        compares with the published one.
    tree
        A published tree of people, which must be sorted and that of a use in the file.
    sealed_by
        The known key of statements, by which a signed payslip must be sealed.
    """
    try:
        packed = unpacked(file)
        content = _read(packed.bundle)
    except Unsound as error:
        return Verdict(Outcome.UNREADABLE, f"This file cannot be read as a bundle. {error.says}", "file")
    if packed.paper is not None and content["format"] != SLIP:
        return Verdict(Outcome.UNREADABLE, "This PDF is no payslip.", "file")
    try:
        found = _verified_content(packed, content, _key(content, key), tree)
        verdict = replace(found, limits=str(content["limits"]))
        if content["format"] == SLIP:
            said = check_slip(content, packed.paper, sealed_by)
            verdict = replace(verdict, entries=(said, *verdict.entries))
        return verdict if tree is None else _with_tree(verdict, tree, content)
    except FaultError as fault:
        return Verdict(
            Outcome.TAMPERED, f"Not verified. {fault.says}", fault.part, fault.leaf, content["log"]
        )


def _verified_content(
    packed: Packed, content: Mapping[str, Any], key: VerifierKey, tree: bytes | None
) -> Verdict:
    named = content["format"]
    if content["limits"] != _LIMITS[named]:
        raise FaultError("limits", "The text on what a proof does not show was changed.")
    if named == ABSENCE:
        return _absence(content, key, has_tree=tree is not None)
    if named == MAP:
        return _person_map(content, key)
    verdict = _bundle(content, key) if named in _OF_ENTRIES else _whole_log(content, key)
    _require(map_fault(leaves_of(content), is_whole_log=named == LOG))
    _approved(content, key)
    if named == FILE:
        sums = check_parts(content)
        _check_listed(content, key)
        check_packing(packed, content, sums)
        verdict = replace(verdict, entries=(*facts_in(content), *verdict.entries))
    return _witnessed(verdict, content, key)


def _check_listed(content: Mapping[str, Any], key: VerifierKey) -> None:
    """The list of a person's records in her file is one of this log, and holds."""
    listed = content["content"]["files"].get(COMPLETE)
    if listed is None:
        return
    try:
        inner = _read(listed.encode())
        if inner["format"] != MAP:
            raise Unsound("bundle_part_missing")
        _verified_content(Packed(b""), inner, _key(inner, key), None)
    except (Unsound, FaultError) as fault:
        part = f"file {COMPLETE}"
        raise FaultError(part, f"{part}: {fault.says}", content["made"]) from fault


def _read(file: bytes) -> Mapping[str, Any]:
    content = parse(file.strip(b" \t\r\n"))
    named = content.get("format") if is_object(content) else None
    members = _MEMBERS.get(str(named))
    if named == ABSENCE:
        members = absences.members_of(content)
    if members is None:
        raise Unsound("not_a_bundle", bundle=BUNDLE, file=FILE, log=LOG)
    if named == BUNDLE and "secret" in content:
        members = {**members, "secret": str}
        bytes_of(content["secret"])
    if content.keys() != members.keys() or not all(
        isinstance(content[name], kind) for name, kind in members.items()
    ):
        raise Unsound("bundle_part_missing")
    if named == LOG:
        _check_entries(content["leaves"], "hash")
    if named in _OF_ENTRIES:
        _check_entries(content["entries"], "index")
    if named == FILE and not has_form(content):
        raise Unsound("bundle_part_missing")
    return content  # type: ignore[no-any-return]


def _check_entries(entries: Sequence[Any], name: str) -> None:
    if not entries or not all(is_object(entry) and name in entry for entry in entries):
        raise Unsound("bundle_without_entries")


def _key(content: Mapping[str, Any], known: VerifierKey | None) -> VerifierKey:
    try:
        named = VerifierKey.parse(content["log"])
    except Unsound as error:
        raise FaultError("key", error.says) from error
    if known is not None and named != known:
        raise FaultError(
            "key", f"It was not signed by the key of {known.name} that it was to be checked with."
        )
    return named


def _head(note: Any, key: VerifierKey) -> Head:
    if not isinstance(note, str):
        raise FaultError("head", "A head is not text.")
    try:
        return open_head(note, key)
    except Unsound as error:
        raise FaultError("head", f"The head of the log is not as it was signed. {error.says}") from error


def _bundle(content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    head = _head(content["head"], key)
    said = _each(content["entries"], lambda entry: _entry(entry, head))
    erased = [_erased(entry, content["entries"]) for entry in content["entries"] if is_erased(entry)]
    verdict = _verified(
        key, head, f"{len(said)} {_plural('entry', 'entries', len(said))} of the log", tuple(said)
    )
    return replace(verdict, says=" ".join([verdict.says, *erased]))


def _erased(entry: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> str:
    """The sentence about a record that was destroyed."""
    index, by = entry["index"], announced_by(entry, entries)
    if by is None:
        says = "no later entry of the file announced that its record is destroyed."
        raise FaultError("leaf", f"Entry {index}: {says}", index)
    return f"Entry {index}: payload erased under R8.3, as entry {by} announced."


def _each[T](entries: Sequence[Mapping[str, Any]], prove: Callable[[Mapping[str, Any]], T]) -> list[T]:
    """What each entry proves; their indexes must grow."""
    before, proven = -1, []
    for entry in entries:
        index = entry["index"]
        if not is_whole(index) or index <= before:
            raise FaultError(
                "leaf", f"Entry {index} is not in its place.", index if is_whole(index) else None
            )
        try:
            proven.append(prove(entry))
        except VethanamError as error:
            raise FaultError("leaf", f"Entry {index}: {error.says}", index) from error
        before = index
    return proven


def _entry(entry: Mapping[str, Any], head: Head) -> str:
    """The proven sentence of one entry; :class:`~vethanam.errors.Unsound` if it is not proven."""
    if (
        not {"index", "leaf", "proof", "says"}
        <= entry.keys()
        <= {"index", "leaf", "opening", "persons", "proof", "says"}
    ):
        raise Unsound("entry_part_missing")
    leaf = _leaf(entry, head)
    private = _opened(entry["opening"], leaf) if "opening" in entry else None
    records = _persons(entry["persons"], leaf) if "persons" in entry else []
    says = sentence(head.origin, entry["index"], leaf, private, records)
    if entry["says"] != says:
        raise Unsound("entry_sentence_differs")
    return says


def _leaf(entry: Mapping[str, Any], head: Head) -> Mapping[str, Any]:
    """The leaf of an entry, if it stands at its place of the log."""
    leaf = check_leaf(entry["leaf"])
    path = path_of(entry["proof"])
    if not is_included(leaf_hash(canonical(leaf)), entry["index"], head.size, path, head.root):
        raise Unsound("leaf_not_in_log")
    return leaf


def _absence(content: Mapping[str, Any], key: VerifierKey, *, has_tree: bool) -> Verdict:
    head, index = _head(content["head"], key), content["index"]
    if not is_whole(index):
        raise FaultError("leaf", f"Entry {index} is not in its place.")
    try:
        leaf = _leaf(content, head)
    except VethanamError as error:
        raise FaultError("leaf", f"Entry {index}: {error.says}", index) from error
    try:
        check_absence(content, leaf)
    except Unsound as error:
        raise FaultError("absence", f"Entry {index}: {error.says}", index) from error
    use = f"nobody with this secret is in use {leaf['public']['use']}, entry {index} of the log"
    verdict = _verified(key, head, use, (sentence(head.origin, index, leaf),))
    is_whole_tree = has_tree or "tree" in content
    return verdict if is_whole_tree else replace(verdict, says=f"{verdict.says} {_TO_COMPARE}")


def _person_map(content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    head, index = _head(content["head"], key), content["index"]
    if not all(is_object(entry) and "index" in entry for entry in content["entries"]):
        raise FaultError("leaf", "It holds an entry that is none.")
    found = _each(content["entries"], lambda entry: _record(entry, head))
    if not is_whole(index):
        raise FaultError("leaf", f"Entry {index} is not in its place.")
    try:
        leaf = _leaf(content, head)
    except VethanamError as error:
        raise FaultError("leaf", f"Entry {index}: {error.says}", index) from error
    try:
        check_map(content, leaf, [record for record, _ in found])
    except Unsound as error:
        raise FaultError("map", f"Entry {index}: {error.says}", index) from error
    _require(map_fault(leaves_of(content), is_whole_log=False))
    said = [says for _, says in found if says]
    records = f"{len(found)} {_plural('record', 'records', len(found))}"
    what = (
        f"the log below entry {leaf['public']['covers']} holds {records} of the person with this secret,"
        f" {len(said)} of them opened here"
    )
    return _verified(key, head, what, (*said, sentence(head.origin, index, leaf)))


def _record(entry: Mapping[str, Any], head: Head) -> tuple[tuple[int, bytes], str]:
    """Index and commitment of a record, and the sentence of an opened one."""
    if entry.keys() == {"commitment", "index"}:
        return (entry["index"], bytes_of(entry["commitment"])), ""
    persons = entry.get("persons")
    if "opening" in entry or not isinstance(persons, list) or len(persons) != 1:
        raise Unsound("entry_part_missing")
    says = _entry(entry, head)
    if is_erased(entry):
        raise Unsound("entry_part_missing")
    return (entry["index"], commitment(salt_of(persons[0]["salt"]), persons[0]["record"])), says


def _require(fault: tuple[str, int, str] | None) -> None:
    if fault is not None:
        part, index, says = fault
        raise FaultError(part, f"Entry {index}: {says}", index)


def _with_tree(verdict: Verdict, tree: bytes, content: Mapping[str, Any]) -> Verdict:
    """The verdict, if the published tree is sorted and one of the file's uses."""
    roots = {str(leaf["public"].get("persons2")) for _, leaf in leaves_of(content)}
    try:
        check_published(tree, roots)
    except Unsound as error:
        if error.code == "not_a_tree":
            return Verdict(Outcome.UNREADABLE, error.says, "tree", None, content["log"])
        raise FaultError("tree", error.says) from error
    return replace(verdict, says=f"{verdict.says} The published tree is sorted and belongs to it.")


def _opened(opening: Any, leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    if not is_object(opening) or opening.keys() != {"private", "salt"} or not is_object(opening["private"]):
        raise Unsound("opening_form")
    if leaf["commitment"] != commitment(salt_of(opening["salt"]), opening["private"]).hex():
        raise Unsound("private_part_differs")
    return opening["private"]  # type: ignore[no-any-return]


def _persons(persons: Any, leaf: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if not isinstance(persons, list) or not persons:
        raise Unsound("persons_part_form")
    return [_person(person, leaf) for person in persons]


def _person(person: Any, leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    is_closed = is_object(person) and "commitment" in person
    names = {"path", "position", "size", *(("commitment",) if is_closed else ("record", "salt"))}
    if not is_object(person) or not names <= person.keys() <= names | {"label"}:
        raise Unsound("person_part_form")
    record = {} if is_closed else person["record"]
    if not (is_object(record) and is_whole(person["position"]) and is_whole(person["size"])):
        raise Unsound("person_part_form")
    place = PersonPath(person["position"], person["size"], tuple(path_of(person["path"])))
    found = bytes_of(person["commitment"]) if is_closed else commitment(salt_of(person["salt"]), record)
    if "label" in person:
        root, leaf_of_hers = bytes_of(leaf["public"].get("persons2")), bytes_of(person["label"]) + found
        is_hers = has_leaf(root, leaf_of_hers, place)
    else:
        is_hers = has_person(bytes_of(leaf["public"].get("persons")), found, place)
    if not is_hers:
        raise Unsound("person_not_in_event")
    return record


def _whole_log(content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    heads = [_head(note, key) for note in content["heads"]]
    sizes = [head.size for head in heads]
    if (
        not heads
        or sizes[-1] != len(content["leaves"])
        or any(later <= size for size, later in pairwise(sizes))
    ):
        raise FaultError("head", "Its heads do not grow, or the last does not cover its leaves.")
    hashes = [_logged(index, entry) for index, entry in enumerate(content["leaves"])]
    frontier = Frontier()
    for head in heads:
        start = frontier.size
        frontier.append(hashes[start : head.size])
        if frontier.root != head.root:
            last = head.size - 1
            which = f"Leaf {last} is" if last == start else f"One of the leaves {start} to {last} is"
            raise FaultError("leaf", f"{which} not the one that was signed.", start)
    return _verified(
        key, heads[-1], f"the whole log of {len(hashes)} {_plural('leaf', 'leaves', len(hashes))}"
    )


def leaves_of(content: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """The leaves of a verified file, each with its index."""
    if content["format"] == ABSENCE:
        return [(content["index"], content["leaf"])]
    if content["format"] == MAP:
        opened = [(entry["index"], entry["leaf"]) for entry in content["entries"] if "leaf" in entry]
        return [*opened, (content["index"], content["leaf"])]
    if content["format"] in _OF_ENTRIES:
        return [(entry["index"], entry["leaf"]) for entry in content["entries"]]
    return [(index, entry["leaf"]) for index, entry in enumerate(content["leaves"])]


def _approved(content: Mapping[str, Any], key: VerifierKey) -> None:
    """Check, on leaves that verified, that uses had their approvals, that no restraint stops them, and that
    nobody signed in a role that nobody gave her.
    """
    try:
        fault = next(faults_in(leaves_of(content), key), None)
    except (OverflowError, ValueError):
        raise FaultError("approval", "A time of an approval or a key cannot be read.") from None
    _require(fault)


def _witnessed(verdict: Verdict, content: Mapping[str, Any], key: VerifierKey) -> Verdict:
    """The verdict, with the witnesses that the policies in the file ask for."""
    leaves = leaves_of(content)
    notes = [content["head"]] if content["format"] in _OF_ENTRIES else content["heads"]
    heads = [(open_head(note, key).size, note) for note in notes]
    try:
        found = witnessing(leaves, signers_in(leaves, key), heads)
    except (OverflowError, ValueError):
        raise FaultError("leaf", "The time of a use cannot be read.") from None
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


def faults_in(
    leaves: Sequence[tuple[int, Mapping[str, Any]]], key: VerifierKey
) -> Iterator[tuple[str, int, str]]:
    """Part, index and sentence of each fault in the approvals, restraints and signers of verified leaves.

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
        yield from ((part, index, why) for index, why in found)
    yield from (("signer", index, f"{why}.") for index, why in signers.faults.items())


def _logged(index: int, entry: Mapping[str, Any]) -> bytes:
    try:
        if entry.keys() != {"hash", "leaf"}:
            raise Unsound("entry_part_missing")
        found = leaf_hash(canonical(check_leaf(entry["leaf"])))
        if bytes_of(entry["hash"]) != found:
            raise Unsound("content_hash_differs")
    except Unsound as error:
        raise FaultError("leaf", f"Leaf {index}: {error.says}", index) from error
    return found


def _verified(key: VerifierKey, head: Head, what: str, entries: tuple[str, ...] = ()) -> Verdict:
    says = f"Verified: {what}, signed as {key.name} at {head.size} leaves."
    return Verdict(Outcome.VERIFIED, says, None, None, str(key), head.size, head.root.hex(), entries)


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
