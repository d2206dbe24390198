"""One salted commitment per person under the leaf of a mass event, until the salts are destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vethanam.ledger.canonical import Json
from vethanam.ledger.persons import commit_to
from vethanam.payments.models import Credit, LegProof, PaymentLeg

type Concerned = tuple[dict[str, Json], PaymentLeg, Credit | None]


@dataclass(frozen=True, slots=True)
class Commitments:
    """The tree of an event, and the rows with each person's place in it."""

    root: str
    rows: tuple[LegProof, ...]

    def keep(self, leaf: int) -> None:
        """Save the rows under the staged id of the event's leaf."""
        for row in self.rows:
            row.leaf = leaf
        LegProof.objects.bulk_create(self.rows, batch_size=1000)


def commit_persons(concerned: Sequence[Concerned]) -> Commitments:
    """Commit to a record per leg, each under its own salt; needs at least one."""
    committed = commit_to(record for record, _, _ in concerned)
    rows = tuple(
        LegProof(leg=leg, credit=credit, commitment=value, salt=salt, record=record)
        for salt, value, (record, leg, credit) in zip(
            committed.salts, committed.commitments, concerned, strict=True
        )
    )
    return Commitments(committed.tree.root.hex(), rows)
