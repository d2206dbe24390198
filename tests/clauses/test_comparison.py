"""Why a net changed: the lines that moved it, and the facts and figures that moved the lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rules.made import RULES, facts, segment
from vethanam.clauses.comparison import LineMoved, moved
from vethanam.clauses.explanation import Explanation, Sum
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess, explain


def net_of(month: MonthFacts) -> Explanation:
    """The net of one employment's month with a child for each line."""
    rows = list(assess(month, RULES).lines.select("component", "kind").iter_rows())
    trees = [explain(month, RULES, name) for name, _ in rows]
    sums = [
        Sum.added(
            [
                Sum("line", trees[place].value or 0, child=place)
                for place, (_, one) in enumerate(rows)
                if one == kind
            ],
            sum(trees[place].value or 0 for place, (_, one) in enumerate(rows) if one == kind),
        )
        for kind in ("earning", "deduction")
    ]
    value = (sums[0].number or 0) - (sums[1].number or 0)
    return Explanation(
        "net", value, "paise", "", children=tuple(trees), sum=Sum("minus", value, parts=tuple(sums))
    )


def compared(before: MonthFacts, now: MonthFacts) -> dict[str, LineMoved]:
    old, new = net_of(before), net_of(now)
    lines = moved(old, new)
    assert sum(line.effect for line in lines) == (new.value or 0) - (old.value or 0)
    return {line.name: line for line in lines}


def said(line: LineMoved) -> dict[str, tuple[str, str]]:
    return {one.name: (one.before, one.after) for one in line.by}


def test_an_increment_moves_the_lines_that_rest_on_pay() -> None:
    lines = compared(facts(segment(basic_pay=45600_00)), facts(segment(basic_pay=46700_00)))
    assert lines["basic_pay"].effect == 1100_00
    assert said(lines["basic_pay"]) == {"basic_pay": ("45,600", "46,700")}
    assert said(lines["dearness_allowance"]) == {"basic_pay": ("45,600", "46,700")}


def test_a_new_rate_is_named_with_its_order() -> None:
    before, now = Month(2026, 2), Month(2026, 3)
    old, new = (_month(month) for month in (before, now))
    line = compared(old, new)["dearness_allowance"]
    (one,) = line.by
    assert one.name == "dearness_allowance.rate" and one.before != one.after == "35 %"
    assert one.order.startswith("G.O.(P) No.27/2026/Fin")


def _month(month: Month, **more: Any) -> MonthFacts:
    made = facts(segment(start=month.first, until=month.last), **more)
    return replace(made, month=month)


def test_leave_without_allowances_takes_days() -> None:
    away = facts(
        segment(until=date(2026, 10, 10)),
        segment(start=date(2026, 10, 11), until=date(2026, 10, 20), absence="without_allowances"),
        segment(start=date(2026, 10, 21)),
    )
    line = compared(facts(segment()), away)["basic_pay"]
    assert line.effect < 0
    assert "without_allowances" in said(line)["absence"][1]


def test_a_new_recovery_takes_from_the_net() -> None:
    owing = facts(segment(), owed=[{"kind": "festival_advance", "amount": 4000_00}])
    line = compared(facts(segment()), owing)["festival_advance"]
    assert (line.before, line.after, line.effect) == (None, 4000_00, -4000_00)
    assert said(line) == {"instalment": ("", "4,000")}


@pytest.mark.parametrize("month", [facts(segment()), facts(segment(), is_medisep=True)])
def test_the_same_month_moves_nothing(month: MonthFacts) -> None:
    assert moved(net_of(month), net_of(month)) == ()
