"""The facts of a period, a restraint and a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection

from vethanam.evidence.facts import Fact
from vethanam.ledger.canonical import Json
from vethanam.privacy.counts import counted
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.models import Duty, Restraint, Use
from vethanam.privacy.queries import UseShown, uses_overview
from vethanam.privacy.queries.duties import WITHIN, duty_shown, is_look_up

_OUTCOMES = {"allowed": ("allow", "partial"), "refused": ("deny",), "held": ("hold",)}
# Messages in the scope of a restraint that were begun after it took effect and that a gateway took.
_AFTER = """
SELECT count(*) FROM privacy_restraint r JOIN privacy_use u ON privacy_covers(r, u)
  JOIN privacy_outbox o ON o.use_id = u.id
 WHERE r.id = %s AND o.claimed_at > r.recorded_at AND o.state IN ('accepted', 'sent', 'uncertain')
"""


def facts_of_period(since: datetime, until: datetime, *, only_refused: bool) -> Iterator[Fact]:
    """Every request of a period, by office and purpose; an office without a line made none."""
    overview = uses_overview(since, until)
    uses = [*reversed(overview.refused if only_refused else overview.uses)]
    yield Fact("fact_period", {"since": since, "until": until, "uses": len(uses), **_by_outcome(uses)})
    grouped_by: dict[tuple[str, str], list[UseShown]] = defaultdict(list)
    for use in uses:
        grouped_by[use.office, use.purpose].append(use)
    for (office, purpose), its in sorted(grouped_by.items()):
        values = {
            "office": office, "purpose": purpose, "uses": len(its), **_by_outcome(its),
            "people": counted(sum(use.subjects for use in its)),
            "handed_over": counted(sum(use.handed_over for use in its)),
        }  # fmt: skip
        yield Fact("fact_actor", values, [use.leaf for use in its])
    yield Fact("fact_no_other")


def facts_of_restraint(row: Restraint, at: datetime) -> Iterator[Fact]:
    """Its scope, its instant, the queue at that instant, later decisions, and what it stopped."""
    found = restraint_shown(row.reference, at)
    if found is None:
        return
    entered = {
        "reference": row.reference, "kind": row.kind, "court": row.court, "case": row.case_number,
        "dated": row.dated, "role": row.role,
    }  # fmt: skip
    yield Fact("fact_restraint", entered, [row.leaf])
    for part, codes in found.scope.items():
        yield Fact("fact_scope", {"part": part, "codes": list(codes)}, [row.leaf])
    if found.excepts:
        yield Fact("fact_excepts", {"codes": list(found.excepts)}, [row.leaf])
    yield Fact("fact_in_effect", {"at": row.recorded_at, "starts": row.starts_at}, [row.leaf])
    stated = [found.statement] if found.statement else []
    queue: dict[str, Json] = {"before": counted(found.before), "waiting": counted(found.waiting)}
    yield Fact("fact_queue", queue, stated)
    if found.gap:
        last = datetime.fromisoformat(found.gap["last"]) if found.gap["last"] else None
        yield Fact("fact_gap", {"count": counted(found.gap["count"]), "last": last}, stated)
    else:
        yield Fact("fact_no_gap", {}, stated)
    yield Fact("fact_after", {"count": counted(_begun_after(row))})
    for position, leaf in zip(found.positions, found.position_leaves, strict=True):
        yield Fact("fact_position", {"state": position.state, "at": position.recorded_at}, [leaf])
    stopped = Use.objects.filter(restraints__contains=[row.reference]).order_by("pk")
    leaves = [*stopped.values_list("leaf", flat=True)]
    yield Fact("fact_stopped", {"count": len(leaves)}, leaves[:50])


def facts_of_case(row: Duty, now: datetime) -> Iterator[Fact]:
    """Its opening, the requests behind it, its steps, and what is still owed."""
    found = duty_shown(row.reference, now)
    if found is None:
        return
    opened = {"number": row.number, "kind": row.kind, "asked": row.asked, "at": row.opened_at}
    yield Fact("fact_case", opened, [row.leaf])
    if row.people:
        yield Fact("fact_case_people", {"people": counted(row.people)}, [row.leaf])
    behind = _behind(row)
    yield Fact("fact_case_uses", {"count": len(behind)}, behind[:50])
    leaves = row.steps.order_by("id").values_list("leaf", flat=True)
    for step, leaf in zip(found.steps, leaves, strict=True):
        yield Fact("fact_step", {"step": step.kind, "at": step.at}, [leaf])
    for clock in found.clocks:
        yield Fact("fact_owed", {"step": clock.step, "at": clock.due(row.opened_at)})


def _by_outcome(uses: Sequence[UseShown]) -> dict[str, Json]:
    return {name: sum(use.outcome in of for use in uses) for name, of in _OUTCOMES.items()}


def _begun_after(row: Restraint) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_AFTER, [row.pk])
        return int(cursor.fetchone()[0])


def _behind(row: Duty) -> list[int]:
    """The leaves of the requests behind a case that opened by itself, or of the use asked about."""
    if row.use is not None:
        return [row.use.leaf]
    if row.account_id is None:
        return []
    ended = row.steps.filter(kind="closed").values_list("at", flat=True).first()
    uses = Use.objects.filter(asked_by=row.account_id, at__gt=row.opened_at - WITHIN).order_by("pk")
    return [use.leaf for use in (uses.filter(at__lte=ended) if ended else uses) if is_look_up(use)]
