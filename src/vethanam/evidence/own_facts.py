"""The facts of a person's own file: each use about her with its outcome, and her payments in the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vethanam.errors import Unsound
from vethanam.evidence.facts import Fact
from vethanam.evidence.person_maps import complete_list
from vethanam.evidence.queries import Record, records_of_payments, records_of_use
from vethanam.ledger.bundles import PersonOpening
from vethanam.ledger.evidence_files import COMPLETE
from vethanam.privacy.day_maps import latest_map
from vethanam.privacy.models import UseSubject


@dataclass(frozen=True, slots=True)
class OwnRecords:
    """Facts about a person, the records behind them by staged entry, and the proof that none is missing."""

    facts: list[Fact]
    shown: dict[int, list[PersonOpening]]
    files: dict[str, str] = field(default_factory=dict)


def own_records(person: int, before: int | None = None) -> OwnRecords:
    """Every use and payment of a person in the log, from entries staged before another one.

    Facts rest on records in the log alone, so that the same entries give the same file later.
    """
    shown: dict[int, list[PersonOpening]] = {}
    known: dict[int, Record] = {}
    uses = [*_of_uses(person, before, shown, known)]
    paid = [one for one in records_of_payments(person) if _is_before(one.staged, before)]
    _keep(paid, shown)
    count = {"uses": sum(one.code == "fact_own_use" for one in uses), "payments": len(paid)}
    facts = [Fact("fact_own", count), *uses]
    if paid:
        facts.append(Fact("fact_own_payments", {"count": len(paid)}, [one.staged for one in paid]))
    latest = latest_map()
    try:
        listed = complete_list(person, is_same_later=True, known=known)
    except Unsound:
        return OwnRecords([*facts, Fact("fact_own_not_complete")], shown)
    day = latest.day if latest else None
    return OwnRecords([*facts, Fact("fact_own_complete", {"day": day})], shown, {COMPLETE: listed.decode()})


def _of_uses(
    person: int, before: int | None, shown: dict[int, list[PersonOpening]], known: dict[int, Record]
) -> Iterator[Fact]:
    rows = UseSubject.objects.filter(person=person).select_related("use").order_by("use")
    for row in rows:
        use = row.use
        if not _is_before(use.leaf, before):
            continue
        records = [one for one in records_of_use(use.pk, person) if _is_before(one.staged, before)]
        _keep(records, shown)
        known |= {one.staged: one for one in records}
        asked = {
            "reference": use.reference, "at": use.at, "role": use.role, "office": use.office,
            "purpose": use.purpose_code, "outcome": _decision(row), "record": bytes(row.commitment).hex(),
        }  # fmt: skip
        yield Fact("fact_own_use", asked, [use.leaf])
        reason = row.reason or use.reason
        if reason:
            yield Fact("fact_reason", {"why": reason, "code": reason}, [use.leaf])
        yield from _outcome(use.leaf, records)


def _outcome(decided: int, records: list[Record]) -> Iterator[Fact]:
    for one in records:
        if one.staged != decided and one.opening is not None:
            told = one.opening.record
            values = {"channel": told["channel"], "outcome": told["outcome"]}
            yield Fact("fact_own_message", values, [one.staged])


def _decision(row: UseSubject) -> str:
    """The decision about her, as her page has it."""
    if row.use.outcome == "deny":
        return "deny"
    if row.salt is None:
        return "erased"
    if row.use.outcome == "hold":
        return "left_out" if row.outcome == "dropped" else "hold"
    return "allow" if row.outcome == "allow" else "left_out"


def _keep(records: list[Record], shown: dict[int, list[PersonOpening]]) -> None:
    for one in records:
        shown.setdefault(one.staged, [])
        if one.opening is not None:
            shown[one.staged].append(one.opening)


def _is_before(staged: int, before: int | None) -> bool:
    return before is None or staged < before
