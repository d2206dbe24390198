"""The second pack: another Government's matrix, rates and rises by the same engine, for one
person and for many.
"""

from __future__ import annotations

import ast
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from vethanam import rules
from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess, explain, load_pack
from vethanam.rules.columns import OBLIGATIONS_DUE, RATES, SEGMENTS
from vethanam.rules.questions import ask

CENTRAL = load_pack("central")
FUNDS = CENTRAL.pack.funds
OCTOBER = Month(2025, 10)
LEVELS = CENTRAL.parameters["pay.matrix"]


def segment(employment: int = 1, **facts: Any) -> dict[str, Any]:
    """A whole month on duty in level 6, in a city of class X."""
    return {
        "employment": employment, "part": 1, "start": OCTOBER.first, "until": OCTOBER.last,
        "category": "central", "pay_basis": "scale", "revision": 7, "scale": "6", "basic_pay": 35400_00,
        "da_series": "central_7",
        "place_class": "X", **facts,
    }  # fmt: skip


def facts(*segments: dict[str, Any], **record: Any) -> MonthFacts:
    people = sorted({row["employment"] for row in segments})
    made = [{"employment": e, "born": date(1985, 5, 20), "is_tax_settled": True, **record} for e in people]
    months, memberships = FUNDS.split(FUNDS.stated.rows(made))
    return MonthFacts(OCTOBER, SEGMENTS.rows(list(segments)), months, memberships=memberships)


def many() -> MonthFacts:
    """Every level at its first and last cell, every class of city, some on leave, some who
    joined within the month.
    """
    rows = []
    for number, value in enumerate(LEVELS.values, start=1):
        for end in (0, -1):
            employment = 2 * number + end
            place = "XYZ"[employment % 3]
            row = segment(
                employment, scale=value.key, basic_pay=value.fields["value"][end], place_class=place
            )
            if employment % 5 == 0:
                row |= {"start": date(2025, 10, 17)}
            if employment % 7 == 0:
                row |= {"absence": "half_pay", "absence_since": date(2025, 9, 1)}
            rows.append(row)
    return facts(*rows, pension_scheme="nps")


def test_the_lines_of_a_month_are_those_of_the_orders() -> None:
    result = assess(facts(segment(), pension_scheme="nps"), CENTRAL)
    told = dict(result.lines.select("component", "amount").iter_rows())
    # 58 %, 30 %, then 10 and 14 % of 55,932, up to a whole rupee
    assert told == {
        "basic_pay": 35400_00,
        "dearness_allowance": 20532_00,
        "house_rent_allowance": 10620_00,
        "pension_contribution": 5594_00,
        "government_pension_contribution": 7831_00,
    }
    assert result.findings.is_empty()


def test_many_are_worked_out_as_each_alone() -> None:
    together = many()
    result = assess(together, CENTRAL)
    people = together.months["employment"].to_list()
    assert len(people) == 2 * len(LEVELS.keys)
    assert result.findings.is_empty()
    alone = [assess(together.of(employment), CENTRAL).lines for employment in people]
    assert pl.concat(alone).sort(result.lines.columns[:3]).equals(result.lines.sort(result.lines.columns[:3]))


def test_a_month_asked_in_a_file_is_the_month_assessed() -> None:
    given = {
        "employment": {"born": "1985-05-20", "is_tax_settled": True, "pension_scheme": "nps"},
        "segments": [{"revision": 7, "scale": "6", "basic_pay": 35400, "place_class": "X"}],
    }
    asked = {"id": 1, "ask": "month", "on": "2025-10-01", "pack": "central", "given": {"facts": given}}
    answer = ask(asked, "kerala")["answer"]
    totals = assess(facts(segment(), pension_scheme="nps"), CENTRAL).totals.row(0, named=True)
    assert [answer[f"{name}_paise"] for name in ("gross", "deductions", "net")] == [
        totals[name] for name in ("gross", "deductions", "net")
    ]
    assert {line["component"] for line in answer["lines"]} == {
        "basic_pay", "dearness_allowance", "house_rent_allowance", "pension_contribution",
        "government_pension_contribution",
    }  # fmt: skip


def test_house_rent_rises_on_the_days_dearness_allowance_reaches_its_marks() -> None:
    rates = {}
    for value in CENTRAL.parameters["dearness_allowance.rate"].values:
        if value.with_effect_from >= date(2017, 7, 1):
            on = value.with_effect_from.isoformat()
            item = {
                "ask": "house_rent_allowance",
                "on": on,
                "given": {"basic_pay": 100000, "city_class": "X"},
            }
            rates[on] = ask(item, "central")["answer"]["amount_paise"] // 1000_00
    steps = [(day, after) for (_, before), (day, after) in pairwise(rates.items()) if before != after]
    assert steps == [("2021-07-01", 27), ("2024-01-01", 30)]


@pytest.mark.parametrize("value", LEVELS.values, ids=lambda value: value.key)
def test_each_cell_is_three_per_cent_above_the_one_before_to_the_nearest_hundred(value: Any) -> None:
    cells = [cell // 100 for cell in value.fields["value"]]
    assert all(cell % 100 == 0 for cell in cells)
    assert all(after == (before * 103 + 5000) // 10000 * 100 for before, after in pairwise(cells))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"basic_pay": 35500_00}, "not_a_cell"),
        ({"scale": "19"}, "level_not_named"),
        ({"revision": 6}, "level_not_named"),
        ({"category": "state"}, "service_not_in_pack"),
        ({"absence": "suspension"}, "suspension_not_in_pack"),
    ],
)
def test_what_the_pack_has_no_rule_for_is_set_aside(changed: dict[str, Any], code: str) -> None:
    result = assess(facts(segment(**changed)), CENTRAL)
    assert code in result.set_aside["code"].to_list()
    assert result.lines.is_empty()


def test_a_recovery_or_a_fund_without_a_rule_is_set_aside_and_tax_is_told() -> None:
    plain = facts(segment())
    owed = OBLIGATIONS_DUE.rows([{"employment": 1, "obligation": 1, "kind": "attachment", "amount": 100_00}])
    attached = MonthFacts(OCTOBER, plain.segments, plain.months, RATES.empty(), obligations=owed)
    assert assess(attached, CENTRAL).set_aside["code"].to_list() == ["recovery_not_in_pack"]
    fund = assess(facts(segment(), pension_scheme="gpf"), CENTRAL)
    assert fund.set_aside["code"].to_list() == ["provident_fund_not_in_pack"]
    taxed = assess(facts(segment(), is_tax_settled=False), CENTRAL)
    assert taxed.findings.select("code", "blocks").rows() == [("tax_not_in_pack", False)]


def test_house_rent_without_pay_waits_for_its_order_and_the_rest_is_paid() -> None:
    unpaid = segment(start=date(2025, 10, 31), absence="without_allowances")
    held_facts = facts(segment(until=date(2025, 10, 30)), unpaid)
    held = assess(held_facts, CENTRAL).lines.filter(state="held")
    assert held.select("component", "missing").rows() == [
        ("house_rent_allowance", "house_rent_allowance.leave")
    ]
    tree = explain(held_facts, CENTRAL, "house_rent_allowance")
    assert tree.value is None
    assert "No.2(37)-E.II(B)/64" in (tree.says or "")


def test_a_service_of_this_pack_is_set_aside_by_the_other() -> None:
    result = assess(facts(segment()), load_pack("kerala"))
    assert "service_not_in_pack" in result.set_aside["code"].to_list()


def test_an_explanation_names_the_orders() -> None:
    tree = explain(facts(segment()), CENTRAL, "house_rent_allowance")
    assert tree.value == 10620_00
    used = {(p.name, p.key): p.text for p in tree.parameters}
    assert used["house_rent_allowance.rate", "X/second"] == "30 %"
    assert used["dearness_allowance.rate", "central_7"] == "58 %"
    orders = {p.citation.order for p in tree.parameters}
    assert "Department of Expenditure O.M. No.2/5/2017-E.II(B)" in orders


# --- the seam
# -------------------------------------------------------------------------------------------------------


def packs() -> list[str]:
    """The folders of the room that are packs."""
    folder = Path(rules.__file__).parent
    return sorted(path.parent.name for path in folder.glob("*/__init__.py"))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_engine_and_the_other_pack_know_nothing_of_a_pack() -> None:
    folder = Path(rules.__file__).parent
    assert packs() == ["central", "kerala"]
    strangers = [
        f"{path.relative_to(folder)} knows {pack}"
        for pack in packs()
        for path in sorted(folder.rglob("*.py"))
        if path.relative_to(folder).parts[0] != pack
        and any(name.startswith(f"vethanam.rules.{pack}") for name in imported(path))
    ]
    assert strangers == []
    words = ("kerala", "thiruvananthapuram", "malayalam", "spark", "7th cpc", "expenditure o.m")
    named = [
        f"{path.name}: {word}"
        for path in sorted(folder.glob("*.py"))
        for word in words
        if word in path.read_text(encoding="utf-8").lower()
    ]
    assert named == []


def test_every_pack_loads_by_its_name_and_another_name_is_refused() -> None:
    assert [load_pack(name).name for name in packs()] == packs()
    with pytest.raises(Unsound, match="There is no rule pack"):
        load_pack("centre")
