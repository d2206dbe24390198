"""Every finding of a month, of its rules, its run or its arrears is said in Malayalam, from
its code and facts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from tests.rules.made import assessed, segment
from vethanam.errors import Finding, Sentence
from vethanam.periods import Month
from vethanam.rules.line_columns import sentences_of
from vethanam.web.parts.names import said


def in_malayalam(thing: Any) -> str:
    with override("ml"):
        return str(said(thing))


FESTIVAL, FUND = "ഉത്സവ അഡ്വാൻസ്", "പി.എഫ്. വായ്പ"
FAULTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((segment(until=date(2026, 11, 1)),), {}),
    ((segment(until=date(2026, 10, 9)), segment(start=date(2026, 10, 9))), {}),
    ((segment(basic_pay=None),), {}),
    ((segment(category="mayor"),), {}),
    ((segment(pay_basis="consolidated", basic_pay=-1),), {}),
    ((segment(scale="27900-63800"),), {}),
    ((segment(scale=None, revision=None),), {}),
    ((segment(basic_pay=27200_00),), {}),
    ((segment(basic_pay=45601_00),), {}),
    ((segment(category="all_india_service"),), {}),
    ((segment(absence="suspension", absence_since=date(2026, 4, 2), subsistence_rate=7500),), {}),
    ((segment(absence="suspension", absence_since=date(2026, 1, 1), subsistence_rate=8000),), {}),
    ((), {"rates": [{"component": "tips", "amount": 1}]}),
    ((), {"rates": [{"component": "special_pay", "amount": 1}, {"component": "special_pay", "amount": 2}]}),
    ((), {"rates": [{"component": "special_pay", "amount": 1, "part": 2}]}),
    ((), {"wages": [{"worked": 999, "rate": 1}]}),
    ((), {"records": []}),
    ((), {"records": [{"employment": 1, "born": date(1985, 1, 1)}] * 2}),
    ((), {"owed": [{"kind": "lic", "amount": 900_000_00}]}),
    ((), {"pension_scheme": "gpf", "gpf_subscription": 2735_00, "sli_premium": 900_00,
        "joined": date(2013, 4, 1)}),
    ((), {"pension_scheme": "gpf", "gpf_subscription": 45601_00}),
    ((), {"pension_scheme": "gpf"}),
    ((), {"ends_on": date(2026, 10, 14)}),
    ((), {"born": date(2010, 1, 1), "joined": date(2026, 1, 1)}),
    ((), {"born": date(1900, 1, 1)}),
]  # fmt: skip


@pytest.mark.parametrize(("segments", "more"), FAULTS)
def test_what_the_rules_find_is_said_in_malayalam(segments: tuple[Any, ...], more: dict[str, Any]) -> None:
    found = assessed(*segments, **more).findings
    assert found.height
    for sentence in sentences_of(found):
        told = in_malayalam(sentence)
        assert "<span" not in told and told != sentence.says, sentence.says


def test_a_held_line_is_said_in_malayalam() -> None:
    rows = assessed(is_fbs=True, is_gis=True).lines.filter(state="held")
    assert rows.height == 2
    for why in rows["why"]:
        told = in_malayalam(Sentence("line_held", {"why": Sentence.of_kept(why)}))
        assert "<span" not in told and "നിർത്തിവച്ചിരിക്കുന്നു" in told


OCTOBER = Month(2026, 10)
SAID: dict[str, tuple[dict[str, Any], str]] = {
    "no_attendance": (
        {"unit": "days", "within": [OCTOBER]},
        "2026 ഒക്ടോബർ. ഹാജർ രേഖയിലില്ല. ജോലി ചെയ്ത ദിവസം ചേർക്കുക; ഒന്നുമില്ലെങ്കിൽ 0.",
    ),
    "wage_changes": (
        {
            "day": date(2026, 10, 16), "unit": "hours", "day_then": "2026-10-16", "day_before": "2026-10-01",
            "within": ["2026-10"],
        },
        ("2026 ഒക്ടോബർ. 2026 ഒക്ടോബർ 16-ന് വേതനനിരക്ക് മാറുന്നു. അന്നു മുതൽ ജോലി ചെയ്ത മണിക്കൂർ 2026 ഒക്ടോബർ "
         "16 മുതലുള്ള "
        "ഹാജരായും അതിനു മുമ്പുള്ളവ 2026 ഒക്ടോബർ 1 മുതലുള്ള ഹാജരായും ചേർക്കുക."),
    ),
    "open_absence": (
        {"kind": "half_pay", "day": date(2026, 10, 5), "within": [OCTOBER]},
        "2026 ഒക്ടോബർ. 2026 ഒക്ടോബർ 5 മുതലുള്ള അവധിക്ക് (അർധശമ്പള അവധി) അവസാനതീയതിയില്ല. ",
    ),
    "unverified": (
        {"kind": "service_spell", "day": date(2010, 6, 1), "within": [OCTOBER]},
        "2026 ഒക്ടോബർ. 2010 ജൂൺ 1 മുതലുള്ള വിവരം (സർവീസ്) ഒത്തുനോക്കിയിട്ടില്ല.",
    ),
    "dues_left": (
        {
            "day": "2026-10-31",
            "dues": [
                {"code": "due_left", "facts": {"component": "festival_advance", "amount": "₹\u202f1,16,000"}},
                {"code": "due_left", "facts": {"component": "gpf_loan", "amount": "₹\u202f48,000"}},
            ],
        },
        (f"2026 ഒക്ടോബർ 31-ന് സർവീസ് അവസാനിക്കുന്നു; ഈ മാസത്തെ ബില്ലിനു ശേഷവും ബാക്കി: "
         f"{FESTIVAL} ₹\u202f1,16,000; {FUND} "
        "₹\u202f48,000. അത് ബാധ്യതാ സർട്ടിഫിക്കറ്റിൽ എഴുതുകയും"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", SAID)
def test_months_days_and_words_within_a_finding_are_said_in_malayalam(code: str) -> None:
    facts, told = SAID[code]
    assert in_malayalam(Finding("Employee 1", code, facts=facts)).startswith(told)


def test_a_sentence_nobody_translated_stays_english_and_says_so() -> None:
    told = in_malayalam(Sentence("no_recipient"))
    assert told.startswith('<span lang="en">The recipient is a text that begins with age1.')
