"""A small log with two uses whose people stand in trees sorted by label: one of 5, one of 130."""

from dataclasses import dataclass
from hashlib import sha256

from tests.ledger.samples import AT, KEY
from vethanam.ledger.absences import UseEntry, UseSecrets, absence
from vethanam.ledger.bundles import PersonOpening, ProvenEntry, bundle
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitment
from vethanam.ledger.heads import sign_head
from vethanam.ledger.label_trees import LabelTree, label_leaves, label_of
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.notes import SigningKey

#: of a person in neither use
STRANGER = sha256(b"stranger").digest()


def secret_of(person: int) -> bytes:
    return sha256(b"person %d" % person).digest()


@dataclass(frozen=True)
class SampleUse:
    """A use of persons 0 to ``count - 1``."""

    reference: str
    count: int

    @property
    def key(self) -> bytes:
        return sha256(b"key of " + self.reference.encode()).digest()

    @property
    def filler(self) -> bytes:
        return sha256(b"filler of " + self.reference.encode()).digest()

    def label(self, secret: bytes) -> bytes:
        return label_of(secret, self.key, self.reference)

    def record(self, person: int) -> dict[str, Json]:
        return {"person": person, "use": self.reference, "outcome": "allow"}

    def salt(self, person: int) -> bytes:
        return sha256(b"salt %d" % person).digest()[:16]

    @property
    def leaves(self) -> list[bytes]:
        people = range(self.count)
        return label_leaves(
            [self.label(secret_of(person)) for person in people],
            [commitment(self.salt(person), self.record(person)) for person in people],
            self.filler,
        )

    def leaf(self, tree: list[bytes] | None = None) -> bytes:
        """The leaf of the log; with a tree, one that commits to other people."""
        root = LabelTree(self.leaves if tree is None else tree).root.hex()
        public: dict[str, Json] = {
            "use": self.reference, "persons2": root, "label_key": sha256(self.key).hexdigest(),
            "purpose": "SAL-CREDIT",
        }  # fmt: skip
        return leaf_bytes("use.allowed", public=public, commitment=None, at=AT, logged_at=AT, is_sample=True)

    def opening(self, person: int) -> PersonOpening:
        label = self.label(secret_of(person))
        place = LabelTree(self.leaves).path_of(label)
        return PersonOpening(self.salt(person), self.record(person), place, label)


FEW, MANY = SampleUse("a" * 32, 5), SampleUse("b" * 32, 130)
USES = (FEW, MANY)


def log_of(*leaves: bytes) -> tuple[str, Tree]:
    """The signed head and the tree of a log of these leaves."""
    tree = Tree(leaf_hashes(leaves))
    return sign_head(tree.size, tree.root(), KEY), tree


def absent(use: SampleUse, secret: bytes = STRANGER, tree: list[bytes] | None = None) -> bytes:
    """The proof that a person is not in a use; with a tree, in a log that commits to that one."""
    leaves = [one.leaf(tree if one is use else None) for one in USES]
    head, log = log_of(*leaves)
    index = USES.index(use)
    shown = tree or use.leaves
    entry = UseEntry(index, leaves[index], log.inclusion(index))
    return absence(KEY.verifier, head, entry, UseSecrets(secret, use.key), LabelTree(shown), shown)


def bundle_of(person: int, key: SigningKey = KEY) -> bytes:
    """The bundle of a person under both uses."""
    leaves = [use.leaf() for use in USES]
    head, log = log_of(*leaves)
    entries = [
        ProvenEntry(index, leaves[index], log.inclusion(index), persons=[use.opening(person)])
        for index, use in enumerate(USES)
    ]
    return bundle(key.verifier, head, entries)
