"""Compute runs: facts, rules, rows, findings, hashes. Writes nothing except new component codes.

Any number of drawing codes is computed in one batch, each with the same result as alone. A person drawn by
two codes is in both, with every part of the month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from vethanam.errors import Sentence
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.register.lines import packed
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.runs.findings import findings_for
from vethanam.payroll.runs.hashes import digests
from vethanam.payroll.runs.joint_accounts import shared_findings
from vethanam.payroll.runs.lapsed_orders import as_frame, stopped_orders
from vethanam.payroll.runs.leavers import as_frame as leavers
from vethanam.payroll.runs.leavers import ending_findings
from vethanam.payroll.runs.month_comparison import Comparison, compared
from vethanam.payroll.snapshot import Snapshot, snapshot_of
from vethanam.periods import Month
from vethanam.rules import Assessment
from vethanam.service_book.queries import BookReader, employments_by_code, reach_of

type Report = Callable[[int, int], None]
type Findings = Sequence[dict[str, Any]]

#: hashed columns of a line
_OF_A_LINE = (
    "employment", "part", "place", "component", "kind", "amount", "due", "carried", "state", "missing",
    "obligation",
    "is_unconfirmed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Computed:
    """The result of one drawing code's run: hashes, counts, and totals in paise."""

    snapshot_hash: bytes
    rulebook_hash: bytes
    result_hash: bytes
    people: int
    set_aside: int
    lines_held: int
    gross: int
    deductions: int
    net: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The results of several drawing codes' runs, ready to save.

    ``rows`` has the columns of ``Assessed`` and ``of``, the drawing code of the run. ``findings`` are rows
    for ``RunFinding`` with their ``drawing_code``. ``by_code`` maps drawing code to its result.
    """

    rows: pl.DataFrame
    findings: Findings
    by_code: Mapping[int, Computed]


def compute(
    reader: BookReader, month: Month, known_at: datetime, codes: Mapping[int, str], report: Report
) -> Batch:
    """Compute a month of drawing codes; ``codes`` maps the id of each to its code.

    The result depends only on the known facts and the rulebook.
    """
    if not reader.is_whole:
        reader = reader.keeping(reach_of(reader, month, known_at, list(codes)))
    rulebook = rulebook_in_use(known_at)
    whose = employments_by_code(reader, month, known_at, list(codes))
    people = whose["employment"].unique().sort().to_list()
    snapshot = snapshot_of(reader, month, known_at, rulebook, employments=people)
    report(0, len(snapshot.employments))
    assessment = snapshot.assessed(reader, rulebook)
    report(len(snapshot.employments), len(snapshot.employments))
    kinds = dict(assessment.lines.select("component", "kind").unique().iter_rows())
    rows = _rows(assessment, packed(assessment.lines, codes_of(kinds)), snapshot.parts)
    here = rows.filter(pl.col("drawing_code").is_in(list(codes)))
    comparison = compared(reader, list(codes), snapshot, assessment.lines, questions_only=True)
    stopped = stopped_orders(month, known_at)
    ending = [
        *ending_findings(reader, whose, snapshot, assessment.lines, here),
        *shared_findings(reader, whose, snapshot),
    ]
    findings = findings_for(reader, whose, snapshot, assessment, here, comparison, stopped, ending)
    lines = assessment.lines.select(_OF_A_LINE)
    results = digests({"lines": whose.join(lines, on="employment")}, list(codes))
    hashes = _of_snapshot(whose, snapshot, comparison, list(codes))
    if stopped:
        hashes = digests({"stopped": as_frame(stopped, list(codes))}, list(codes), hashes)
    if ending:
        drawing = sorted({one["drawing_code"] for one in ending})
        hashes |= digests({"ending": leavers(ending)}, drawing, hashes)
    return Batch(
        whose.rename({"drawing_code": "of"}).join(rows, on="employment", maintain_order="left_right"),
        findings,
        _sums(month, known_at, codes, here, findings, hashes, results),
    )


def _of_snapshot(
    whose: pl.DataFrame, snapshot: Snapshot, comparison: Comparison | None, codes: Sequence[int]
) -> dict[int, bytes]:
    frames = {name: whose.join(frame, on="employment") for name, frame in snapshot.frames().items()}
    hashes = digests(frames, codes)
    if comparison is None:
        return hashes
    drawn = comparison.drawn.drop("is_elsewhere", "arrears")
    drawing = drawn["drawing_code"].unique().sort().to_list()
    return hashes | digests({"drawn": drawn}, drawing, hashes)


def _sums(
    month: Month,
    known_at: datetime,
    codes: Mapping[int, str],
    here: pl.DataFrame,
    findings: Findings,
    snapshots: Mapping[int, bytes],
    results: Mapping[int, bytes],
) -> dict[int, Computed]:
    aside = Counter(
        code for code, _ in {(f["drawing_code"], f["employment_id"]) for f in findings if f["is_set_aside"]}
    )
    summed = here.group_by("drawing_code").agg(
        pl.col("employment").n_unique().alias("people"),
        pl.col("held").list.len().sum().alias("held"),
        pl.col("gross", "deductions", "net").sum(),
    )
    sums = {row[0]: row[1:] for row in summed.iter_rows()}
    rulebook = bytes.fromhex(rulebook_in_use(known_at).hash)
    found = {}
    for code, name in codes.items():
        people, held, gross, deductions, net = sums.get(code, (0,) * 5)
        found[code] = Computed(
            snapshots[code],
            rulebook,
            results[code],
            people,
            aside[code],
            held,
            gross,
            deductions,
            net,
            _outcome(month, name, people, aside[code]).kept,
        )
    return found


def _rows(assessment: Assessment, lines: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """One row per part of every assessed person, even without lines, with drawing code and head."""
    key, arrays = ["employment", "part"], ["components", "obligations", "amounts", "held", "unconfirmed"]
    drawn_by = parts.select(*key, "drawing_code", "bill_class", "head")
    rows = assessment.totals.select(*key, "gross", "deductions", "net").join(
        lines.select(*key, *arrays), on=key, how="left", maintain_order="left"
    )
    return rows.with_columns(pl.col(arrays).fill_null([])).join(
        drawn_by, on=key, how="left", maintain_order="left"
    )


def _outcome(month: Month, code: str, people: int, aside: int) -> Sentence:
    facts = {
        "month": str(month),
        "code": code,
        "people": Sentence("one_person_is") if people == 1 else Sentence("people_are", {"count": people}),
        "aside": aside,
    }
    return Sentence("run_computed_with_aside" if aside else "run_computed", facts)
