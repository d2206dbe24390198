"""The tree under a leaf about payments of benefits: a commitment a leg, with salts from one stored secret."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.commitments import commitments, salts_of
from vethanam.ledger.persons import PersonTree

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class BenefitLeaves:
    """The root of a tree over legs, for a leaf, and the secret of its salts."""

    root: str
    secret: bytes


def tree_of(records: Mapping[str, Mapping[str, Json]]) -> BenefitLeaves:
    """Commit to a record of each leg, by its reference; needs at least one."""
    secret = secrets.token_bytes(SECRET_BYTES)
    return BenefitLeaves(root_of(records, secret), secret)


def root_of(records: Mapping[str, Mapping[str, Json]], secret: bytes) -> str:
    """The root of the tree over records with the salts of a secret, in hexadecimal."""
    texts = [canonical(dict(record)).decode() for record in records.values()]
    return PersonTree(commitments(salts_of(secret, records), texts)).root.hex()
