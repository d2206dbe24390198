"""What the Central rules check of a service book: pay in a cell of its level, and what this small pack has no rule for."""

from __future__ import annotations

import polars as pl

from vethanam.money import shown
from vethanam.rules.central.matrix import REVISION, level_named
from vethanam.rules.checks import finding, found
from vethanam.rules.conditions import is_suspended
from vethanam.rules.facts import MonthFacts
from vethanam.rules.funds import PENSION_SCHEME, Fund, SheetColumn, Stated
from vethanam.rules.in_force import InForce
from vethanam.rules.rulebook import Check

#: no rule of the pack takes a subscription; its members are set aside
GPF = Fund(
    "gpf",
    "Provident fund",
    scheme=PENSION_SCHEME,
    amount=Stated("gpf_subscription", "provident fund subscription"),
    sheet=(SheetColumn("gpf_number", "General Provident Fund account", "number"),),
)


def basic_pay_in_a_cell(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Basic pay must be a cell of its level of the pay matrix."""
    held = facts.segments.filter(pl.col("pay_basis") == "scale")
    distinct = held.select("revision", "scale", "basic_pay").unique(maintain_order=True)
    told = [_told(on, *row) for row in distinct.iter_rows()]
    answers = distinct.with_columns(
        pl.Series("code", [code for code, _ in told], dtype=pl.String),
        pl.Series("sentence", [says for _, says in told], dtype=pl.String),
    ).filter(pl.col("code").is_not_null())
    wrong = held.join(answers, on=["revision", "scale", "basic_pay"], nulls_equal=True, maintain_order="left")
    return found(
        finding(
            wrong.filter(pl.col("code") == code),
            code,
            pl.col("sentence"),
            blocks=True,
            component="basic_pay",
            facts=[pl.col("basic_pay"), pl.col("scale")],
        )
        for code in ("unknown_scale", "not_a_stage")
    )


def _told(on: InForce, revision: int | None, scale: str | None, pay: int) -> tuple[str | None, str | None]:
    level = level_named(on, scale) if scale is not None and revision == REVISION else None
    if level is None:
        says = (
            f"Pay in a level names no level of the {REVISION}th commission's pay matrix. "
            f"Record the level, such as 6, and revision {REVISION}."
        )
        return "unknown_scale", says
    if pay in level.cells:
        return None, None
    near = " and ".join(shown(cell, symbol=False) for cell in level.near(pay))
    says = (
        f"Basic pay {shown(pay, symbol=False)} is not a cell of level {level.name}. The nearest are {near}. "
        "Check the fixation order."
    )
    return "not_a_stage", says


def without_a_rule(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Suspension, provident fund and income tax have no rule here: whoever needs one is set aside or told."""
    suspended = pl.lit(
        "The pack has no rule for pay in suspension (Fundamental Rule 53). Work this month out by hand."
    )
    untaxed = facts.months.filter(~pl.col("is_tax_settled"))
    told = pl.lit("The pack works out no income tax, so none is deducted here. Have it settled elsewhere.")
    fund = facts.members_of(GPF.code)
    says = pl.lit("The pack has no rule for the provident fund. Work this month out by hand.")
    return found(
        [
            finding(facts.segments.filter(is_suspended), "suspension_not_in_pack", suspended, blocks=True),
            finding(fund, "provident_fund_not_in_pack", says, blocks=True),
            finding(untaxed, "tax_not_in_pack", told, blocks=False),
        ]
    )


CHECKS: tuple[Check, ...] = (basic_pay_in_a_cell, without_a_rule)
