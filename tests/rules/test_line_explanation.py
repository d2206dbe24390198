"""The explanation of a line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.rules.made import RULES, assessed, facts, segment
from vethanam.clauses import Explanation
from vethanam.errors import Unsound
from vethanam.rules import explain


def test_a_whole_month_in_one_equation() -> None:
    tree = explain(facts(), RULES, "dearness_allowance")
    assert tree.spoken() == "45,600 basic pay × 35 % = ₹\u202f15,960"
    assert tree.rounding == "It came out to the rupee, so no rounding was needed."
    rate = next(p for p in tree.parameters if p.name == "dearness_allowance.rate")
    assert (str(rate.citation), rate.with_effect_from, rate.first_drawn) == (
        "G.O.(P) No.27/2026/Fin, dated 20 Feb 2026", "2025-07-01", "2026-03",
    )  # fmt: skip
    assert tree.unconfirmed == ("rounding.line",)


def test_a_divided_month_is_a_sum_of_parts_a_line_each() -> None:
    rows = (
        segment(until=date(2026, 10, 14), basic_pay=44500_00),
        segment(start=date(2026, 10, 15), until=date(2026, 10, 20), absence="without_allowances"),
        segment(start=date(2026, 10, 21)),
    )
    tree = explain(facts(*rows), RULES, "basic_pay")
    assert tree.spoken().splitlines() == [
        "44,500 basic pay × 14 of 31 days",
        "+ 6 days without allowances: nothing",
        "+ 45,600 basic pay × 11 of 31 days",
        "= ₹\u202f36,277",
    ]
    assert tree.rounding == "36,277.4193… was rounded to the nearest rupee, half a rupee upwards."
    assert tree.value == 36277_00


def test_a_floor_tells_why_it_binds() -> None:
    low = segment(scale="23000-50200", basic_pay=23000_00)
    assert explain(facts(low), RULES, "house_rent_allowance").spoken() == (
        "2,000 floor because 23,000 basic pay × 8 % = 1,840 is less = ₹\u202f2,000"
    )


def test_income_tax_explains_every_step_once() -> None:
    tree = explain(facts(is_tax_settled=False, tax_gross_to_date=1400000_00), RULES, "income_tax")
    steps = [node.name for node in tree.walk()]
    assert len(steps) == len(set(steps))
    assert {"salary_of_year", "total_income", "slab_tax", "tax_of_year"} <= set(steps)
    assert (
        tree.value
        == assessed(is_tax_settled=False, tax_gross_to_date=1400000_00)
        .lines.filter(component="income_tax")["amount"]
        .item()
    )
    slabs = [p.name for node in tree.walk() for p in node.parameters]
    assert "income_tax.slabs_new" in slabs
    assert "income_tax.slabs_old" not in slabs


def test_a_held_line_says_what_is_missing() -> None:
    tree = explain(facts(is_gis=True, gis_group="C"), RULES, "group_insurance")
    assert (tree.value, tree.reason) == (None, "parameter_unknown")
    assert tree.says.startswith("Group insurance is held.")


def test_a_shortened_recovery_says_how_far_pay_reached() -> None:
    tree = explain(facts(owed=[{"kind": "overpayment", "amount": 70000_00}]), RULES, "overpayment")
    assert tree.value == 65208_00
    assert "Pay did not reach for ₹\u202f4,792" in tree.spoken()


def test_an_attachment_explains_its_limit() -> None:
    tree = explain(facts(owed=[{"kind": "attachment", "amount": 50000_00}]), RULES, "attachment")
    assert [node.name for node in tree.walk()] == ["attachment", "limit_of_attachment", "attachment_base"]
    assert (
        tree.children[0].spoken() == "( 45,600 attachment base − 1,000 exempt first ) × 1/3 = ₹\u202f14,866"
    )


def test_an_attachment_says_which_month_it_is_of_how_many() -> None:
    owed = {"kind": "attachment", "amount": 5000_00}
    tree = explain(facts(owed=[owed | {"months_taken": 12}]), RULES, "attachment")
    assert (
        "Month 13 of 24 at most by this decree (Code of Civil Procedure 1908, section 60(1), proviso"
        in tree.spoken()
    )
    over = explain(facts(owed=[owed | {"months_taken": 24}]), RULES, "attachment")
    assert over.value == 0
    assert (
        "Taken in 24 months by this decree: the salary is finally exempt from it (Code of Civil"
        in over.spoken()
    )


def test_stated_rates_and_wages() -> None:
    rates = [{"component": "special_pay", "amount": 1000_00, "until": date(2026, 10, 10)}]
    assert (
        explain(facts(rates=rates), RULES, "special_pay").spoken()
        == "1,000 special pay × 10 of 31 days = ₹\u202f323"
    )
    worker = segment(
        pay_basis="daily", category="temporary", basic_pay=None, da_series=None, scale=None, revision=None
    )
    assert (
        explain(facts(worker, wages=[{"worked": 22, "rate": 730_00}]), RULES, "wages").spoken()
        == "22 worked × 730 wage = ₹\u202f16,060"
    )


def test_a_part_has_its_own_explanation() -> None:
    rows = (segment(until=date(2026, 10, 11)), segment(part=2, start=date(2026, 10, 12)))
    both = facts(*rows, pension_scheme="nps")
    assert explain(both, RULES, "basic_pay", part=2).value == 29419_00
    assert explain(both, RULES, "pension_contribution", part=2).value == 3972_00


def test_every_line_of_a_busy_month_explains_the_amount_it_has() -> None:
    owed = [
        {"kind": kind, "amount": 3000_00}
        for kind in ("festival_advance", "maintenance", "cooperative", "lic")
    ]
    rows = (
        segment(until=date(2026, 10, 9), absence="half_pay"),
        segment(part=2, start=date(2026, 10, 10), place_class="A"),
    )
    busy: dict[str, Any] = {
        "pension_scheme": "nps", "is_medisep": True, "sli_premium": 900_00, "is_gis": True,
        "gis_amount": 500_00, "is_tax_settled": False, "tax_gross_to_date": 900000_00, "is_fbs": True,
    }  # fmt: skip
    result = assessed(*rows, owed=owed, **busy)
    for line in result.lines.iter_rows(named=True):
        tree = explain(facts(*rows, owed=owed, **busy), RULES, line["component"], part=line["part"])
        assert tree.value == line["amount"], line
        assert Explanation.from_json(json.loads(json.dumps(tree.as_json()))) == tree


@pytest.mark.parametrize("absence", [None, "without_allowances"])
def test_a_truth_value_is_said_as_yes_or_no_and_is_no_money(absence: str | None) -> None:
    one = facts(segment(absence=absence), pension_scheme="gpf", gpf_subscription=3000_00)
    given = {one.name: one for one in explain(one, RULES, "gpf_subscription").givens}["earns_pay"]
    assert (given.text, given.number, given.unit) == ("no" if absence else "yes", None, None)


def test_somebody_set_aside_has_the_finding_for_an_explanation() -> None:
    tree = explain(facts(segment(basic_pay=44800_00)), RULES, "basic_pay")
    assert (tree.value, tree.reason) == (None, "set_aside")
    assert "is not a stage" in tree.says


def test_one_at_a_time() -> None:
    with pytest.raises(Unsound, match="of one employment"):
        explain(facts(segment(), segment(employment=2)), RULES, "basic_pay")


def test_an_unknown_line_names_those_there_are() -> None:
    with pytest.raises(Unsound, match="has no component tips"):
        explain(facts(), RULES, "tips")
