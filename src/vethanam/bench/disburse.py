"""The month of a pension for everybody: by its changes and in full, approved, its money released."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vethanam.bench.beneficiaries import MONTH, SCHEME, Officers
from vethanam.bench.measurement import Measured, measured
from vethanam.bench.month import counted
from vethanam.benefits import cycle_tree
from vethanam.benefits.actions import cycles
from vethanam.benefits.actions.releases import ReleaseSaid, drawn_by, release
from vethanam.benefits.models import Cycle, SchemeOffice
from vethanam.benefits.queries import cycle_rows
from vethanam.benefits.queries.cycles import totals_of
from vethanam.errors import Broken
from vethanam.orders.models import Order

STEPS = {
    "lines taken over": [(cycle_rows, "take_over")],
    "who changed": [(cycles, "changed_since"), (cycles, "employees_of"), (cycle_rows, "due_again")],
    "assessed": [(cycles, "lines_of")],
    "earlier months": [(cycles, "_past_months")],
    "lines by COPY": [(cycle_rows, "add_lines")],
    "counts": [(cycle_rows, "count_people")],
    "labels": [(cycle_tree, "labels_of")],
    "drawals": [(cycle_rows, "draw")],
}
# From the numbers of the people alone, without kinds and lines, at the rate of January 2026. A provident fund
# pension holds the line since two reports of 2022 conflict.
_DUE = """
    SELECT count(*) AS eligible, count(*) * 200000 AS due_paise
      FROM benefits_beneficiary b JOIN benefits_award a ON a.beneficiary_id = b.id
     WHERE b.id % 200 <> 7 AND b.id % 400 <> 11 AND b.id % 50 <> 0
"""
_DRAWN = """
    SELECT count(*) AS drawals, coalesce(sum(amount), 0)::bigint AS drawn_paise,
           (SELECT coalesce(sum(m.state), 0)::bigint FROM benefits_rollline l
              JOIN benefits_kindmonth m ON m.cycle_id = l.cycle_id AND m.kind_id = l.kind_id
               AND m.month = l.for_month
             WHERE l.state = 'eligible' AND l.for_month = 202601
               AND l.cycle_id = (SELECT max(id) FROM benefits_cycle)) AS due_by_state_paise
      FROM benefits_drawal
"""


def bench_disburse(server_folder: Path | None = None, *, is_full: bool = True) -> dict[str, Any]:
    """Compute the month by its changes, in full too, approve it, release its money; count again in SQL.

    Raises
    ------
    Broken
        The full month has another result.
    """
    scheme, officers = SchemeOffice.objects.get(code=SCHEME), Officers()
    measurements: dict[str, Measured] = {}
    with _step(measurements, "month", server_folder):
        cycle = cycles.compute_cycle(officers.by(0), scheme, MONTH)
    if is_full:
        with _step(measurements, "full month", server_folder):
            full = cycles.compute_cycle(officers.by(0), scheme, MONTH, is_full=True)
        if _result(full) != _result(cycle):
            raise Broken("other_result")
        cycle, assessed = full, cycle.assessed
    else:
        assessed = cycle.assessed
    with _step(measurements, "approval", server_folder):
        approval = cycles.approve_cycle(officers.by(1), cycle, bytes(cycle.result_hash))
    due = sum(one.of_state or 0 for one in totals_of(cycle) if one.month == int(MONTH))
    said = ReleaseSaid([MONTH], due)
    with _step(measurements, "release", server_folder):
        row = release(officers.by(3), scheme, said, Order.objects.get(number="G.O. 1/2026"))
    parts = [one for name, one in measurements.items() if name != "full month"]
    return {
        "awards": approval.people, "assessed": assessed, "due_paise": _due(cycle),
        "drawn_paise": drawn_by(row).amount, "result_hash": bytes(cycle.result_hash).hex(),
        "counted": {**counted(_DUE), **counted(_DRAWN)},
        "total_seconds": round(sum(one.total_seconds for one in parts), 2),
        "processor_seconds": round(sum(one.processor_seconds for one in parts), 2),
        "peak_mib": max(one.peak_mib for one in parts),
        "measured": {name: one.as_json() for name, one in measurements.items()},
    }  # fmt: skip


def _due(cycle: Cycle) -> int:
    return sum(one.due or 0 for one in totals_of(cycle) if one.month == int(MONTH))


def _result(cycle: Cycle) -> tuple[bytes, bytes]:
    return bytes(cycle.roll_hash), bytes(cycle.result_hash)


@contextmanager
def _step(found: dict[str, Measured], name: str, server_folder: Path | None) -> Iterator[None]:
    """Measure one act, with its steps."""
    with measured(server_folder) as one, one.steps(STEPS), one.step("other, and the commit"):
        found[name] = one
        yield
