"""Checks of the Central rules: pay must be a cell of its level; facts without a rule in
this pack are reported.
"""

from __future__ import annotations

import polars as pl

from vethanam.errors import Sentence
from vethanam.money import shown
from vethanam.rules.central.matrix import REVISION, level_named
from vethanam.rules.checks import finding, found
from vethanam.rules.conditions import is_suspended
from vethanam.rules.facts import MonthFacts
from vethanam.rules.funds import PENSION_SCHEME, Fund, SheetColumn, Stated
from vethanam.rules.parameter_values import InForce
from vethanam.rules.rulebook import Check

#: the pack has no rule for subscriptions; members are set aside
GPF = Fund(
    "gpf",
    "Provident fund",
    scheme=PENSION_SCHEME,
    amount=Stated("gpf_subscription", "provident fund subscription"),
    sheet=(SheetColumn("gpf_number", "General Provident Fund account", "number"),),
)


def basic_pay_in_a_cell(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Basic pay must be a cell of its level in the pay matrix."""
    held = facts.segments.filter(pl.col("pay_basis") == "scale")
    distinct = held.select("revision", "scale", "basic_pay").unique(maintain_order=True)
    told = [_told(on, *row) for row in distinct.iter_rows()]
    answers = distinct.with_columns(
        pl.Series("code", [one and one.code for one in told], dtype=pl.String),
        pl.Series("stages", [one and one.facts.get("stages") for one in told], dtype=pl.String),
        pl.Series("pay", [one and one.facts.get("pay") for one in told], dtype=pl.String),
    ).filter(pl.col("code").is_not_null())
    wrong = held.join(answers, on=["revision", "scale", "basic_pay"], nulls_equal=True, maintain_order="left")
    return found(
        finding(
            wrong.filter(pl.col("code") == code),
            code,
            blocks=True,
            component="basic_pay",
            facts=facts_of,
        )
        for code, facts_of in (
            ("level_not_named", {"revision": REVISION, "again": REVISION}),
            ("not_a_cell", {"pay": pl.col("pay"), "level": pl.col("scale"), "stages": pl.col("stages")}),
        )
    )


def _told(on: InForce, revision: int | None, scale: str | None, pay: int) -> Sentence | None:
    level = level_named(on, scale) if scale is not None and revision == REVISION else None
    if level is None:
        return Sentence("level_not_named")
    if pay in level.cells:
        return None
    near = " and ".join(shown(cell, symbol=False) for cell in level.near(pay))
    return Sentence("not_a_cell", {"pay": shown(pay, symbol=False), "stages": near})


def without_a_rule(on: InForce, facts: MonthFacts) -> pl.DataFrame:
    """Suspension, provident fund and income tax have no rule here: such employments are
    set aside or reported.
    """
    untaxed = facts.months.filter(~pl.col("is_tax_settled"))
    fund = facts.members_of(GPF.code)
    return found(
        [
            finding(facts.segments.filter(is_suspended), "suspension_not_in_pack", blocks=True),
            finding(fund, "provident_fund_not_in_pack", blocks=True),
            finding(untaxed, "tax_not_in_pack", blocks=False),
        ]
    )


CHECKS: tuple[Check, ...] = (basic_pay_in_a_cell, without_a_rule)
