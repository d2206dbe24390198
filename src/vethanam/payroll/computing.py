"""From a run that was asked to its result: facts, rules, rows, findings, hashes. Reads, and writes nothing but components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.payroll.comparing import compared
from vethanam.payroll.components import codes_of
from vethanam.payroll.findings import findings_for
from vethanam.payroll.lines import digest, in_words, packed
from vethanam.payroll.models import Run
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.rules import Assessment

type Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Computed:
    """What a run writes: rows for ``Assessed`` and for ``RunFinding``, hashes, counts and totals in paise."""

    snapshot_hash: bytes
    rulebook_hash: bytes
    result_hash: bytes
    rows: Sequence[dict[str, Any]]
    findings: Sequence[dict[str, Any]]
    people: int
    set_aside: int
    lines_held: int
    gross: int
    deductions: int
    net: int
    says: str


def compute(run: Run, report: Report) -> Computed:
    """The result of a run, a function of the facts as known at ``run.known_at`` and of the rulebook."""
    month, rulebook = Month.from_key(run.month), rulebook_in_use()
    snapshot = snapshot_of(month, run.known_at, rulebook, drawing_code=run.drawing_code.code)
    report(0, len(snapshot.employments))
    assessment = snapshot.assessed(rulebook)
    report(len(snapshot.employments), len(snapshot.employments))
    kinds = dict(assessment.lines.select("component", "kind").unique().iter_rows())
    rows = _rows(assessment, packed(assessment.lines, codes_of(kinds)), snapshot.parts)
    here = rows.filter(pl.col("drawing_code") == run.drawing_code_id)
    comparison = compared(run, snapshot, assessment.lines)
    findings = findings_for(run, snapshot, assessment, here, comparison)
    aside = {f["employment_id"] for f in findings if f["is_set_aside"]}
    held = int(here["held"].list.len().sum())
    people = here["employment"].n_unique()
    return Computed(
        digest({"drawn": comparison.drawn}, snapshot.hash) if comparison else snapshot.hash,
        bytes.fromhex(rulebook.hash),
        bytes.fromhex(assessment.hash),
        [_row(row) for row in rows.iter_rows(named=True)],
        findings,
        people,
        len(aside),
        held,
        int(here["gross"].sum()),
        int(here["deductions"].sum()),
        int(here["net"].sum()),
        _says(month, run.drawing_code.code, people, len(aside)),
    )


def _rows(assessment: Assessment, lines: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """One row per part of everybody assessed, also where no line is left, with who draws it under which head."""
    key, arrays = ["employment", "part"], ["components", "obligations", "amounts", "held", "unconfirmed"]
    drawn_by = parts.select(*key, "drawing_code", "bill_class", "head")
    rows = assessment.totals.select(*key, "gross", "deductions", "net").join(
        lines.select(*key, *arrays), on=key, how="left", maintain_order="left"
    )
    return rows.with_columns(pl.col(arrays).fill_null([])).join(
        drawn_by, on=key, how="left", maintain_order="left"
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    renamed = {
        "employment": "employment_id",
        "drawing_code": "drawing_code_id",
        "bill_class": "bill_class_id",
        "head": "head_id",
    }
    return {renamed.get(name, name): value for name, value in row.items()}


def _says(month: Month, code: str, people: int, aside: int) -> str:
    computed = f"{in_words(month)}, {code}: {people} {'person is' if people == 1 else 'people are'} computed"
    return f"{computed}, {aside} set aside." if aside else f"{computed}."
