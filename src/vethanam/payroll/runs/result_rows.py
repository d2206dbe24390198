"""Save the results of runs: rows by COPY, findings, versions, one log entry each.

Totals are reconciled in SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Exists, OuterRef

from vethanam.bulk import copy_rows
from vethanam.errors import Broken, Sentence
from vethanam.journal.actions import Event, append_many
from vethanam.payroll.models import Assessed, Resolution, Run, RunFinding
from vethanam.payroll.runs.computation import Batch, Computed
from vethanam.periods import Month

_HASHES = ("snapshot_hash", "rulebook_hash", "result_hash")
_SUMS = ("people", "set_aside", "lines_held", "gross", "deductions", "net")
_ROW = {
    "employment": "employment_id",
    "drawing_code": "drawing_code_id",
    "bill_class": "bill_class_id",
    "head": "head_id",
}
#: the finding of an officer who holds a person back; guards/runs.sql names it
HELD_BACK = "held_back"
_FINDING = {
    "run_id": pl.Int64,
    "employment_id": pl.Int64,
    "component": pl.String,
    "record": pl.String,
    "code": pl.String,
    "blocks": pl.Boolean,
    "is_set_aside": pl.Boolean,
    "facts": pl.String,
}
_WRITE = """
    UPDATE payroll_run r
       SET state = n.state, version = n.version, same_as_id = n.same_as, outcome = n.outcome, step = '',
       done = n.people,
           total = n.people, snapshot_hash = n.snapshot_hash, rulebook_hash = n.rulebook_hash, result_hash =
           n.result_hash,
           people = n.people, set_aside = n.set_aside, lines_held = n.lines_held, gross = n.gross,
           deductions = n.deductions, net = n.net
      FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::bigint[], %s::text[], %s::bytea[],
      %s::bytea[], %s::bytea[],
                  %s::integer[], %s::integer[], %s::integer[], %s::bigint[], %s::bigint[], %s::bigint[])
           n(id, state, version, same_as, outcome, snapshot_hash, rulebook_hash, result_hash, people,
           set_aside, lines_held,
             gross, deductions, net)
     WHERE r.id = n.id
"""
_WRITTEN = (
    "pk", "state", "version", "same_as_id", "outcome", *_HASHES, *_SUMS,
)  # fmt: skip
_DIFFER = """
    SELECT r.id
      FROM payroll_run r
     CROSS JOIN LATERAL (
        SELECT count(DISTINCT a.employment_id) AS people, sum(a.gross) AS gross,
               sum(a.deductions) AS deductions, sum(a.net) AS net
          FROM payroll_assessed a WHERE a.run_id = r.id AND a.drawing_code_id = r.drawing_code_id
      ) s
     WHERE r.id = ANY(%s::bigint[])
       AND (r.people, r.gross, r.deductions, r.net) IS DISTINCT FROM
           (s.people, coalesce(s.gross, 0), coalesce(s.deductions, 0), coalesce(s.net, 0))
     LIMIT 1
"""


def keep_results(runs: Sequence[Run], batch: Batch) -> None:
    """Save the results of runs, one for each drawing code of the batch.

    The caller holds the lock on the months.

    A run with the same result as the latest version gets no version and refers to that one. Exception: if
    that version is locked with held people, a new version reopens their holds.

    Raises
    ------
    Broken
        The rows in the database do not add up to the totals of their runs.
    """
    latest = _latest(runs)
    waited_for = _waited_for(latest.values())
    fresh = []
    for run in runs:
        computed, earlier = batch.by_code[run.drawing_code_id], latest.get(run.drawing_code_id)
        if (
            earlier
            and earlier.pk not in waited_for
            and all(bytes(getattr(earlier, name) or b"") == getattr(computed, name) for name in _HASHES)
        ):
            _is_unchanged(run, earlier)
        else:
            _has_version(run, earlier, computed)
            fresh.append(run)
    of_code = {run.drawing_code_id: run.pk for run in fresh}
    _copy_rows(batch.rows, of_code)
    _copy_findings(batch, of_code)
    replaced = [latest[run.drawing_code_id] for run in fresh if run.drawing_code_id in latest]
    _carry_holds(replaced, of_code)
    _carry_resolutions(replaced, of_code)
    Run.objects.filter(pk__in=[run.pk for run in replaced], state=Run.State.COMPUTED).update(
        state=Run.State.SUPERSEDED
    )
    _write(runs)
    _reconcile(fresh)
    append_many([_computed(run) for run in fresh])


def private_of(run: Run) -> dict[str, int | str | None]:
    """The private part of a run's leaf."""
    return {
        "result": bytes(run.result_hash or b"").hex(),
        "snapshot": bytes(run.snapshot_hash or b"").hex(),
        "rulebook": bytes(run.rulebook_hash or b"").hex(),
        "people": run.people,
        "net": run.net,
        "by": run.account_id,
    }


def _latest(runs: Sequence[Run]) -> dict[int, Run]:
    """Map drawing code to its latest version."""
    found = Run.objects.filter(
        month__in={run.month for run in runs},
        drawing_code__in=[run.drawing_code_id for run in runs],
        version__isnull=False,
    )
    return {run.drawing_code_id: run for run in found.order_by("version")}


def _waited_for(latest: Iterable[Run]) -> set[int]:
    """Locked versions with a person who was held and is computed."""
    locked = [run.pk for run in latest if run.state == Run.State.LOCKED]
    is_computed = Assessed.objects.filter(
        run=OuterRef("finding__run"), employment=OuterRef("finding__employment")
    )
    held = Resolution.objects.filter(finding__run__in=locked, kind=Resolution.Kind.HELD)
    return set(held.filter(Exists(is_computed)).values_list("finding__run", flat=True)) if locked else set()


def _is_unchanged(run: Run, earlier: Run) -> None:
    run.state, run.same_as = Run.State.UNCHANGED, earlier
    facts = {
        "month": str(Month.from_key(run.month)),
        "code": run.drawing_code.code,
        "version": earlier.version,
    }
    run.outcome = Sentence("run_unchanged", facts).kept


def _has_version(run: Run, earlier: Run | None, computed: Computed) -> None:
    for name in (*_HASHES, *_SUMS, "outcome"):
        setattr(run, name, getattr(computed, name))
    run.version = ((earlier.version or 0) if earlier else 0) + 1
    run.state = Run.State.COMPUTED


def _write(runs: Sequence[Run]) -> None:
    columns = [[getattr(run, name) for run in runs] for name in _WRITTEN]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


def _copy_rows(rows: pl.DataFrame, of_code: dict[int, int]) -> None:
    chosen = rows.filter(pl.col("of").is_in(list(of_code)))
    if not chosen.is_empty():
        run = pl.col("of").replace_strict(of_code, return_dtype=pl.Int64)
        copy_rows("payroll_assessed", chosen.with_columns(run_id=run).drop("of").rename(_ROW))


def _copy_findings(batch: Batch, of_code: dict[int, int]) -> None:
    rows = [
        {**found, "run_id": of_code[found["drawing_code"]], "facts": json.dumps(found["facts"])}
        for found in batch.findings
        if found["drawing_code"] in of_code
    ]
    if rows:
        copy_rows("payroll_runfinding", pl.DataFrame(rows, schema=_FINDING))


def _carry_holds(earlier: Iterable[Run], of_code: dict[int, int]) -> None:
    """Repeat the findings of officers who hold a person back; a hold ends when its version is locked."""
    open_runs = {run.pk: run.drawing_code_id for run in earlier if run.state == Run.State.COMPUTED}
    rows = RunFinding.objects.filter(run__in=open_runs, code=HELD_BACK).order_by("id")
    RunFinding.objects.bulk_create(
        [
            RunFinding(
                run_id=of_code[open_runs[found.run_id]],
                employment_id=found.employment_id,
                record=found.record,
                code=HELD_BACK,
                blocks=True,
            )
            for found in rows
        ]
    )


def _carry_resolutions(earlier: Iterable[Run], of_code: dict[int, int]) -> None:
    """Carry resolutions over to identical findings of the new version.

    A hold ends when its version is locked, except for people who cannot be computed.
    """

    def key(found: RunFinding) -> tuple[Any, ...]:
        facts = json.dumps(found.facts, sort_keys=True)
        return found.run.drawing_code_id, found.employment_id, found.code, found.component, facts

    before = Resolution.objects.filter(finding__run__in=[run.pk for run in earlier])
    settled = {
        key(r.finding): r
        for r in before.select_related("finding__run")
        if r.kind != Resolution.Kind.HELD or r.finding.is_set_aside or r.finding.run.state != Run.State.LOCKED
    }
    if not settled:
        return
    findings = RunFinding.objects.filter(run__in=of_code.values()).select_related("run").order_by("id")
    Resolution.objects.bulk_create(
        [
            Resolution(
                finding=found,
                kind=r.kind,
                reason=r.reason,
                account_id=r.account_id,
                person_id=r.person_id,
                role=r.role,
                at=r.at,
                carried_from=r,
            )
            for found in findings
            if (r := settled.get(key(found)))
        ],
        batch_size=1000,
    )


def _reconcile(runs: Sequence[Run]) -> None:
    ids = [run.pk for run in runs]
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER, [ids])
        if bad := cursor.fetchone():
            raise Broken("run_does_not_add_up", run=bad[0])


def _computed(run: Run) -> Event:
    month = str(Month.from_key(run.month))
    public = {"month": month, "drawing_code": run.drawing_code.code, "version": run.version}
    return Event("run_computed", public, private_of(run), run.known_at, run.is_sample)
