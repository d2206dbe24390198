"""A month assessed: each case is worked by hand beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.rules.made import OCTOBER, RULES, assessed, facts, record, rupees, segment
from vethanam.errors import Sentence, UnsoundInput
from vethanam.periods import Month
from vethanam.rules import MonthFacts, assess
from vethanam.rules.columns import MONTHS, SEGMENTS
from vethanam.rules.line_columns import LINES, TOTALS, sentences_of


def test_a_whole_month() -> None:
    result = assessed()
    assert rupees(result) == {"basic_pay": 45600, "dearness_allowance": 15960, "house_rent_allowance": 3648}
    assert result.totals.row(0) == (1, 1, 65208_00, 0, 65208_00, 0)
    assert result.lines.schema == LINES.schema
    assert result.totals.schema == TOTALS.schema


def test_joined_on_the_17th_in_the_afternoon() -> None:
    # 45,600 x 14/31 = 20,593.55; 15,960 x 14/31 = 7,207.74; 3,648 x 14/31 = 1,647.48
    assert rupees(assessed(segment(start=date(2026, 10, 18)))) == {
        "basic_pay": 20594, "dearness_allowance": 7208, "house_rent_allowance": 1647,
    }  # fmt: skip


def test_the_allowance_is_on_exact_pay_and_not_on_the_rounded_line() -> None:
    # 23,000 x 17/31 = 12,612.90 -> 12,613; 35 % of exact 12,612.9032 = 4,414.516 -> 4,415; of 12,613:
    # 4,414.55 25,800 x 1/31 = 832.258 -> 832; 35 % of exact 832.258 = 291.290 -> 291
    one = segment(scale="23000-50200", basic_pay=25800_00, start=date(2026, 10, 31), place_class="D")
    assert rupees(assessed(one))["dearness_allowance"] == 291


def test_nine_days_without_allowances() -> None:
    # 22 of 31 days: 32,361.29; 11,326.45; 2,588.90
    rows = (
        segment(until=date(2026, 10, 12)),
        segment(start=date(2026, 10, 13), until=date(2026, 10, 21), absence="without_allowances"),
        segment(start=date(2026, 10, 22)),
    )
    assert rupees(assessed(*rows)) == {
        "basic_pay": 32361,
        "dearness_allowance": 11326,
        "house_rent_allowance": 2589,
    }


def test_an_increment_inside_the_month_is_one_line() -> None:
    # (44,500 x 14 + 45,600 x 17) / 31 = 45,103.23
    rows = (segment(until=date(2026, 10, 14), basic_pay=44500_00), segment(start=date(2026, 10, 15)))
    assert rupees(assessed(*rows))["basic_pay"] == 45103


def test_transferred_on_the_12th_with_two_bills() -> None:
    rows = (
        segment(until=date(2026, 10, 11)),
        segment(part=2, start=date(2026, 10, 12), place_class="D"),
    )
    result = assessed(*rows, is_medisep=True, pension_scheme="nps")
    # part 1, 11 days: 16,180.65; 5,663.23; 3,648 x 11/31 = 1,294.45; pension 10 % of 21,843.87 = 2,184.39
    assert rupees(result, 1) == {
        "basic_pay": 16181, "dearness_allowance": 5663, "house_rent_allowance": 1294,
        "pension_contribution": 2184,
        "medisep": 687, "government_pension_contribution": 2184,
    }  # fmt: skip
    # part 2, 20 days, class D at 4 %: 29,419.35; 10,296.77; 1,824 x 20/31 = 1,176.77; pension 3,971.61
    assert rupees(result, 2) == {
        "basic_pay": 29419, "dearness_allowance": 10297, "house_rent_allowance": 1177,
        "pension_contribution": 3972,
        "government_pension_contribution": 3972,
    }  # fmt: skip


def test_house_rent_is_clamped_for_the_month_before_it_is_spread() -> None:
    # 23,000 at 8 % is 1,840, lifted to 2,000; half of a 30-day month is 1,000
    month = Month(2026, 9)
    half = segment(month, scale="23000-50200", basic_pay=23000_00, until=date(2026, 9, 15))
    assert rupees(assessed(half, month=month))["house_rent_allowance"] == 1000


@pytest.mark.parametrize(("place", "rent"), [("A", 10000), ("B", 8000), ("C", 6000), ("D", 4000)])
def test_house_rent_never_exceeds_its_ceiling(place: str, rent: int) -> None:
    top = segment(scale="129300-166800", basic_pay=166800_00, place_class=place)
    assert rupees(assessed(top))["house_rent_allowance"] == rent


def test_no_house_rent_in_quarters() -> None:
    assert "house_rent_allowance" not in rupees(assessed(segment(in_quarters=True)))


def test_house_rent_stops_with_the_180th_day_of_leave() -> None:
    # leave since 15 April: 12 October is day 181 - the 180th day is 11 October
    leave = segment(absence="earned", absence_since=date(2026, 4, 15))
    # 3,648 x 11/31 = 1,294.45
    assert rupees(assessed(leave)) == {
        "basic_pay": 45600,
        "dearness_allowance": 15960,
        "house_rent_allowance": 1294,
    }


def test_half_pay_leave_of_lower_pay_keeps_the_allowance_and_has_a_floor() -> None:
    # half 22,800, allowance on the full pay 15,960; 65 % of 61,560 is 40,014, so 1,254 more
    leave = segment(absence="half_pay", absence_since=date(2026, 10, 1))
    assert rupees(assessed(leave)) == {
        "basic_pay": 22800, "special_leave_allowance": 1254, "dearness_allowance": 15960,
        "house_rent_allowance": 3648,
    }  # fmt: skip


@pytest.mark.parametrize("different", [{"is_gazetted": True}, {"basic_pay": 51400_00}])
def test_half_pay_leave_of_others_halves_the_allowance(different: dict[str, Any]) -> None:
    told = rupees(assessed(segment(absence="half_pay", absence_since=date(2026, 10, 1), **different)))
    half = int(different.get("basic_pay", 45600_00)) // 200
    assert told["basic_pay"] == half
    assert told["dearness_allowance"] == half * 35 // 100
    assert "special_leave_allowance" not in told


def test_suspension_pays_subsistence_with_the_allowance_on_it() -> None:
    told = rupees(assessed(segment(absence="suspension", absence_since=date(2026, 9, 1))))
    assert told == {"subsistence_allowance": 22800, "dearness_allowance": 7980}
    varied = segment(absence="suspension", absence_since=date(2026, 1, 1), subsistence_rate=7500)
    assert rupees(assessed(varied)) == {"subsistence_allowance": 34200, "dearness_allowance": 11970}


def test_what_rule_55_spares_is_not_taken_from_subsistence() -> None:
    owed = [{"kind": "lic", "amount": 500_00}, {"kind": "house_building_advance", "amount": 2000_00}]
    suspended = segment(absence="suspension", absence_since=date(2026, 9, 1))
    told = rupees(assessed(
        suspended, owed=owed, pension_scheme="gpf", gpf_subscription=3000_00, is_fbs=True, fbs_amount=10_00,
        sli_premium=1000_00,
    ))  # fmt: skip
    assert set(told) == {
        "subsistence_allowance",
        "dearness_allowance",
        "house_building_advance",
        "state_life_insurance",
    }


def test_authorised_rates_are_paid_as_stated_and_nothing_is_computed() -> None:
    officer = segment(
        category="ugc", pay_basis="authorised", basic_pay=None, scale=None, revision=None, is_gazetted=True
    )
    rates = [
        {"component": "basic_pay", "amount": 144200_00},
        {"component": "dearness_allowance", "amount": 66332_00},
        {"component": "special_pay", "amount": 1000_00, "until": date(2026, 10, 10)},
    ]
    # special pay for ten days: 322.58
    assert rupees(assessed(officer, rates=rates)) == {
        "basic_pay": 144200, "special_pay": 323, "dearness_allowance": 66332,
    }  # fmt: skip


def test_a_stated_rate_takes_the_place_of_the_computed_line() -> None:
    stated = assessed(rates=[{"component": "house_rent_allowance", "amount": 5000_00}])
    assert rupees(stated)["house_rent_allowance"] == 5000


def test_no_rate_is_paid_for_days_without_allowances() -> None:
    rows = (
        segment(pay_basis="authorised", until=date(2026, 10, 20)),
        segment(pay_basis="authorised", start=date(2026, 10, 21), absence="without_allowances"),
    )
    # 31,000 x 20/31
    assert rupees(assessed(*rows, rates=[{"component": "basic_pay", "amount": 31000_00}])) == {
        "basic_pay": 20000
    }


def test_consolidated_pay_carries_no_allowance() -> None:
    held = segment(
        pay_basis="consolidated",
        category="temporary",
        da_series=None,
        scale=None,
        revision=None,
        basic_pay=20000_00,
    )
    assert rupees(assessed(held)) == {"basic_pay": 20000}


def test_wages_are_days_times_rate() -> None:
    worker = segment(
        pay_basis="daily", category="temporary", basic_pay=None, da_series=None, scale=None, revision=None
    )
    wages = [{"worked": 22, "rate": 730_00}, {"worked": 1, "rate": 365_50}]
    # 16,060 + 365.50 = 16,425.50 -> 16,426
    assert rupees(assessed(worker, wages=wages)) == {"wages": 16426}


def test_a_judicial_officer_draws_the_central_series_and_rent_is_held() -> None:
    judge = segment(
        category="judicial",
        revision=None,
        scale=None,
        basic_pay=111000_00,
        da_series="central_7",
        is_gazetted=True,
    )
    result = assessed(judge)
    # 60 % from January 2026, which was not read
    assert rupees(result) == {"basic_pay": 111000, "dearness_allowance": 66600, "house_rent_allowance": None}
    assert result.lines.filter(component="dearness_allowance")["is_unconfirmed"].to_list() == [True]
    assert result.findings["code"].to_list() == ["scale_not_in_pack"]


def test_part_time_contingent_pay_is_checked_against_its_own_scale() -> None:
    keeper = segment(
        category="part_time_contingent", scale="14800-22970", basic_pay=17180_00, place_class="D"
    )
    # 17,180: 35 % is 6,013; 4 % is 687.20, lifted to 1,200
    assert rupees(assessed(keeper)) == {
        "basic_pay": 17180,
        "dearness_allowance": 6013,
        "house_rent_allowance": 1200,
    }


def test_an_unknown_rate_holds_its_line_and_nothing_else() -> None:
    result = assessed(is_gis=True, gis_group="C")
    line = result.lines.filter(component="group_insurance").row(0, named=True)
    assert (line["state"], line["amount"], line["missing"]) == ("held", None, "group_insurance.rate")
    assert "not known for C from 1 Dec 2021" in Sentence.of_kept(line["why"]).says
    assert result.totals.row(0, named=True) == {
        "employment": 1, "part": 1, "gross": 65208_00, "deductions": 0, "net": 65208_00, "lines_held": 1,
    }  # fmt: skip
    assert rupees(assessed(is_gis=True, gis_group="C", gis_amount=600_00))["group_insurance"] == 600


def test_a_place_without_a_class_holds_house_rent_and_says_what_to_record() -> None:
    line = (
        assessed(segment(place_class=None)).lines.filter(component="house_rent_allowance").row(0, named=True)
    )
    assert (line["state"], line["reason"], line["missing"]) == ("held", "fact_missing", None)
    assert Sentence.of_kept(line["why"]).says.endswith("Record it.")


def test_a_contribution_is_held_with_the_allowance_it_rests_on() -> None:
    old = segment(revision=10, scale="20000-45800", basic_pay=32300_00, da_series="state_10")
    result = assessed(old, pension_scheme="nps")
    assert rupees(result) == {
        "basic_pay": 32300, "dearness_allowance": None, "house_rent_allowance": None,
        "pension_contribution": None,
        "government_pension_contribution": None,
    }  # fmt: skip
    why = result.lines.filter(component="pension_contribution")["why"].item()
    assert Sentence.of_kept(why).says.startswith("Pension contribution is held, because")


def test_provident_fund_stops_three_months_before_the_end() -> None:
    member = {"pension_scheme": "gpf", "gpf_subscription": 5000_00}
    assert rupees(assessed(**member, ends_on=date(2027, 1, 31)))["gpf_subscription"] == 5000
    assert "gpf_subscription" not in rupees(assessed(**member, ends_on=date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("month", "premium"),
    [("2022-05", None), ("2022-06", 500), ("2026-01", 500), ("2026-02", 687)],
)
def test_the_medical_premium_before_and_of_each_change(month: str, premium: int | None) -> None:
    of = Month.parse(month)
    assert rupees(assessed(segment(of), month=of, is_medisep=True))["medisep"] == premium


@pytest.mark.parametrize(("month", "premium"), [("2024-11", 1000), ("2025-11", None)])
def test_accident_insurance_of_november(month: str, premium: int | None) -> None:
    of = Month.parse(month)
    assert rupees(assessed(segment(of), month=of, is_accident_insured=True))["accident_insurance"] == premium


def test_accident_insurance_is_not_taken_in_another_month() -> None:
    assert "accident_insurance" not in rupees(assessed(is_accident_insured=True))


def test_profession_tax_with_the_salary_of_august() -> None:
    august = Month(2026, 8)
    one = segment(august)
    # six times 65,208 is above 1,25,000
    assert rupees(assessed(one, month=august))["profession_tax"] == 1250
    assert rupees(assessed(one, month=august, half_year_income=44999_00))["profession_tax"] == 600
    assert rupees(assessed(one, month=august, half_year_income=45000_00))["profession_tax"] == 750
    assert "profession_tax" not in rupees(assessed(one, month=august, half_year_days=59))
    assert "profession_tax" not in rupees(assessed(one, month=august, is_profession_tax_exempt=True))
    assert "profession_tax" not in rupees(assessed())


def test_income_tax_is_spread_over_the_payments_left() -> None:
    # new regime of 2026-27: 14,00,000 so far, five payments left; rent of class D is 4,000 at most
    one = segment(scale="95600-153200", basic_pay=143600_00, place_class="D", is_gazetted=True)
    result = assessed(one, is_tax_settled=False, tax_gross_to_date=1400000_00, tax_deducted_to_date=100000_00)
    # gross 1,43,600 + 50,260 + 4,000 = 1,97,860; year 14,00,000 + 5 x 1,97,860 = 23,89,300; less 75,000:
    # 23,14,300 20,000 + 40,000 + 60,000 + 80,000 + 25 % of 3,14,300 = 2,78,575; cess 11,143: 2,89,718 ->
    # 2,89,720 (2,89,720 - 1,00,000) / 5 = 37,944
    assert rupees(result)["income_tax"] == 37944


def test_income_tax_just_above_the_rebate_is_relieved() -> None:
    # income 12,10,000: slab tax 61,500, at most 10,000; with cess 10,400, in one payment
    one = segment(place_class=None, in_quarters=True)
    result = assessed(
        one, is_tax_settled=False, payments_left=1, tax_gross_to_date=1285000_00 - 61560_00,
    )  # fmt: skip
    assert rupees(result)["income_tax"] == 10400


def test_nobody_is_taxed_below_zero() -> None:
    told = rupees(assessed(is_tax_settled=False, tax_deducted_to_date=90000_00))
    assert "income_tax" not in told


def test_an_attachment_takes_a_third_of_pay_less_exempt_allowances() -> None:
    # 65,208 - 15,960 - 3,648 = 45,600; a third of 44,600 is 14,866.67, cut to 14,866
    assert rupees(assessed(owed=[{"kind": "attachment", "amount": 50000_00}]))["attachment"] == 14866
    # a decree for maintenance leaves a third of 45,600 and reaches the other two, 30,400
    assert rupees(assessed(owed=[{"kind": "maintenance", "amount": 50000_00}]))["maintenance"] == 30400
    both = rupees(
        assessed(
            owed=[{"kind": "attachment", "amount": 50000_00}, {"kind": "maintenance", "amount": 10000_00}]
        )
    )
    assert (both["maintenance"], both["attachment"]) == (10000, 4866)


def test_an_attachment_ends_when_something_was_taken_for_twenty_four_months_and_maintenance_does_not() -> (
    None
):
    owed = {"kind": "attachment", "amount": 5000_00}
    assert rupees(assessed(owed=[owed | {"months_taken": 23}]))["attachment"] == 5000
    over = rupees(
        assessed(owed=[owed | {"months_taken": 24}, {"kind": "lic", "amount": 700_00, "months_taken": 90}])
    )
    assert "attachment" not in over and over["lic"] == 700
    assert rupees(assessed(owed=[owed | {"kind": "maintenance", "months_taken": 90}]))["maintenance"] == 5000
    another = rupees(assessed(owed=[owed | {"months_taken": 24}, owed]))
    assert another["attachment"] == 5000


def test_net_never_falls_below_zero_and_the_lowest_wait() -> None:
    owed = [
        {"kind": "lic", "amount": 2000_00},
        {"kind": "house_building_advance", "amount": 60000_00},
        {"kind": "cooperative", "amount": 10000_00},
    ]
    result = assessed(owed=owed)
    lines = {row["component"]: row for row in result.lines.iter_rows(named=True)}
    assert (lines["house_building_advance"]["amount"], lines["cooperative"]["amount"]) == (60000_00, 5208_00)
    assert (lines["cooperative"]["carried"], lines["lic"]["amount"], lines["lic"]["carried"]) == (
        4792_00,
        0,
        2000_00,
    )
    assert lines["cooperative"]["reason"] == "pay_does_not_reach"
    assert result.totals["net"].to_list() == [0]
    assert result.findings["code"].to_list() == ["deductions_carried", "least_net_not_set"]


def test_a_due_that_cannot_be_divided_is_taken_whole_or_not_at_all() -> None:
    owed = [
        {"kind": "house_building_advance", "amount": 60000_00},
        {"kind": "cooperative", "amount": 10000_00, "is_divisible": False},
        {"kind": "lic", "amount": 100_00},
    ]
    told = rupees(assessed(owed=owed))
    assert (told["house_building_advance"], told["cooperative"], told["lic"]) == (60000, 0, 0)


def test_what_the_first_bill_cannot_bear_falls_on_the_second() -> None:
    rows = (segment(until=date(2026, 10, 3)), segment(part=2, start=date(2026, 10, 4)))
    result = assessed(*rows, owed=[{"kind": "house_building_advance", "amount": 20000_00}])
    # part 1 brings 4,413 + 1,545 + 353 = 6,311
    assert rupees(result, 1)["house_building_advance"] == 6311
    second = result.lines.filter(component="house_building_advance", part=2).row(0, named=True)
    assert (second["amount"], second["due"], second["carried"]) == (13689_00, 13689_00, 0)
    assert result.totals["net"].to_list()[0] == 0


def test_a_bad_row_is_set_aside_with_a_sentence_and_the_rest_proceed() -> None:
    rows = (segment(basic_pay=44800_00), segment(employment=2))
    result = assessed(*rows)
    assert result.lines["employment"].unique().to_list() == [2]
    finding = result.set_aside.row(0, named=True)
    assert next(sentences_of(result.set_aside)).says == (
        "Basic pay 44,800 is not a stage of the scale. The nearest stages are 44,500 and 45,600. Check the "
        "fixation order."
    )
    assert json.loads(finding["facts"]) == {"pay": "44,800", "stages": "44,500 and 45,600"}
    alone = assessed(segment(employment=2))
    assert result.lines.equals(alone.lines)


def test_the_frames_must_be_as_declared() -> None:
    with pytest.raises(UnsoundInput) as refused:
        assess(MonthFacts(OCTOBER, SEGMENTS.empty().drop("start"), MONTHS.empty()), RULES)
    assert [fault.field for fault in refused.value.faults] == ["start"]


def test_nobody_gives_nothing() -> None:
    result = assess(MonthFacts(OCTOBER, SEGMENTS.empty(), MONTHS.empty()), RULES)
    assert (result.lines.height, result.totals.height, result.findings.height) == (0, 0, 0)


def test_a_rate_counts_from_the_month_it_is_first_drawn() -> None:
    drawn = {
        m: rupees(assessed(segment(Month.parse(m)), month=Month.parse(m)))["dearness_allowance"]
        for m in ("2026-01", "2026-02", "2026-03")
    }
    assert drawn == {"2026-01": 10032, "2026-02": 11400, "2026-03": 15960}


def test_as_due_the_rate_counts_from_its_effective_date() -> None:
    january = Month(2026, 1)
    due = assess(facts(segment(january), month=january), RULES, reading="due")
    assert rupees(due)["dearness_allowance"] == 15960


def test_what_was_known_then_comes_out_as_it_did() -> None:
    month = Month(2025, 10)
    of = facts(segment(month), month=month)
    # the order of 30 October 2025 raised 18 to 22 per cent
    assert rupees(assess(of, RULES, known_at=date(2025, 10, 29)))["dearness_allowance"] == 8208
    assert rupees(assess(of, RULES, known_at=date(2025, 10, 30)))["dearness_allowance"] == 10032


def test_the_same_facts_and_rules_give_the_same_hash() -> None:
    assert assessed().hash == assessed().hash
    assert assessed().hash != assessed(segment(basic_pay=46700_00)).hash
    assert assessed().rulebook == RULES.hash


def test_unknown_facts_of_the_month_do_not_disturb_others() -> None:
    only_record = [record(), record(employment=9)]
    assert assessed(records=only_record).lines["employment"].unique().to_list() == [1]


def test_the_rules_load_no_django() -> None:
    script = (
        "import sys, vethanam.rules, vethanam.clauses, vethanam.cli.rules; "
        "vethanam.rules.load_pack('kerala'); print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'django', 'psycopg', 'procrastinate'}))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_lines_stand_in_the_order_of_the_bill() -> None:
    result = assessed(segment(employment=2), segment(employment=1), is_medisep=True)
    order = result.lines.select("employment", "part", "place").rows()
    assert order == sorted(order)
    assert result.lines["component"].to_list()[:4] == [
        "basic_pay",
        "dearness_allowance",
        "house_rent_allowance",
        "medisep",
    ]
    assert isinstance(result.lines, pl.DataFrame)
