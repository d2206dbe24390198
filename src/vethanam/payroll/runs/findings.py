"""All findings of a run as rows for ``RunFinding``: problem, record, reason, next step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import polars as pl

from vethanam.errors import Finding, Sentence
from vethanam.money import shown
from vethanam.payroll.register.drawn_lines import INCOME_TAX
from vethanam.payroll.runs.change_causes import DRAWN_OTHERWISE, NOT_EXPLAINED
from vethanam.payroll.runs.claim_differences import beside_claims
from vethanam.payroll.runs.finding_rows import finding
from vethanam.payroll.runs.lapsed_orders import Stopped, stopped_findings
from vethanam.payroll.runs.month_comparison import Comparison
from vethanam.payroll.snapshot import Snapshot
from vethanam.people.models import BillClass
from vethanam.rules import Assessment
from vethanam.service_book.reader import BookReader

#: its pay is the last received in a tax year
FEBRUARY = 2
type Codes = Mapping[int, Sequence[int]]


def findings_for(
    reader: BookReader,
    whose: pl.DataFrame,
    snapshot: Snapshot,
    assessment: Assessment,
    here: pl.DataFrame,
    comparison: Comparison | None,
    stopped: Sequence[Stopped] = (),
    ending: Sequence[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """The findings of all drawing codes as rows, sorted by drawing code.

    Within a code they keep the order of their sources: service book, rules, orders not in force, leavers,
    heads, changes of pay, claims, lines, accounts.

    ``whose`` has the employments each drawing code computes, ``here`` the rows each draws itself. ``stopped``
    are orders not in force; ``ending`` has findings on leavers and shared accounts.
    """
    numbers = dict(snapshot.parts.select("employment", "number").iter_rows())
    looked_at = _looked_at(snapshot, assessment)
    codes_of: dict[int, list[int]] = {}
    for code, employment in whose.filter(pl.col("employment").is_in(list(looked_at))).iter_rows():
        codes_of.setdefault(employment, []).append(code)
    found = chain(
        _of_the_book(snapshot, codes_of),
        _of_the_rules(assessment, numbers, codes_of),
        stopped_findings(stopped, whose, numbers),
        ending,
        _without_head(here),
        _unexplained(comparison, numbers),
        _drawn_otherwise(comparison, numbers),
        beside_claims(reader, whose, snapshot, assessment.lines, here),
        _of_lines(assessment.lines, here, numbers, snapshot),
        _without_account(here, snapshot),
    )
    return sorted(found, key=lambda row: row["drawing_code"])


def people_findings(
    whose: pl.DataFrame, snapshot: Snapshot, assessment: Assessment, code: int
) -> list[Finding]:
    """Findings of one drawing code that need no other month: of the book and the rules, bills without a
    head, people without an account.
    """
    numbers = dict(snapshot.parts.select("employment", "number").iter_rows())
    here = snapshot.parts.filter(pl.col("drawing_code") == code)
    codes_of = {employment: [code] for employment in whose["employment"].to_list()}
    rows = chain(
        _of_the_book(snapshot, codes_of),
        _of_the_rules(assessment, numbers, codes_of),
        _without_head(here),
        _without_account(here, snapshot),
    )
    return [
        Finding(
            row["record"],
            row["code"],
            blocks=row["blocks"],
            facts={**row["facts"], "employment": row["employment_id"]},
        )
        for row in rows
    ]


def _looked_at(snapshot: Snapshot, assessment: Assessment) -> set[int]:
    said = (*snapshot.findings, *snapshot.questions)
    in_the_book = {f.facts["employment"] for f in said if "employment" in f.facts}
    return in_the_book | set(assessment.findings["employment"].to_list())


def _of_the_book(snapshot: Snapshot, codes_of: Codes) -> list[dict[str, Any]]:
    return [
        finding(
            code,
            found.record,
            found.code,
            employment=found.facts["employment"],
            blocks=found.blocks,
            is_set_aside=found.blocks,
            facts=found.facts,
        )
        for found in (*snapshot.findings, *snapshot.questions)
        for code in codes_of.get(found.facts["employment"], ())
    ]


def _of_the_rules(assessment: Assessment, numbers: dict[int, str], codes_of: Codes) -> list[dict[str, Any]]:
    return [
        finding(
            code,
            f"Employee {numbers[row['employment']]}",
            row["code"],
            employment=row["employment"],
            component=row["component"] or "",
            blocks=row["blocks"],
            is_set_aside=row["blocks"],
            facts=json.loads(row["facts"]),
        )
        for row in assessment.findings.iter_rows(named=True)
        for code in codes_of.get(row["employment"], ())
    ]


def _without_head(here: pl.DataFrame) -> list[dict[str, Any]]:
    missing = (
        here.filter(pl.col("head").is_null())
        .group_by("drawing_code", "bill_class")
        .agg(people=pl.col("employment").n_unique())
        .sort("drawing_code", "bill_class")
    )
    titles = dict(BillClass.objects.filter(pk__in=missing["bill_class"].to_list()).values_list("pk", "title"))
    return [
        finding(
            row["drawing_code"],
            f"Bills of class {titles[row['bill_class']]}",
            "no_head" if row["people"] > 1 else "no_head_for_one",
            blocks=True,
            facts={"count": row["people"], "title": titles[row["bill_class"]]},
        )
        for row in missing.iter_rows(named=True)
    ]


def _unexplained(comparison: Comparison | None, numbers: dict[int, str]) -> list[dict[str, Any]]:
    if comparison is None:
        return []
    return [
        finding(
            c.drawing_code or 0,
            f"Employee {numbers.get(c.employment) or comparison.numbers[c.employment]}",
            NOT_EXPLAINED,
            employment=c.employment,
            component=c.component,
            blocks=True,
            facts={
                "component": c.component,
                "before": shown(c.before),
                "month": str(comparison.before),
                "now": shown(c.now),
                "why": Sentence(c.why),
            },
        )
        for c in comparison.changes
        if not c.is_explained
    ]


def _drawn_otherwise(comparison: Comparison | None, numbers: dict[int, str]) -> list[dict[str, Any]]:
    """One finding per person: the month before was not drawn as the service book computes it."""
    if comparison is None:
        return []
    lines: dict[tuple[int, int], list[str]] = {}
    for change in comparison.changes:
        if change.cause == DRAWN_OTHERWISE:
            whose = change.drawing_code or 0, change.employment
            lines.setdefault(whose, []).append(change.component)
    return [
        finding(
            code,
            f"Employee {numbers.get(employment) or comparison.numbers[employment]}",
            DRAWN_OTHERWISE,
            employment=employment,
            facts={"month": str(comparison.before), "components": names},
        )
        for (code, employment), names in lines.items()
    ]


def _of_lines(
    lines: pl.DataFrame, here: pl.DataFrame, numbers: dict[int, str], snapshot: Snapshot
) -> list[dict[str, Any]]:
    """Findings for lines held for an unknown figure, and for deductions reduced for lack of pay."""
    told = lines.filter((pl.col("state") == "held") | (pl.col("carried") > 0)).join(
        here.select("employment", "part", "drawing_code"), on=["employment", "part"], maintain_order="left"
    )
    balanced = set(snapshot.balances.filter(pl.col("balance").is_not_null())["obligation"])
    return [
        finding(
            row["drawing_code"],
            f"Employee {numbers[row['employment']]}",
            "line_held" if row["state"] == "held" else _not_taken(row, snapshot, balanced),
            employment=row["employment"],
            component=row["component"],
            facts={
                "component": row["component"],
                "amount": shown(row["carried"]),
                "month": str(snapshot.month),
                "why": json.loads(row["why"]),
                "reason": row["reason"],
                "missing": row["missing"],
                "carried": row["carried"],
                "obligation": row["obligation"],
            },
        )
        for row in told.iter_rows(named=True)
    ]


def _not_taken(row: dict[str, Any], snapshot: Snapshot, balanced: set[int]) -> str:
    """The finding code of a reduced deduction. Only income tax and balances are deducted later."""
    if row["component"] == INCOME_TAX and snapshot.month.number != FEBRUARY:
        return "carried_over_the_year"
    return "carried_in_balance" if row["obligation"] in balanced else "not_carried"


def _without_account(here: pl.DataFrame, snapshot: Snapshot) -> list[dict[str, Any]]:
    rows = (
        snapshot.parts.filter(pl.col("account").is_null())
        .join(here.select("drawing_code").unique(), on="drawing_code", how="semi", maintain_order="left")
        .unique(["drawing_code", "employment"], maintain_order=True)
    )
    return [
        finding(
            row["drawing_code"],
            f"Employee {row['number']}",
            "no_account",
            employment=row["employment"],
        )
        for row in rows.iter_rows(named=True)
    ]
