"""Everything a person should look at in a run, as rows for ``RunFinding``: what, on whom, why, what to do next."""

from __future__ import annotations

from typing import Any

import polars as pl

from vethanam.money import shown
from vethanam.payroll.beside import beside_claims
from vethanam.payroll.changes import DRAWN_OTHERWISE, NOT_EXPLAINED
from vethanam.payroll.comparing import Comparison
from vethanam.payroll.found import finding, worded
from vethanam.payroll.lines import in_words
from vethanam.payroll.models import Run
from vethanam.payroll.snapshot import Snapshot
from vethanam.people.models import BillClass
from vethanam.rules import Assessment


def findings_for(
    run: Run,
    snapshot: Snapshot,
    assessment: Assessment,
    here: pl.DataFrame,
    comparison: Comparison | None,
) -> list[dict[str, Any]]:
    """Everything a person should look at, each once, in the order of urgency and of employments."""
    numbers = dict(snapshot.parts.select("employment", "number").iter_rows())
    found = [_of_the_book(finding) for finding in snapshot.findings]
    found += _of_the_rules(assessment, numbers)
    found += _without_head(here)
    found += _unexplained(comparison, numbers)
    found += _drawn_otherwise(comparison, numbers)
    found += beside_claims(run, snapshot, assessment.lines, here)
    found += _of_lines(assessment.lines, here, numbers)
    found += _without_account(run, snapshot)
    return found


def _of_the_book(found: Any) -> dict[str, Any]:
    employment = found.facts.get("employment")
    return finding(
        found.record,
        found.code,
        found.says,
        employment=employment,
        blocks=found.blocks,
        is_set_aside=found.blocks,
        facts={name: value for name, value in found.facts.items() if isinstance(value, int | str)},
    )


def _of_the_rules(assessment: Assessment, numbers: dict[int, str]) -> list[dict[str, Any]]:
    return [
        finding(
            f"Employee {numbers[row['employment']]}",
            row["code"],
            row["says"],
            employment=row["employment"],
            component=row["component"] or "",
            blocks=row["blocks"],
            is_set_aside=row["blocks"],
            facts={"figures": list(row["facts"] or [])},
        )
        for row in assessment.findings.iter_rows(named=True)
    ]


def _without_head(here: pl.DataFrame) -> list[dict[str, Any]]:
    missing = (
        here.filter(pl.col("head").is_null())
        .group_by("bill_class")
        .agg(people=pl.col("employment").n_unique())
        .sort("bill_class")
    )
    titles = dict(BillClass.objects.filter(pk__in=missing["bill_class"].to_list()).values_list("pk", "title"))
    return [
        finding(
            f"Bills of class {titles[row['bill_class']]}",
            "no_head",
            f"{row['people']} people are drawn in bills of class {titles[row['bill_class']]}, for which no head of account is "
            "arranged. Enter the arrangement.",
            blocks=True,
        )
        for row in missing.iter_rows(named=True)
    ]


def _unexplained(comparison: Comparison | None, numbers: dict[int, str]) -> list[dict[str, Any]]:
    if comparison is None:
        return []
    return [
        finding(
            f"Employee {numbers.get(c.employment) or comparison.numbers[c.employment]}",
            NOT_EXPLAINED,
            f"{worded(c.component)}: {shown(c.before)} in {in_words(comparison.before)}, {shown(c.now)} now. {c.says} "
            "Correct the entry, or accept the change with a reason.",
            employment=c.employment,
            component=c.component,
            blocks=True,
            facts={"before": c.before, "now": c.now},
        )
        for c in comparison.changes
        if not c.is_explained
    ]


def _drawn_otherwise(comparison: Comparison | None, numbers: dict[int, str]) -> list[dict[str, Any]]:
    """Once for each person: the month before was not drawn as the service book gives it."""
    if comparison is None:
        return []
    lines: dict[int, list[str]] = {}
    for change in comparison.changes:
        if change.cause == DRAWN_OTHERWISE:
            lines.setdefault(change.employment, []).append(change.component.replace("_", " "))
    return [
        finding(
            f"Employee {numbers.get(employment) or comparison.numbers[employment]}",
            DRAWN_OTHERWISE,
            f"{in_words(comparison.before)} was drawn otherwise than the service book gives it now: "
            f"{', '.join(names)}. What is owed for it is an arrear or an over-payment of that month.",
            employment=employment,
            facts={"components": names},
        )
        for employment, names in lines.items()
    ]


def _of_lines(lines: pl.DataFrame, here: pl.DataFrame, numbers: dict[int, str]) -> list[dict[str, Any]]:
    """Lines that are held for an unknown figure, and deductions shortened for want of pay."""
    own = lines.join(
        here.select("employment", "part"), on=["employment", "part"], how="semi", maintain_order="left"
    )
    told = own.filter((pl.col("state") == "held") | (pl.col("carried") > 0))
    return [
        finding(
            f"Employee {numbers[row['employment']]}",
            "line_held" if row["state"] == "held" else "carried_forward",
            row["says"]
            or f"{worded(row['component'])}: {shown(row['carried'])} is carried forward, for the pay did not reach.",
            employment=row["employment"],
            component=row["component"],
            facts={
                "reason": row["reason"],
                "missing": row["missing"],
                "carried": row["carried"],
                "obligation": row["obligation"],
            },
        )
        for row in told.iter_rows(named=True)
    ]


def _without_account(run: Run, snapshot: Snapshot) -> list[dict[str, Any]]:
    rows = snapshot.parts.filter(
        pl.col("account").is_null(), pl.col("drawing_code") == run.drawing_code_id
    ).unique("employment", maintain_order=True)
    return [
        finding(
            f"Employee {row['number']}",
            "no_account",
            "No account is recorded. The bill can be passed; the pay waits at the treasury until an account is entered.",
            employment=row["employment"],
        )
        for row in rows.iter_rows(named=True)
    ]
