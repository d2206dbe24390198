"""The whole State's month, computed as by ``vethanam pay run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import connection

from vethanam.bench.measurement import measured
from vethanam.bench.table_reads import table_reads
from vethanam.cli.pay import run_month
from vethanam.payroll import snapshot
from vethanam.payroll.runs import computation, result_rows
from vethanam.sample.directorate import MONTH

STEPS = {
    "who is paid by whom": [(computation, "employments_by_code")],
    "facts of the month": [(computation, "snapshot_of")],
    "pay rules": [(snapshot, "assess")],
    "the month before": [(computation, "compared")],
    "findings": [(computation, "findings_for")],
    "hashes": [(computation, "digests")],
    "rows by COPY": [(result_rows, "copy_rows")],
    "reconciliation in SQL": [(result_rows, "_reconcile")],
    "log entries": [(result_rows, "append_many")],
}
_COUNTED = """
    SELECT count(*) AS runs, coalesce(sum(r.people), 0) AS people, coalesce(sum(r.set_aside), 0) AS set_aside,
           coalesce(sum(r.net), 0) AS net_paise,
           (SELECT count(*) FROM payroll_assessed JOIN payroll_run o ON o.id = run_id
             WHERE o.state = 'computed') AS rows_kept,
           (SELECT coalesce(sum(a.net), 0) FROM payroll_assessed a JOIN payroll_run o ON o.id = a.run_id
             WHERE o.drawing_code_id = a.drawing_code_id AND o.state = 'computed') AS net_of_rows_paise,
           (SELECT coalesce(sum(cardinality(components)), 0) FROM payroll_assessed a
              JOIN payroll_run o ON o.id = a.run_id WHERE o.state = 'computed') AS lines_kept,
           (SELECT count(*) FROM payroll_runfinding) AS findings,
           (SELECT count(*) FROM journal_staged WHERE position('"run_computed"'::bytea IN leaf) > 0) AS
           log_entries
      FROM payroll_run r WHERE r.state = 'computed'
"""


def bench_month(server_folder: Path | None = None) -> dict[str, Any]:
    """Compute the month for every drawing code, then count the results in the database."""
    with (
        table_reads() as read,
        measured(server_folder) as found,
        found.steps(STEPS),
        found.step("other, and the commit"),
    ):
        told = run_month(MONTH)
    return {
        "result": told["result"],
        "refused": sum("error" in office for office in told["offices"]),
        "counted": counted(_COUNTED),
        "measured": {**found.as_json(), "read": read.as_json()},
    }


def counted(text: str) -> dict[str, int]:
    """One row of counts, by column name."""
    with connection.cursor() as cursor:
        cursor.execute(text)
        names = [column.name for column in cursor.description or ()]
        return {name: int(value) for name, value in zip(names, cursor.fetchone() or (), strict=True)}
