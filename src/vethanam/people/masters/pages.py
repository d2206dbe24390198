"""Reads of masters: waiting proposals, and a proposal with contents before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from vethanam.people.masters.master_kinds import CLOSE, Kinds
from vethanam.people.models import MasterChange, MasterDecision, MasterProposal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting proposal: proposer, time, and number of changes by kind."""

    pk: int
    title: str
    by: str
    account: int
    at: datetime
    counts: Mapping[str, int]
    first: tuple[str, str] | None

    @property
    def changes(self) -> int:
        """The number of its changes."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a change: before (None for a new master) and after, as text."""

    field: str
    before: str | None
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether before and after differ."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change with its differences, its place in the file, and its order."""

    kind: str
    verb: str
    key: str
    row: str
    order: str
    differences: tuple[Difference, ...]


def undecided(kinds: Collection[str]) -> QuerySet[MasterProposal]:
    """Undecided proposals of these kinds only."""
    others = MasterChange.objects.exclude(kind__in=list(kinds)).values("proposal")
    return MasterProposal.objects.filter(decision__isnull=True).exclude(pk__in=others)


def waiting(kinds: Kinds) -> list[Waiting]:
    """Undecided proposals of these kinds only, oldest first."""
    rows = undecided(kinds).select_related("proposed_by")
    counts: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    first: dict[int, tuple[str, str]] = {}
    changes = MasterChange.objects.filter(proposal__in=counts).order_by("place")
    for proposal, kind, key in changes.values_list("proposal", "kind", "key"):
        counts[proposal][kind] += 1
        first.setdefault(proposal, (kind, key))
    return [
        Waiting(
            row.pk,
            row.title,
            row.proposed_by.username,
            row.proposed_by_id,
            row.recorded_at,
            counts[row.pk],
            first.get(row.pk),
        )
        for row in sorted(rows, key=lambda row: row.pk)
    ]


def changes_shown(
    proposal: MasterProposal, kinds: Kinds, first: int = 0, most: int | None = None
) -> list[ChangeShown]:
    """The changes of a proposal with their differences, in order, as a page of at most ``most``."""
    rows = MasterChange.objects.filter(proposal=proposal).select_related("order").order_by("place")
    return [_shown(row, kinds) for row in rows[first : None if most is None else first + most]]


def _shown(change: MasterChange, kinds: Kinds) -> ChangeShown:
    before = change.before
    if change.verb == CLOSE:
        differences = [Difference("last_day", None, str(change.given["last_day"]))]
    else:
        names = [name for name in kinds[change.kind].row.model_fields if name in change.given]
        differences = [
            Difference(
                name, None if before is None else text_of(before.get(name)), text_of(change.given[name])
            )
            for name in names
        ]
    return ChangeShown(
        change.kind, change.verb, change.key, change.row, str(change.order or ""), tuple(differences)
    )


def text_of(content: object) -> str:
    """A content as text: ``yes`` and ``no`` for truth values."""
    return (
        ("yes" if content else "no")
        if isinstance(content, bool)
        else str(content if content is not None else "")
    )


def history_of(kind: str, key: str) -> list[MasterChange]:
    """The approved changes of one master, newest first, with proposer and approver."""
    rows = MasterChange.objects.filter(
        Q(kind=kind, key=key), proposal__decision__outcome=MasterDecision.Outcome.AGREED
    )
    return list(
        rows.select_related("proposal__proposed_by", "proposal__decision__decided_by", "order").order_by(
            "-id"
        )
    )


def proposal_shown(proposal: MasterProposal, kinds: Kinds) -> dict[str, Any]:
    """A proposal as plain values."""
    decision = MasterDecision.objects.filter(proposal=proposal).select_related("decided_by").first()
    return {
        "proposal": proposal.pk,
        "title": proposal.title,
        "source": proposal.source,
        "proposed_by": proposal.proposed_by.username,
        "at": proposal.recorded_at.isoformat(),
        "outcome": decision.outcome if decision else "waiting",
        "reason": decision.reason if decision else "",
        "decided_by": decision.decided_by.username if decision else None,
        "changes": [
            {
                "kind": one.kind,
                "verb": one.verb,
                "key": one.key,
                "row": one.row,
                "order": one.order,
                "before": None
                if all(part.before is None for part in one.differences)
                else {part.field: part.before for part in one.differences},
                "after": {part.field: part.after for part in one.differences},
            }
            for one in changes_shown(proposal, kinds)
        ],
    }
