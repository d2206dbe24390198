"""Questions: an unusable one is an error with a sentence, and the rest are still answered."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from vethanam.errors import Unsound
from vethanam.rules.question_files import compared, plain, questions_in
from vethanam.rules.questions import (
    ask,
    ask_all,
    by_month,
    day,
    money,
    month,
    number,
    one_of,
    per_cent,
    up_to,
    year,
)

GOOD = {"id": "good", "ask": "dearness_allowance", "on": "2026-03-01", "given": {"basic_pay": 45600}}


def asked(**different: Any) -> dict[str, Any]:
    return ask({**GOOD, **different}, "kerala")


def test_an_answer_names_its_orders() -> None:
    answered = asked()
    assert answered["answer"] == {"amount_paise": 1596000, "rate": 3500}
    rate = next(entry for entry in answered["because"] if entry["rule"] == "dearness_allowance.rate")
    assert (rate["order"], rate["verified"], rate["key"]) == (
        "G.O.(P) No.27/2026/Fin, dated 20 Feb 2026",
        True,
        "state_11",
    )
    assert answered["unconfirmed"] == []


def test_what_is_unconfirmed_is_named() -> None:
    assert asked(given={"basic_pay": 45600, "series": "central_7"})["unconfirmed"] == [
        "dearness_allowance.rate"
    ]


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({"ask": "pocket_money"}, "unknown_question"),
        ({"pack": "atlantis"}, "pack_not_installed"),
        ({"given": {"basic_pay": 45600, "mood": 1}}, "given_key_unknown"),
        ({"given": {}}, "missing_key"),
        ({"given": {"basic_pay": "much"}}, "not_money"),
        ({"given": {"basic_pay": True}}, "wrong_type"),
        ({"given": {"basic_pay": 45600.005}}, "not_money"),
        ({"given": [45600]}, "given_not_a_map"),
        ({"given": {"basic_pay": 45600, "series": None}}, "answer_empty"),
        (
            {"ask": "leave_accrual", "given": {"kind": "earned", "duty_days": 365, "balance": None}},
            "answer_empty",
        ),
        ({"on": None}, "missing_date"),
        ({"on": "soon"}, "wrong_type"),
        ({"on": "1999-01-01"}, "parameter_unknown"),
        ({"mood": 1}, "question_key_unknown"),
        ({"given": {"basic_pay": -1}}, "wrong_type"),
        ({"given": {"basic_pay": 10**18}}, "money_too_large"),
        ({"ask": "festival_benefit", "given": {"year": 10**18, "emoluments": 1}}, "wrong_type"),
        ({"ask": "leave_before_retirement", "given": {"retires_on": "0001-01-01", "days": 9}}, "wrong_type"),
    ],
)
def test_an_unusable_question_says_why(different: dict[str, Any], code: str) -> None:
    answered = asked(**different)
    assert answered["id"] == "good"
    assert answered["error"]["code"] == code
    assert answered["error"]["message"].endswith((".", "”."))
    assert "answer" not in answered


@pytest.mark.parametrize(
    ("different", "parts"),
    [
        (
            {"on": "2026-13-01", "mood": 1, "given": {"basic": 3, "series": 5}},
            ["has no mood", "on: “2026-13-01”", "not asked with basic", "series: “5”", "needs basic_pay"],
        ),
        (
            {"ask": "dearness_allowance_arrears",
                "given": {"from": "2026-03", "to": "2026-01", "series": "moon"}},
            ["Exchange the months", "one of the two", "no series moon"],
        ),
        (
            {
                "ask": "average_emoluments",
                "given": {"pay_from": {"2025-01-01": "much", "2025-02-31": 5}, "retired_on": "31-05-2026"},
            },
            ["“much”", "“2025-02-31”", "retired_on: “31-05-2026”"],
        ),
        (
            {
                "ask": "month",
                "given": {
                    "facts": {
                        "mood": 1,
                        "employment": {"bron": "1990-01-01", "joined": "x"},
                        "segments": [{"basic_pay": -3}, {"revision": "eleven"}],
                        "obligations": [{"kind": "nope"}],
                        "drawn": [{"component": "basic_pay"}],
                    }
                },
            },
            [
                "no mood", "no bron", "joined: “x”", "born is missing", "segments, row 1: basic_pay: “-3”",
                "segments, row 2: revision", "obligations, row 1: kind: “nope”",
                "obligations, row 1: amount is missing",
                "drawn, row 1: amount is wrong",
            ],
        ),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_told_at_once(different: dict[str, Any], parts: list[str]) -> None:
    error = asked(**different)["error"]
    assert error["code"] == "several_faults"
    assert [part for part in parts if part not in error["message"]] == []


def facts(**segment: Any) -> dict[str, Any]:
    held = {"revision": 11, "scale": "27900-63700", "basic_pay": 45600, "place_class": "B", **segment}
    return {"facts": {"employment": {"born": "1985-05-20", "is_tax_settled": True}, "segments": [held]}}


def held_in_october(**segment: Any) -> dict[str, str]:
    told = asked(ask="month", on="2026-10-01", given=facts(**segment))["answer"]["lines"]
    return {line["component"]: line["says"] for line in told if line["state"] == "held"}


def test_a_line_that_is_held_names_the_order_it_waits_for_and_no_other() -> None:
    """On duty in an unrevised scale the limit of half-pay leave, unread as well, is nothing to her."""
    says = held_in_october(revision=10, scale="20000-45800", basic_pay=32300)["dearness_allowance"]
    assert "Missing: Order for unrevised scales after G.O.(P) No.91/2024/Fin." in says


def test_what_no_order_gives_is_told_of_the_day_asked_and_of_no_other() -> None:
    early = {"basic_pay": 45600, "from": "2019-06", "to": "2019-06", "series": "state_11"}
    told = asked(ask="dearness_allowance_arrears", given=early, on=None)["error"]["message"]
    assert "for state_11 on 1 Jun 2019. The first figure holds from 1 Jul 2019." in told
    told = asked(ask="increment", given={"revision": 12, "basic_pay": 45600}, on=None)["error"]["message"]
    assert "no order in the pack gives it for 12. Add the order" in told


def test_a_line_that_is_held_names_the_fact_that_is_not_on_record() -> None:
    says = held_in_october(place_class=None)["house_rent_allowance"]
    assert says == "House rent allowance is held: the service book does not say the place class. Record it."


def test_what_is_written_twice_is_neither() -> None:
    one_month = {
        "basic_pay_by_month": {"2026-01": 45600, "2026-01-05": 45700},
        "from": "2026-01",
        "to": "2026-01",
    }
    told = asked(ask="dearness_allowance_arrears", given=one_month)["error"]
    assert told["message"] == "basic_pay_by_month: “2026-01-05” stands there twice. Keep one of them."


@pytest.mark.parametrize(
    "text",
    [
        "- {id: 1, ask: dearness_allowance, on: 2026-03-01, given: {basic_pay: 45600, basic_pay: 45700}}",
        """[{"id": 1, "ask": "dearness_allowance", "on": "2026-03-01",
             "given": {"basic_pay": 45600, "basic_pay": 45700}}]""",
    ],
)
def test_a_key_that_a_file_has_twice_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(text)
    (item,) = questions_in(path)
    assert "basic_pay: “45600 and 45700” is not an amount" in ask(item, "kerala")["error"]["message"]


def test_a_name_near_another_is_hinted_at() -> None:
    assert "Near it are house_rent_allowance" in asked(ask="house_rent_alowance")["error"]["message"]


@pytest.mark.parametrize("name", ["scale", "revise_pay", "pension_ceiling", "dearness_allowance_arrears"])
def test_a_question_whose_words_select_the_figures_needs_no_day(name: str) -> None:
    given = {
        "scale": {"revision": 11, "name": "27900-63700"},
        "revise_pay": {"basic_pay": 32300, "scale": "20000-45800", "from_revision": 10, "to_revision": 11},
        "pension_ceiling": {"highest_pay": 166800},
        "dearness_allowance_arrears": {"basic_pay": 45600, "from": "2024-01", "to": "2024-01"},
    }
    assert "answer" in ask({"id": 1, "ask": name, "given": given[name]}, "kerala")


def test_one_unusable_question_leaves_the_others() -> None:
    answers = ask_all([GOOD, {"id": "bad", "ask": "?"}, "no map", GOOD], "kerala")  # type: ignore[list-item]
    assert [("answer" in a, a["id"]) for a in answers] == [
        (True, "good"),
        (False, "bad"),
        (False, None),
        (True, "good"),
    ]


def test_money_is_rupees_in_and_paise_out() -> None:
    assert (money(45600), money("45600.50"), money(45600.5), money("1,00,000")) == (
        4560000,
        4560050,
        4560050,
        10000000,
    )


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (money, None), (number, -1), (number, 1.5), (number, True), (per_cent, "many"), (per_cent, 1.001),
        (day, 20260301), (month, "2026-13"), (day, "1899-12-31"), (day, date(9999, 12, 31)), (number, 10**10),
        (up_to(31), 32), (year, 99999),
        (one_of("A", "B"), "C"), (by_month(money), {}), (by_month(money), [1]),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused(read: Any, content: Any) -> None:
    with pytest.raises(Unsound):
        read(content)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("medisep", {"parts": 10**9}),
        ("dearness_allowance_arrears", {"basic_pay": 45600, "from": "1900-01", "to": "2199-12"}),
        (
            "average_emoluments",
            {"pay_from": {"2020-01-01": 45600}, "retired_on": "2026-05-31", "months": 10**6},
        ),
    ],
)
def test_a_question_beyond_any_use_is_refused_at_once(name: str, given: dict[str, Any]) -> None:
    told = ask({"id": 1, "ask": name, "on": "2026-03-01", "given": given}, "kerala")
    assert told["error"]["code"] in ("wrong_type", "several_faults")


def test_days_and_months() -> None:
    assert day("2026-03") == date(2026, 3, 1)
    assert str(month("2026-03-15")) == "2026-03"


# --- files
# ----------------------------------------------------------------------------------------------------------


def test_on_is_a_key_and_a_decimal_stays_exact(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("- {id: 1, ask: dearness_allowance, on: 2026-03-01, given: {basic_pay: 45600.1}}\n")
    (item,) = questions_in(path)
    assert item["on"] == date(2026, 3, 1)
    assert ask(item, "kerala")["answer"]["amount_paise"] == 1596000


def test_what_is_written_stays_as_written(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(
        "- {id: 0412, on: 2026-02-30, given: {basic_pay: .nan, days: 045, at: 12:30, count: 1_000}}\n"
    )
    (item,) = questions_in(path)
    assert (item["id"], item["on"]) == ("0412", "2026-02-30")
    assert (item["given"]["days"], item["given"]["at"], item["given"]["count"]) == ("045", "12:30", 1000)
    assert item["given"]["basic_pay"] == ".nan" or item["given"]["basic_pay"].is_nan()


def test_a_day_that_does_not_exist_is_the_error_of_its_question_alone(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(
        "- {id: 1, ask: dearness_allowance, on: 2026-02-30, given: {basic_pay: 45600}}\n"
        "- {id: 2, ask: dearness_allowance, on: 2026-03-01, given: {basic_pay: 45600}}\n"
    )
    wrong, right = (ask(item, "kerala") for item in questions_in(path))
    assert wrong["error"]["message"] == "on: “2026-02-30” is not a date such as 2026-03-01."
    assert right["answer"]["amount_paise"] == 1596000


def test_json_is_read_by_its_own_rules(tmp_path: Path) -> None:
    path = tmp_path / "questions.json"
    path.write_text(
        '\ufeff[\n\t{"id": "\\ud83d\\ude42", "given": {"basic_pay": 45600.10}}\n]', encoding="utf-8"
    )
    (item,) = questions_in(path)
    assert (item["id"], item["given"]["basic_pay"]) == ("🙂", Decimal("45600.10"))


def test_json_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "questions.json"
    path.write_text(json.dumps([GOOD]))
    assert questions_in(path) == [GOOD]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\n", "questions_not_a_list"),
        ("[", "not_readable_at"),
        ("\x00", "not_readable"),
        ("", "questions_not_a_list"),
        ("[" * 5000, "nested_too_deep"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(text)
    with pytest.raises(Unsound) as refused:
        questions_in(path)
    assert refused.value.code == code


def test_no_file() -> None:
    with pytest.raises(Unsound, match="cannot be read"):
        questions_in(Path("/nowhere/questions.yaml"))


def test_an_example_that_differs_is_shown_on_both_sides() -> None:
    assert compared({**GOOD, "then": {"amount_paise": 1596000}}, "kerala").agrees
    assert compared({**GOOD, "then": {"amount_paise": 1}}, "kerala").differences == (
        ("amount_paise", 1, 1596000),
    )
    assert compared({**GOOD, "then": {"error": "unknown_key"}}, "kerala").differences[0][:2] == (
        "error",
        "unknown_key",
    )
    assert compared({**GOOD, "ask": "?", "then": {"amount_paise": 1}}, "kerala").differences[0][:2] == (
        "amount_paise",
        1,
    )
    assert compared({**GOOD, "ask": "?", "expect": {"error": {"code": "unknown_question"}}}, "kerala").agrees
    assert compared(
        {**GOOD, "then": {"answer": {"amount_paise": 1596000}, "unconfirmed": []}}, "kerala"
    ).agrees
    assert not compared({**GOOD, "then": {"answer": {"amount_paise": 1}}}, "kerala").agrees
    assert not compared(GOOD, "kerala").agrees


def test_plain_values_compare_with_json() -> None:
    assert plain({"a": date(2026, 1, 1), 1: [True, None, 2.5]}) == {"a": "2026-01-01", "1": [True, None, 2.5]}


def test_the_month_tells_every_line_with_its_orders() -> None:
    facts = {
        "employment": {"born": "1985-05-20", "is_tax_settled": True, "is_gis": True, "gis_group": "C"},
        "segments": [
            {
                "from": "2026-10-18", "to": "2026-10-31", "revision": 11, "scale": "27900-63700",
                "basic_pay": 45600,
                "place_class": "B",
            },
        ],
    }  # fmt: skip
    answer = ask({"id": 1, "ask": "month", "on": "2026-10-01", "given": {"facts": facts}}, "kerala")["answer"]
    lines = {line["component"]: line for line in answer["lines"]}
    assert lines["dearness_allowance"]["amount_paise"] == 720800
    assert "G.O.(P) No.27/2026/Fin, dated 20 Feb 2026" in lines["dearness_allowance"]["orders"]
    assert (lines["group_insurance"]["state"], lines["group_insurance"]["amount_paise"]) == ("held", None)
    assert answer["net_paise"] == answer["gross_paise"] - answer["deductions_paise"]
