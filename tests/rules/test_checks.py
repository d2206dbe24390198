"""Findings: each fault or surprise as a sentence; a blocking one sets the employment aside."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.rules.made import assessed, segment
from vethanam.money import CRORE
from vethanam.rules.checks import finding, rupees
from vethanam.rules.line_columns import sentences_of


def codes(*segments: Any, **more: Any) -> dict[str, bool]:
    return dict(assessed(*segments, **more).findings.select("code", "blocks").iter_rows())


@pytest.mark.parametrize(
    ("segments", "code"),
    [
        ([segment(until=date(2026, 11, 1))], "days_outside_month"),
        ([segment(start=date(2026, 10, 9), until=date(2026, 10, 8))], "days_outside_month"),
        ([segment(until=date(2026, 10, 9)), segment(start=date(2026, 10, 9))], "days_twice"),
        ([segment(part=2, until=date(2026, 10, 9)), segment(part=1, start=date(2026, 10, 10))], "days_twice"),
        ([segment(basic_pay=None)], "fact_missing"),
        ([segment(revision=None)], "fact_missing"),
        ([segment(category="mayor")], "unknown_word"),
        ([segment(absence="holiday")], "unknown_word"),
        ([segment(pay_basis="consolidated", basic_pay=CRORE + 1)], "amount_not_sensible"),
        ([segment(pay_basis="consolidated", basic_pay=-1)], "amount_not_sensible"),
        ([segment(scale="27900-63800")], "unknown_scale"),
        ([segment(revision=10)], "unknown_scale"),
        ([segment(scale=None, revision=None)], "scale_not_named"),
        ([segment(basic_pay=27200_00)], "outside_scale"),
        ([segment(basic_pay=73600_00)], "outside_scale"),
        ([segment(basic_pay=45601_00)], "not_a_stage"),
    ],
)
def test_what_cannot_be_paid_is_set_aside(segments: list[Any], code: str) -> None:
    result = assessed(*segments)
    assert code in result.set_aside["code"].to_list()
    assert result.lines.is_empty()
    assert result.totals.is_empty()


def test_up_to_five_stagnation_increments_pass() -> None:
    # 63,700 is the maximum; 65,200 66,800 68,400 70,000 71,800 are the five above it
    assert codes(segment(basic_pay=71800_00)) == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"rates": [{"component": "tips", "amount": 1}]}, "unknown_earning"),
        (
            {"rates": [{"component": "special_pay", "amount": 1}, {"component": "special_pay", "amount": 2}]},
            "stated_twice",
        ),
        ({"rates": [{"component": "special_pay", "amount": 1, "part": 2}]}, "no_days"),
        ({"wages": [{"worked": 999, "rate": 1}]}, "work_not_sensible"),
        ({"owed": [{"kind": "bribe", "amount": 1}]}, "unknown_word"),
        ({"owed": [{"kind": "lic", "amount": -1}]}, "amount_not_sensible"),
        ({"records": []}, "no_month"),
        ({"records": [{"employment": 1, "born": date(1985, 1, 1)}] * 2}, "month_twice"),
    ],
)
def test_facts_that_contradict_each_other_are_set_aside(more: dict[str, Any], code: str) -> None:
    assert code in assessed(**more).set_aside["code"].to_list()


def test_a_subscription_outside_its_limits_is_told_and_taken() -> None:
    low = assessed(pension_scheme="gpf", gpf_subscription=2735_00)
    assert low.findings.select("code", "blocks", "facts").row(0) == (
        "gpf_below_minimum",
        False,
        '{"amount":"2,735","least":"2,736","rate":6,"base":"45,600"}',
    )
    assert low.lines.filter(component="gpf_subscription")["amount"].item() == 2735_00
    assert codes(pension_scheme="gpf", gpf_subscription=2736_00) == {}
    assert codes(pension_scheme="gpf", gpf_subscription=45601_00) == {"gpf_above_maximum": False}
    assert codes(pension_scheme="gpf") == {"gpf_not_stated": False}


def test_the_limits_rest_on_the_pay_of_31_march_where_it_is_stated() -> None:
    assert codes(pension_scheme="gpf", gpf_subscription=2670_00, gpf_base=44500_00) == {}


def test_premiums_below_the_least_are_told_to_those_young_enough_for_a_policy() -> None:
    # 1.5 % of 61,560 is 923.40, up to the next hundred 1,000
    assert codes(sli_premium=900_00) == {"sli_below_minimum": False}
    assert codes(sli_premium=1000_00) == {}
    assert codes(sli_premium=900_00, born=date(1976, 10, 1)) == {}
    # 5,200 of personal pay makes it 66,760: 1,001.40, up to 1,100
    assert codes(sli_premium=1000_00, rates=[{"component": "personal_pay", "amount": 5200_00}]) == {
        "sli_below_minimum": False
    }


def test_a_fund_that_contradicts_the_day_of_joining_is_told() -> None:
    member = {"pension_scheme": "gpf", "gpf_subscription": 5000_00}
    assert codes(**member, joined=date(2013, 4, 1)) == {"scheme_contradicts_joining": False}
    assert codes(**member, joined=date(2013, 3, 31)) == {}


def test_a_recruit_in_neither_fund_is_told() -> None:
    recruit = {"pension_scheme": "none", "joined": date(2013, 4, 1)}
    (told,) = assessed(**recruit).findings.iter_rows(named=True)
    assert (told["code"], told["blocks"], told["component"]) == ("no_fund", False, "pension_contribution")
    (sentence,) = sentences_of(assessed(**recruit).findings)
    assert sentence.says == (
        "Joined on 1 Apr 2013, and the record has neither the contributory pension nor the provident fund: "
        "nothing is taken for either. Record the membership."
    )
    assert codes(pension_scheme="none", joined=date(2013, 3, 31)) == {}
    assert codes(pension_scheme="none") == {}
    assert codes(pension_scheme="nps", joined=date(2013, 4, 1)) == {}
    assert codes(segment(category="temporary"), **recruit) == {}
    assert codes(segment(pay_basis="consolidated", scale=None, revision=None), **recruit) == {}


def test_subsistence_varied_beyond_the_rule_or_too_early_is_told_and_paid() -> None:
    def suspended(since: date, rate: int) -> dict[str, bool]:
        return codes(segment(absence="suspension", absence_since=since, subsistence_rate=rate))

    assert suspended(date(2026, 4, 1), 7500) == {}
    assert suspended(date(2026, 4, 2), 7500) == {"subsistence_varied_early": False}
    assert suspended(date(2026, 4, 2), 5000) == {}  # the first rate, said aloud
    assert suspended(date(2026, 4, 1), 7501) == {"subsistence_outside_bounds": False}
    assert suspended(date(2026, 4, 1), 2500) == {}
    varied = assessed(segment(absence="suspension", absence_since=date(2026, 1, 1), subsistence_rate=8000))
    assert varied.lines.filter(component="subsistence_allowance")["amount"].item() == 36480_00
    assert next(sentences_of(varied.findings)).says.startswith(
        "Subsistence is varied to 80 per cent; the rule allows 25 to 75."
    )


@pytest.mark.parametrize(
    ("paise", "text"), [(99_00, "99"), (187454_00, "1,87,454"), (12345678_00, "1,23,45,678")]
)
def test_figures_of_a_sentence_are_grouped_as_in_india(paise: int, text: str) -> None:
    row = pl.DataFrame({"employment": [1], "amount": [paise]})
    told = finding(row, "code", blocks=False, facts={"amount": rupees("amount")})
    assert json.loads(told["facts"].item()) == {"amount": text}
