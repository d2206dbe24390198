"""Proof that a person is not in a use, as a file (``docs/spec/persons.md``): ``vethanam-absence/1``.

    {"format": "vethanam-absence/1", "head": signed note, "index": 41, "key": hex of k,
     "label": hex, "leaf": {…}, "limits": …, "log": verifier key,
     "neighbours": [{"leaf": hex, "path": [hex, …], "position": 7}, …],
     "proof": [hex, …], "secret": hex of s, "size": 542000}

A tree of 128 leaves stands whole, as ``tree`` in base64, in place of ``neighbours``.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.label_trees import (
    FEW,
    FILLED,
    LEAF_BYTES,
    SECRET_BYTES,
    Neighbour,
    ProvingTree,
    first_unsorted,
    label_of,
    leaves_in,
    root_of_labels,
)
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import PersonPath
from vethanam.ledger.written_values import bytes_of, is_object, is_whole, path_of

ABSENCE = "vethanam-absence/1"
LIMITS = (
    "This file shows that the label made from this secret is not among those of this use, as the log"
    " recorded it. It does not show whose secret it is, that no other register was used, or that a dispatcher"
    " that was taken over opened nothing. Compare a tree that is not in the file with the published one."
    " Compare the log's key and the head with those published elsewhere."
)
_MEMBERS = {
    "format": str, "head": str, "index": int, "key": str, "label": str, "leaf": dict,
    "limits": str, "log": str, "proof": list, "secret": str, "size": int,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UseEntry:
    """The leaf of a use, with its place and audit path under a head."""

    index: int
    leaf: bytes
    proof: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class UseSecrets:
    """The person's secret and the key of the use."""

    secret: bytes = field(repr=False)
    key: bytes = field(repr=False)


def absence(
    log: VerifierKey,
    head: str,
    entry: UseEntry,
    secrets: UseSecrets,
    tree: ProvingTree,
    whole: Sequence[bytes] = (),
) -> bytes:
    """The bytes of the proof. ``whole`` are the leaves of a tree of 128, in order.

    Raises
    ------
    Unsound
        She is in the use.
    """
    leaf = parse(entry.leaf)
    label = label_of(secrets.secret, secrets.key, leaf["public"]["use"])
    around = tree.around(label)
    shown: dict[str, Any] = {"tree": b64encode(b"".join(whole)).decode()}
    if tree.size != FILLED:
        shown = {"neighbours": [_written(one) for one in around]}
    return canonical(
        {
            "format": ABSENCE, "head": head, "index": entry.index, "key": secrets.key.hex(),
            "label": label.hex(), "leaf": leaf, "limits": LIMITS, "log": str(log),
            "proof": [value.hex() for value in entry.proof], "secret": secrets.secret.hex(),
            "size": tree.size, **shown,
        }
    )  # fmt: skip


def _written(one: Neighbour) -> dict[str, Any]:
    return {
        "leaf": one.leaf.hex(),
        "path": [value.hex() for value in one.place.path],
        "position": one.place.position,
    }


def members_of(content: Mapping[str, Any]) -> Mapping[str, type]:
    """The members of a proof of absence, with their types; they depend on the size of its tree."""
    return {**_MEMBERS, **({"tree": str} if content.get("size") == FILLED else {"neighbours": list})}


def check_absence(content: Mapping[str, Any], leaf: Mapping[str, Any]) -> None:
    """Check a proof with its members and leaf in order.

    Raises
    ------
    Unsound
        The proof does not hold.
    """
    public, key = leaf["public"], bytes_of(content["key"], SECRET_BYTES)
    reference, root, size = public.get("use"), public.get("persons2"), content["size"]
    if not isinstance(reference, str) or root is None:
        raise Unsound("leaf_without_labels")
    if sha256(key).hexdigest() != public.get("label_key"):
        raise Unsound("use_key_differs")
    if not is_whole(size) or size < FEW:
        raise Unsound("tree_too_small")
    label = label_of(bytes_of(content["secret"], SECRET_BYTES), key, reference)
    if label.hex() != content["label"]:
        raise Unsound("label_differs")
    if size == FILLED:
        _check_whole(_leaves_of(content["tree"]), bytes_of(root), label)
    else:
        _check_around([_neighbour(one, size) for one in content["neighbours"]], bytes_of(root), label)


def check_published(file: bytes, roots: set[str]) -> None:
    """Check that a published tree is sorted and one of these.

    Raises
    ------
    Unsound
        It is not; ``not_a_tree`` if it is no tree at all.
    """
    leaves = leaves_in(file)
    _check_sorted(leaves)
    if root_of_labels(leaves).hex() not in roots:
        raise Unsound("tree_of_another_use")


def _check_sorted(leaves: Sequence[bytes]) -> None:
    position = first_unsorted(leaves)
    if position is not None:
        raise Unsound("tree_unsorted", position=position)


def _check_whole(leaves: Sequence[bytes], root: bytes, label: bytes) -> None:
    _check_sorted(leaves)
    if root_of_labels(leaves) != root:
        raise Unsound("tree_of_another_use")
    if any(leaf.startswith(label) for leaf in leaves):
        raise Unsound("label_in_tree")


def _check_around(around: Sequence[Neighbour], root: bytes, label: bytes) -> None:
    if not all(one.is_under(root) for one in around):
        raise Unsound("neighbour_not_in_tree")
    if any(one.label == label for one in around):
        raise Unsound("label_in_tree")
    match around:
        case [left, right]:
            is_beside = left.place.position + 1 == right.place.position and left.label < label < right.label
        case [only]:
            is_first = only.place.position == 0 and label < only.label
            is_beside = is_first or (only.place.position == only.place.size - 1 and only.label < label)
        case _:
            raise Unsound("neighbours_form")
    if not is_beside:
        raise Unsound("not_between_neighbours")


def _neighbour(one: Any, size: int) -> Neighbour:
    if not is_object(one) or one.keys() != {"leaf", "path", "position"} or not is_whole(one["position"]):
        raise Unsound("neighbours_form")
    return Neighbour(
        bytes_of(one["leaf"], LEAF_BYTES), PersonPath(one["position"], size, tuple(path_of(one["path"])))
    )


def _leaves_of(text: str) -> list[bytes]:
    try:
        file = b64decode(text.encode("ascii"), validate=True)
    except (Error, ValueError):
        raise Unsound("tree_form") from None
    if b64encode(file).decode() != text or len(file) != FILLED * LEAF_BYTES:
        raise Unsound("tree_form")
    return leaves_in(file)
