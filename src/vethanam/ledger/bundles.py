"""The two exported files: a bundle of proven entries, and the whole log.

Both are one canonical JSON document, so that every byte counts. A bundle:

    {"entries": [{"index": 41, "leaf": {…}, "proof": [hex, …], "says": "Entry 41 …",
                  "opening": {"private": {…}, "salt": hex},
                  "persons": [{"path": [hex, …], "position": 3, "record": {…}, "salt": hex,
                  "size": 1200}]}, …],   (and "label": hex in a tree sorted by label)
     "format": "vethanam-bundle/1", "head": signed note, "limits": …, "log": verifier key}

``opening`` and ``persons`` are present only if the holder may see them; a person whose record was destroyed
has ``commitment`` in place of ``record`` and ``salt``, beside the entry that announced it; ``secret`` stands
beside ``log`` in a person's complete file only. The whole log:

    {"format": "vethanam-log/1", "heads": [signed note, …], "leaves": [{"hash": hex, "leaf": {…}}, …],
     "limits": …, "log": verifier key}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vethanam.ledger.canonical import Json, canonical, parse
from vethanam.ledger.entry_sentences import sentence
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import PersonPath

BUNDLE = "vethanam-bundle/1"
LOG = "vethanam-log/1"
LIMITS = (
    "This file shows what the log recorded and that the record was not changed since its head was signed."
    " It does not show that nobody copied contacts before they were sealed, that nobody copied a disk, that"
    " no other register was used, or what a gateway or a network operator did with a message. Compare the"
    " log's key and the head with those published elsewhere."
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Salt and private part of a leaf, for authorised readers."""

    salt: bytes
    private: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class PersonOpening:
    """Salt and record of one person under a mass event, with its place in the event's tree.

    ``label`` is hers in a tree sorted by label.
    """

    salt: bytes
    record: Mapping[str, Json]
    place: PersonPath
    label: bytes | None = None


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """The place of a person's commitment after salt and record were destroyed by rule."""

    committed: bytes
    place: PersonPath
    label: bytes | None = None


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """A leaf with its audit path under the bundle's head, and its permitted openings."""

    index: int
    leaf: bytes
    proof: Sequence[bytes]
    opening: Opening | None = None
    persons: Sequence[PersonOpening | ErasedPerson] = ()


def bundle(key: VerifierKey, head: str, entries: Iterable[ProvenEntry], secret: bytes | None = None) -> bytes:
    """The bytes of a bundle under one signed head; with her secret in a person's complete file."""
    return canonical(
        {
            "entries": [
                written_entry(key.name, entry) for entry in sorted(entries, key=lambda entry: entry.index)
            ],
            "format": BUNDLE,
            "head": head,
            "limits": LIMITS,
            "log": str(key),
            **({"secret": secret.hex()} if secret else {}),
        }
    )


def whole_log(key: VerifierKey, heads: Sequence[str], leaves: Iterable[bytes]) -> bytes:
    """The bytes of the whole log.

    ``heads`` grow and the last covers every leaf; more heads narrow down a fault.
    """
    return canonical(
        {
            "format": LOG,
            "heads": list(heads),
            "leaves": [{"hash": leaf_hash(leaf).hex(), "leaf": parse(leaf)} for leaf in leaves],
            "limits": LIMITS,
            "log": str(key),
        }
    )


def written_entry(origin: str, entry: ProvenEntry) -> dict[str, Any]:
    """An entry as a file holds it."""
    leaf = parse(entry.leaf)
    private = entry.opening.private if entry.opening else None
    records = [person.record for person in entry.persons if isinstance(person, PersonOpening)]
    written: dict[str, Any] = {
        "index": entry.index,
        "leaf": leaf,
        "proof": [value.hex() for value in entry.proof],
        "says": sentence(origin, entry.index, leaf, private, records),
    }
    if entry.opening:
        written["opening"] = {"private": private, "salt": entry.opening.salt.hex()}
    if entry.persons:
        written["persons"] = [_person(person) for person in entry.persons]
    return written


def _person(person: PersonOpening | ErasedPerson) -> dict[str, Any]:
    if isinstance(person, PersonOpening):
        opened = {"record": person.record, "salt": person.salt.hex()}
    else:
        opened = {"commitment": person.committed.hex()}
    return {
        **({"label": person.label.hex()} if person.label else {}),
        **opened,
        "path": [value.hex() for value in person.place.path],
        "position": person.place.position,
        "size": person.place.size,
    }
