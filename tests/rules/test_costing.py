"""The cost of a proposed order: equal by kinds of month and person by person, to the paisa; figures in
force do not change.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from vethanam.errors import UnsoundInput
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess, load_pack
from vethanam.rules.columns import SEGMENTS
from vethanam.rules.costing import PLACED, Cost, CostMonths, baseline_of, cost_of, weighed
from vethanam.rules.month_groups import Kinds
from vethanam.rules.proposed_orders import read_proposal

BOOK = load_pack("kerala")
FUNDS = BOOK.pack.funds
DA = """
title: DA three per cent more
with_effect_from: 2026-10-01
first_drawn: 2026-11
changes:
  - {parameter: dearness_allowance.rate, key: state_11, add: 3}
"""
HRA = """
title: New slabs
with_effect_from: 2026-10-01
changes:
  - {parameter: house_rent_allowance.slab, key: 11/C, value: {rate: 8, floor: 1700, ceiling: 6000}}
  - {parameter: house_rent_allowance.slab, key: 11/D, value: {rate: 8, floor: 1700, ceiling: 6000}}
"""
FITMENT = """
title: Pay fixed anew
with_effect_from: 2026-11-01
changes:
  - {parameter: dearness_allowance.rate, key: state_11, value: 0}
fitment: {revision: 11, merge: 35, per_cent: 10, step: 100}
"""
PAY = (3_740_000, 4_560_000, 4_560_000, 4_670_000, 7_900_000)


def facts(month: Month, count: int = 40) -> MonthFacts:
    """People of a few kinds: two of a kind, one on leave in the middle, one with two parts, one
    of the pension fund.
    """
    segments = []
    for n in range(1, count + 1):
        one = {
            "employment": n,
            "part": 1,
            "start": month.first,
            "until": month.last,
            "category": "state",
            "pay_basis": "scale",
            "revision": 11,
            "scale": "37400-79000",
            "basic_pay": PAY[n % len(PAY)],
            "da_series": "state_11",
            "place_class": "BCD"[n % 3],
        }
        if n % 10:
            segments.append(one)
            continue
        middle = month.first.replace(day=16)
        away = {"absence": "without_allowances"} if n % 20 else {"part": 2, "place_class": "C"}
        segments += [one | {"until": middle.replace(day=15)}, one | {"start": middle} | away]
    months = [
        {"employment": n, "born": date(1985, 5, 5), "pension_scheme": "nps" if n % 4 == 0 else "gpf"}
        for n in range(1, count + 1)
    ]
    records, memberships = FUNDS.split(FUNDS.stated.rows(months))
    return MonthFacts(month, SEGMENTS.rows(segments), records, memberships=memberships)


def counted(kinds: Kinds, *months: MonthFacts) -> CostMonths:
    """Months of people who are read anew in each."""
    placed = []
    for of in months:
        parts = of.segments.select("employment", "part").unique(maintain_order=True)
        stands = kinds.able(kinds.stand(of.months["employment"], of))
        here = parts.with_columns(
            place=(pl.col("employment") % 7).cast(pl.Int32),
            since=pl.lit(int(of.month), pl.Int64),
            until=pl.lit(int(of.month), pl.Int64),
        )
        placed.append(here.join(stands, on="employment").select(list(PLACED)))
    months_of = tuple(of.month for of in months)
    return CostMonths(months_of, weighed(pl.concat(placed)), dict.fromkeys(months_of, 0))


def costed(text: str, *months: Month) -> Cost:
    proposal, kinds = read_proposal(text, BOOK), Kinds(BOOK)
    people = counted(kinds, *map(facts, months))
    return cost_of(proposal, baseline_of(people, kinds, BOOK))


def by_hand(text: str, month: Month) -> int:
    """Everybody's month assessed twice: earnings and the employer's share."""
    proposal, of = read_proposal(text, BOOK), facts(month)
    sums = []
    for book in (BOOK, proposal.over(BOOK)):
        lines = assess(of, book, reading="due").lines.filter(pl.col("kind") != "deduction")
        sums.append(int(lines["amount"].sum()))
    return sums[1] - sums[0]


@pytest.mark.parametrize("text", [DA, HRA])
def test_kinds_cost_what_everybody_costs(text: str) -> None:
    october, november = Month(2026, 10), Month(2026, 11)
    found = costed(text, october, november)
    assert found.total == by_hand(text, october) + by_hand(text, november) > 0
    assert (
        found.by_component.select(pl.col("proposed").sum() - pl.col("in_force").sum()).item() == found.total
    )
    assert found.arrears + found.with_salary == found.total
    assert found.people == 40


def test_few_kinds_stand_for_many_people() -> None:
    month = counted(Kinds(BOOK), facts(Month(2026, 10), 400))
    assert month.weights.filter(pl.col("part") == 1)["people"].sum() == 400
    assert month.weights["who"].n_unique() < 100


def test_months_before_the_first_drawn_are_arrears() -> None:
    found = costed(DA, Month(2026, 9), Month(2026, 10), Month(2026, 11))
    assert sorted(set(found.by_place["month"])) == [202610, 202611]
    assert found.arrears == by_hand(DA, Month(2026, 10))
    assert {"dearness_allowance"} < set(found.by_component["component"])  # the employer's share follows


def test_fitment_goes_up_to_the_next_step() -> None:
    found = costed(FITMENT, Month(2026, 10), Month(2026, 11))
    proposal = read_proposal(FITMENT, BOOK)
    assert proposal.fitment is not None
    pay = proposal.facts(facts(Month(2026, 11))).segments["basic_pay"]
    assert pay[1] == 6_620_000  # 45,600 × 1.45 = 66,120, up to the next hundred
    assert set(found.by_place["month"]) == {202611}
    anew = found.by_component.filter(pl.col("component") == "basic_pay")
    assert anew["proposed"][0] > anew["in_force"][0] * 145 // 100
    gone = found.by_component.filter(pl.col("component") == "dearness_allowance")
    assert gone["proposed"].to_list() == [0]


def test_what_is_in_force_stays_as_it_is() -> None:
    before = BOOK.parameters["dearness_allowance.rate"]
    lines = assess(facts(Month(2026, 10)), BOOK).lines
    over = read_proposal(DA, BOOK).over(BOOK)
    assert costed(DA, Month(2026, 10)).total > 0
    assert BOOK.parameters["dearness_allowance.rate"] is before
    assert over.parameters["dearness_allowance.rate"] is not before
    assert assess(facts(Month(2026, 10)), BOOK).lines.equals(lines)


def test_line_held_by_an_unknown_figure_is_counted_and_in_no_sum() -> None:
    text = DA.replace("add: 3", "value: null")
    found = costed(text, Month(2026, 10))
    assert found.held > 0
    assert "dearness_allowance" not in set(found.by_component["component"])


def test_all_faults_are_told_at_once() -> None:
    text = """
with_effect_from: 2027-01-02
first_drawn: 2026-11
colour: red
changes:
  - {parameter: dearness_allowance.ratio, add: 3}
  - {parameter: dearness_allowance.rate, key: state_12, add: 3}
  - {parameter: dearness_allowance.rate, key: state_11, add: much}
  - {parameter: dearness_allowance.rate, key: state_10}
  - {parameter: house_rent_allowance.slab, key: 11/C, value: 8}
fitment: {merge: 5}
"""
    with pytest.raises(UnsoundInput) as unsound:
        read_proposal(text, BOOK)
    assert [fault.code for fault in unsound.value.faults] == [
        "file_key_unknown", "no_title", "not_a_first_day", "drawn_before_effect", "no_such_parameter_but",
        "no_such_key_but", "addition_not_in_unit", "value_or_addition", "value_fields_differ",
        "fitment_incomplete",
    ]  # fmt: skip
    assert unsound.value.faults[4].record == "proposal:6"


@pytest.mark.parametrize("text", ["", "[1]", "a: b: c", "title: x", "x" * 20_001])
def test_what_is_no_proposal_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UnsoundInput, match="The proposed order is unsound"):
        read_proposal(text, BOOK)
