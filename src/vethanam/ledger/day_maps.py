"""The map of a day, and the file that shows every record about one person (``docs/spec/map.md``).

    chain(i) = SHA-256("vethanam/map/2\\n" || chain(i - 1) || index of the leaf, 8 bytes || her commitment)
    line     = label || SHA-256("vethanam/map-line/2\\n" || s || label || number, 8 bytes || chain)

``vethanam-map/1``:

    {"entries": [{"index": 41, "leaf": {…}, "persons": [{…}], "proof": [hex, …], "says": …},
                 {"commitment": hex, "index": 57}, …],
     "format": "vethanam-map/1", "head": signed note, "index": 90, "key": hex of k, "label": hex,
     "leaf": {…}, "limits": …, "log": verifier key, "path": [hex, …], "position": 7,
     "proof": [hex, …], "secret": hex of s, "size": 542000}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.absences import UseEntry, UseSecrets
from vethanam.ledger.bundles import ProvenEntry, written_entry
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.label_trees import FEW, SECRET_BYTES, has_leaf, label_of
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import PersonPath
from vethanam.ledger.written_values import bytes_of, is_text, is_whole, path_of

MAP = "vethanam-map/1"
KIND = "map.day"
#: the chain of a person without records
NO_RECORDS = bytes(32)
LIMITS = (
    "This file lists every record that the log had about the person with this secret when the map of its day"
    " was made. It does not show whose secret it is, that no other register was used, what was recorded"
    " later, or that a dispatcher that was taken over opened nothing. Compare the tree of the map with the"
    " published one. Compare the log's key and the head with those published elsewhere."
)
_CHAIN, _LINE = b"vethanam/map/2\n", b"vethanam/map-line/2\n"
_USES = ("use.allowed", "use.held", "use.refused")
MEMBERS: Mapping[str, type] = {
    "entries": list, "format": str, "head": str, "index": int, "key": str, "label": str, "leaf": dict,
    "limits": str, "log": str, "path": list, "position": int, "proof": list, "secret": str, "size": int,
}  # fmt: skip


def chain_after(before: bytes, index: int, committed: bytes) -> bytes:
    """The chain with one more record: her commitment under the leaf at this index."""
    return sha256(_CHAIN + before + index.to_bytes(8, "big") + committed).digest()


def line_of(secret: bytes, label: bytes, records: int, chain: bytes) -> bytes:
    """A person's line in a map, without its label."""
    return sha256(_LINE + secret + label + records.to_bytes(8, "big") + chain).digest()


@dataclass(frozen=True, slots=True)
class ClosedEntry:
    """A record without its opening: its leaf and the commitment."""

    index: int
    commitment: bytes


def person_map(
    log: VerifierKey,
    head: str,
    entry: UseEntry,
    secrets: UseSecrets,
    place: PersonPath,
    entries: Iterable[ProvenEntry | ClosedEntry],
) -> bytes:
    """The bytes of the file under the leaf of a map; ``place`` is that of her line."""
    leaf = parse(entry.leaf)
    return canonical(
        {
            "entries": [_written(log.name, one) for one in entries],
            "format": MAP, "head": head, "index": entry.index, "key": secrets.key.hex(),
            "label": label_of(secrets.secret, secrets.key, leaf["public"]["map"]).hex(), "leaf": leaf,
            "limits": LIMITS, "log": str(log), "path": [value.hex() for value in place.path],
            "position": place.position, "proof": [value.hex() for value in entry.proof],
            "secret": secrets.secret.hex(), "size": place.size,
        }
    )  # fmt: skip


def _written(origin: str, one: ProvenEntry | ClosedEntry) -> dict[str, Any]:
    if isinstance(one, ClosedEntry):
        return {"commitment": one.commitment.hex(), "index": one.index}
    return written_entry(origin, one)


def check_map(
    content: Mapping[str, Any], leaf: Mapping[str, Any], records: Sequence[tuple[int, bytes]]
) -> None:
    """Check the line over records (indexes and commitments) of a file with its members and leaf in order.

    Raises
    ------
    Unsound
        The map commits to another list.
    """
    public, key = leaf["public"], bytes_of(content["key"], SECRET_BYTES)
    covers = public.get("covers")
    if leaf["kind"] != KIND or not is_text(public.get("map")) or not is_whole(covers):
        raise Unsound("leaf_of_no_map")
    if covers > content["index"]:
        raise Unsound("leaf_of_no_map")
    if sha256(key).hexdigest() != public.get("label_key"):
        raise Unsound("map_key_differs")
    secret = bytes_of(content["secret"], SECRET_BYTES)
    label = label_of(secret, key, public["map"])
    if label.hex() != content["label"]:
        raise Unsound("label_differs")
    if not is_whole(content["size"]) or content["size"] < FEW or not is_whole(content["position"]):
        raise Unsound("tree_too_small")
    chain = NO_RECORDS
    for index, committed in records:
        if index >= covers:
            raise Unsound("record_after_map", record=index)
        chain = chain_after(chain, index, committed)
    line = label + line_of(secret, label, len(records), chain)
    place = PersonPath(content["position"], content["size"], tuple(path_of(content["path"])))
    if not has_leaf(bytes_of(public.get("persons2")), line, place):
        raise Unsound("list_not_in_map")


def map_fault(
    leaves: Iterable[tuple[int, Mapping[str, Any]]], *, is_whole_log: bool
) -> tuple[str, int, str] | None:
    """Part, index and sentence of the first map out of order, or of a use with a tree of version 1 after one
    of version 2; None if there is none.
    """
    before, has_labels = None, False
    for index, leaf in leaves:
        if leaf["kind"] in _USES:
            if has_labels and "persons2" not in leaf["public"]:
                return "leaf", index, Unsound("tree_of_version_1").says
            has_labels = has_labels or "persons2" in leaf["public"]
        if leaf["kind"] == KIND:
            try:
                before = _next_map(before, index, leaf["public"], is_whole_log=is_whole_log)
            except Unsound as error:
                return "map", index, error.says
    return None


@dataclass(frozen=True, slots=True)
class _Map:
    index: int
    day: date
    covers: int


def _next_map(before: _Map | None, index: int, public: Mapping[str, Any], *, is_whole_log: bool) -> _Map:
    found = _Map(index, _day(public.get("day")), public.get("covers", -1))
    if not is_whole(found.covers) or found.covers > index or (before and found.covers < before.covers):
        raise Unsound("map_covers_less")
    named = public.get("before")
    if named is not None and not (is_whole(named) and named < index):
        raise Unsound("map_names_another")
    if before and found.day == before.day:
        raise Unsound("map_twice", day=found.day.isoformat())
    if before and found.day < before.day:
        raise Unsound("map_of_earlier_day", day=found.day.isoformat())
    if is_whole_log and before and found.day != before.day + timedelta(days=1):
        raise Unsound("map_missing", day=(before.day + timedelta(days=1)).isoformat())
    if is_whole_log and named != (before.index if before else None):
        raise Unsound("map_names_another")
    if before and (named is None or named < before.index):
        raise Unsound("map_names_another")
    return found


def _day(text: Any) -> date:
    try:
        found = date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unsound("map_without_day") from None
    if found.isoformat() != text:
        raise Unsound("map_without_day")
    return found
