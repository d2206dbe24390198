"""A small log with uses of person 3 and maps of days over 130 people, and the list of her records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from tests.ledger.samples import AT, KEY
from tests.ledger.uses import FEW, MANY, SampleUse, log_of, secret_of
from vethanam.ledger.absences import UseEntry, UseSecrets
from vethanam.ledger.bundles import ProvenEntry, whole_log
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitment
from vethanam.ledger.day_maps import NO_RECORDS, ClosedEntry, chain_after, line_of, person_map
from vethanam.ledger.label_trees import LabelTree, label_leaves, label_of
from vethanam.ledger.leaves import leaf_bytes

HER = 3
THIRD = SampleUse("c" * 32, 101)
YEAR = "map-2026"
YEAR_KEY, FILLER = sha256(b"key of the year").digest(), sha256(b"filler of the year").digest()


@dataclass(frozen=True)
class SampleMap:
    """The map of a day over the uses at some indexes; ``left_out`` are uses that it leaves out."""

    day: str
    covers: int
    before: int | None
    uses: Mapping[int, SampleUse]
    left_out: Sequence[int] = ()
    changes: Mapping[str, Json] = field(default_factory=dict)

    def records(self, person: int) -> list[tuple[int, bytes]]:
        return [
            (index, commitment(use.salt(person), use.record(person)))
            for index, use in self.uses.items()
            if person < use.count and index not in self.left_out
        ]

    @property
    def leaves(self) -> list[bytes]:
        labels = [label_of(secret_of(person), YEAR_KEY, YEAR) for person in range(130)]
        lines = []
        for person, label in enumerate(labels):
            chain, records = NO_RECORDS, self.records(person)
            for index, committed in records:
                chain = chain_after(chain, index, committed)
            lines.append(line_of(secret_of(person), label, len(records), chain))
        return label_leaves(labels, lines, FILLER)

    @property
    def leaf(self) -> bytes:
        public: dict[str, Json] = {
            "day": self.day, "covers": self.covers, "before": self.before, "people": 130,
            "records": sum(len(self.records(person)) for person in range(130)), "map": YEAR,
            "label_key": sha256(YEAR_KEY).hexdigest(), "persons2": LabelTree(self.leaves).root.hex(),
            **self.changes,
        }  # fmt: skip
        return leaf_bytes("map.day", public=public, commitment=None, at=AT, logged_at=AT, is_sample=True)


def log_with(*leaves: SampleUse | SampleMap) -> list[bytes]:
    return [one.leaf() if isinstance(one, SampleUse) else one.leaf for one in leaves]


FIRST = SampleMap("2026-11-03", 2, None, {0: FEW, 1: MANY})
SECOND = SampleMap("2026-11-04", 4, 2, {0: FEW, 1: MANY, 3: THIRD})
WHOLE = (FEW, MANY, FIRST, THIRD, SECOND)


def listed(
    at: int = 4, log: Sequence[SampleUse | SampleMap] = WHOLE, closed: Sequence[int] = (), person: int = HER
) -> bytes:
    """The list of a person's records under the map at an index."""
    leaves, day = log_with(*log), log[at]
    assert isinstance(day, SampleMap)
    head, tree = log_of(*leaves)
    place = LabelTree(day.leaves).path_of(label_of(secret_of(person), YEAR_KEY, YEAR))
    entries = [
        ClosedEntry(index, committed)
        if index in closed
        else ProvenEntry(
            index, leaves[index], tree.inclusion(index), persons=[day.uses[index].opening(person)]
        )
        for index, committed in day.records(person)
    ]
    entry = UseEntry(at, leaves[at], tree.inclusion(at))
    return person_map(KEY.verifier, head, entry, UseSecrets(secret_of(person), YEAR_KEY), place, entries)


def whole(*log: SampleUse | SampleMap) -> bytes:
    """The whole log as a file."""
    leaves = log_with(*log)
    return whole_log(KEY.verifier, [log_of(*leaves)[0]], leaves)
