"""Schemes of benefits: decisions, amounts by kind, arrears, costs, explanations, files of a scheme."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vethanam.clauses import Explanation
from vethanam.errors import Unsound, UnsoundInput
from vethanam.periods import Month
from vethanam.rules import load_pack
from vethanam.rules.benefit_assessment import assess_awards
from vethanam.rules.benefit_columns import AWARDS, COUNTS, DRAWALS, KIND
from vethanam.rules.benefit_costing import cost_of_benefits
from vethanam.rules.benefit_dues import arrears_of, dues_of
from vethanam.rules.benefit_explanation import explain_award
from vethanam.rules.formula import money
from vethanam.rules.interest import FORMS, to_paisa
from vethanam.rules.kerala import PACK
from vethanam.rules.proposed_orders import read_proposal
from vethanam.rules.question_files import compared, questions_in
from vethanam.rules.questions import ask
from vethanam.rules.rule_text import shown
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.scheme import HOLDS, REASONS, Benefit, scheme
from vethanam.rules.scheme_conditions import resident

RULES = load_pack("kerala")
SRC = Path(__file__).parents[2] / "src" / "vethanam"
FEBRUARY = Month(2026, 2)
ORDINARY: dict[str, Any] = {
    "award": 1, "beneficiary": 1, "scheme": "IGNWPS", "since": date(2020, 1, 1), "born": date(1960, 5, 5),
    "is_resident": True, "sex": "woman", "marital_state": "widowed", "is_remarried": False,
    "income": 90000_00,
    "income_valid_until": date(2026, 12, 31), "pays_income_tax": False, "has_service_pension": False,
    "in_government_service": False, "has_board_pension": False, "epf_pension": 0, "nps_pension": 0,
    "ex_gratia_pension": 0, "in_care_home": False, "is_life_proven": True, "on_central_list": True,
    "card": "pink",
}  # fmt: skip


def awards(*different: dict[str, Any]) -> pl.DataFrame:
    return AWARDS.rows(
        [{**ORDINARY, "award": n, "beneficiary": n, **one} for n, one in enumerate(different, 1)]
    )


def decided(*different: dict[str, Any], month: Month = FEBRUARY) -> list[tuple[str, str | None]]:
    found = assess_awards(awards(*different), RULES, month)
    return found.select("state", "reason").rows()


@pytest.mark.parametrize(
    "item", questions_in(Path(__file__).with_name("benefit_questions.yaml")), ids=lambda item: item["id"]
)
def test_a_question_of_an_office_is_answered(item: dict[str, Any]) -> None:
    assert compared(item, "kerala").differences == ()


def test_a_number_that_is_not_kept_is_not_repeated() -> None:
    given = {"scheme": "IGNOAPS", "income": "234123412346"}
    told = ask({"id": 1, "ask": "eligible", "on": "2026-01-01", "given": given}, "kerala")["error"]
    assert told["code"] == "aadhaar_like" and "2341" not in told["message"]


def test_all_that_is_wrong_with_a_life_is_told_at_once() -> None:
    given = {
        "scheme": "IGNOAPS",
        "born": "1950-01-01",
        "age": 75,
        "died_on": "1940-01-01",
        "imprisoned_on": "2027-01-01",
    }
    told = ask({"id": 1, "ask": "benefit_due", "on": "2026-01-01", "given": given}, "kerala")["error"]
    assert told["code"] == "several_faults"
    assert all(part in told["message"] for part in ("born or age", "Died on 1 Jan 1940", "imprisoned_on"))


# --- decisions


def test_the_earlier_award_stays_whatever_the_order_of_the_rows() -> None:
    widow = {"award": 7, "beneficiary": 1}
    second = {"award": 5, "beneficiary": 1, "scheme": "IGNOAPS", "since": date(2024, 1, 1)}
    frame = awards(widow, second)
    for one in (frame, frame.reverse()):
        found = dict(assess_awards(one, RULES, FEBRUARY).select("award", "reason").iter_rows())
        assert found == {7: None, 5: "ONE_PENSION"}


def test_awards_of_several_people_do_not_meet() -> None:
    assert decided({}, {"scheme": "IGNOAPS"}) == [("eligible", None)] * 2


def test_a_fact_that_is_not_known_holds_and_is_no_no() -> None:
    assert decided({"has_service_pension": None}) == [("held", "CIRCUMSTANCE_NOT_VERIFIED")]
    assert decided({"has_service_pension": None, "is_resident": False}) == [("not_eligible", "NOT_RESIDENT")]


def test_a_frame_that_is_not_as_declared_is_refused() -> None:
    with pytest.raises(UnsoundInput):
        assess_awards(awards({}).drop("since"), RULES, FEBRUARY)
    for wrong in ({"scheme": "MOON"}, {"card": "green"}):
        with pytest.raises(Unsound, match=r"It has|Known are"):
            assess_awards(awards(wrong), RULES, FEBRUARY)


def test_no_awards_give_no_rows() -> None:
    assert assess_awards(AWARDS.empty(), RULES, FEBRUARY).is_empty()


def test_every_reason_has_its_sentence_and_every_condition_its_reason() -> None:
    codes = {**REASONS, **HOLDS}
    assert len(set(codes.values())) == len(codes)
    for one in PACK.schemes:
        conditions = one.on(RULES.in_force(FEBRUARY)).conditions
        assert {condition.reason for condition in conditions} <= set(REASONS)
        assert len({condition.reason for condition in conditions}) == len(conditions)


facts = st.fixed_dictionaries(
    {
        "scheme": st.sampled_from([one.code for one in PACK.schemes]),
        "born": st.none() | st.dates(date(1930, 1, 1), date(2000, 1, 1)),
        "epf_pension": st.sampled_from([None, 0, 4000_00, 4000_01]),
        "income": st.none() | st.integers(0, 200000_00),
        "is_life_proven": st.sampled_from([True, False, None]),
        "on_central_list": st.sampled_from([True, False, None]),
        "died_on": st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    }
)
months = st.builds(Month, st.integers(2019, 2026), st.integers(1, 12))


@settings(max_examples=20, deadline=None)
@given(st.lists(facts, min_size=1, max_size=5), months)
def test_one_row_equals_many_and_parts_sum_to_the_due(rows: list[dict[str, Any]], month: Month) -> None:
    frame = awards(*rows)
    whole = assess_awards(frame, RULES, month)
    alone = [assess_awards(frame[place], RULES, month) for place in range(frame.height)]
    assert whole.equals(pl.concat(alone))
    split = dues_of(whole, RULES, month)
    sums = split.shares.group_by(KIND).agg(pl.col("amount").sum(), none=pl.col("amount").null_count())
    for row in split.dues.join(sums, on=KIND).iter_rows(named=True):
        if row["due"] is None:
            assert row["held"] is None and row["none"] > 0
        else:
            assert row["amount"] + row["held"] == row["due"] and min(row["held"], row["due"]) >= 0
    for row in whole.iter_rows(named=True):
        assert (row["state"] == "eligible") == (not row["reasons"] and not row["holds"])
        assert (row["state"] == "not_eligible") == bool(row["reasons"])


@settings(max_examples=12, deadline=None)
@given(facts, months)
def test_to_know_more_never_turns_a_decision(row: dict[str, Any], month: Month) -> None:
    """With a fact unknown she is held or decided as with it."""
    known = awards(row)
    for column in ("has_service_pension", "income", "born", "is_life_proven"):
        less = known.with_columns(pl.lit(None, dtype=known.schema[column]).alias(column))
        with_it, without = (assess_awards(one, RULES, month)["state"][0] for one in (known, less))
        assert without in ("held", with_it)


# --- amounts


def test_a_due_without_a_figure_names_it() -> None:
    kinds = assess_awards(awards({}), RULES, FEBRUARY)
    dues = dues_of(kinds, RULES, Month(2026, 3)).dues
    assert dues.select("due", "held", "missing").row(0) == (None, None, "benefits.monthly")


def test_a_rate_known_later_is_not_known_before() -> None:
    kinds = assess_awards(awards({}), RULES, FEBRUARY)
    told = [
        dues_of(kinds, RULES, Month(2025, 11), known_at=day).dues["due"][0]
        for day in (date(2025, 10, 28), None)
    ]
    assert told == [1600_00, 2000_00]


def test_arrears_are_due_less_drawn_by_month_and_payer() -> None:
    of = assess_awards(awards({}), RULES, FEBRUARY).select("award", *KIND)
    every = pl.concat(
        [of.with_columns(month=pl.lit(month, dtype=pl.Int64)) for month in (202510, 202511, 202603)]
    )
    drawn = [
        (202510, "state", 1300_00),
        (202511, "state", 2000_00),
        (202511, "state", -300_00),
        (202509, "state", 100),
    ]
    rows = [{"award": 1, "month": m, "payer": p, "amount": a} for m, p, a in drawn]
    found = arrears_of(every, DRAWALS.rows(rows), RULES)
    assert found.select("month", "payer", "due", "drawn", "open").rows() == [
        (202509, "state", 0, 100, -100),
        (202510, "centre", 300_00, 0, 300_00),
        (202510, "state", 1300_00, 1300_00, 0),
        (202511, "centre", 300_00, 0, 300_00),
        (202511, "state", 1700_00, 1700_00, 0),
        (202603, "centre", None, 0, None),
        (202603, "state", None, 0, None),
    ]


def test_sums_that_are_no_equations_lie_between_their_bounds() -> None:
    """8.46 lakh shares of 24.21 crore: between all at 200 and all at 500 rupees."""
    kinds = assess_awards(
        awards({"scheme": "IGNOAPS"}, {"scheme": "IGNOAPS", "born": date(1940, 1, 1)}), RULES, FEBRUARY
    )
    shares = dues_of(kinds, RULES, FEBRUARY).shares.filter(pl.col("payer") == "centre")["amount"].to_list()
    low, high = (one * 846_000 for one in sorted(shares))
    assert (low, high) == (16_92_00_000_00, 42_30_00_000_00)
    assert low < 24_21_00_000_00 < high


@given(st.integers(0, 10**12), st.integers(0, 4000), st.integers(0, 2400))
def test_interest_grows_with_days_and_compound_is_not_below_simple(amount: int, days: int, rate: int) -> None:
    simple, compound = (FORMS[form](amount, rate, days) for form in ("simple", "compound"))
    assert 0 <= simple <= compound
    assert FORMS["simple"](amount, rate, days + 1) >= simple
    assert abs(to_paisa(simple) - simple) <= 0.5


# --- costs


def counts() -> pl.DataFrame:
    """Some hundred kinds of 62 lakh people."""
    of = {
        "scheme": [one.code for one in PACK.schemes],
        "age_band": ["any", "younger", "older"],
        "disability_band": ["any", "up_to", "above"],
        "other_pension": ["none", "reduced", "unread"],
        "share_class": ["state", "centre"],
    }
    rows: list[dict[str, Any]] = [{}]
    for name, words in of.items():
        rows = [{**row, name: word} for row in rows for word in words]
    return COUNTS.rows([{**row, "people": 6_200_000 // len(rows)} for row in rows])


PROPOSED = """
title: Pensions of 2,500 rupees
with_effect_from: 2026-02-01
changes:
  - {parameter: benefits.monthly, key: social_security_pension, value: 2500}
"""


def test_a_proposed_rate_is_costed_by_kinds_in_less_than_a_second() -> None:
    proposal = read_proposal(PROPOSED, RULES)
    started = time.process_time()
    cost = cost_of_benefits(counts(), proposal, RULES, [Month(2026, 1), FEBRUARY])
    assert time.process_time() - started < 1
    each = 6_200_000 // counts().height
    kinds = counts().filter((pl.col("other_pension") == "none") & (pl.col("scheme") != "STHREE_SURAKSHA"))
    assert cost.total == kinds.height * each * 500_00
    assert cost.by_scheme.filter(pl.col("month") == 202601)["cost"].sum() == 0
    unread = counts().filter((pl.col("other_pension") == "unread") & (pl.col("scheme") != "STHREE_SURAKSHA"))
    assert cost.held == 2 * unread.height * each


def test_a_cost_of_months_without_a_rate_is_held() -> None:
    cost = cost_of_benefits(counts(), read_proposal(PROPOSED, RULES), RULES, [Month(2026, 3)])
    assert cost.by_kind.filter(pl.col("scheme") == "AGRI")["cost"].null_count() > 0
    assert cost.total == 0


# --- explanations


def test_an_award_explains_itself_with_facts_figures_and_orders() -> None:
    tree = explain_award(awards({"nps_pension": 3000_00}), 1, RULES, FEBRUARY)
    assert (tree.name, tree.value) == ("widow_pension", 600_00)
    nodes = {one.name: one for one in tree.walk()}
    pension = nodes["ONE_PENSION"]
    assert pension.value == 1 and pension.parameters[0].key == "nps"
    assert ("nps_pension", "3,000") in [(one.name, one.text) for one in pension.givens]
    assert nodes["due"].parameters[0].name == "benefits.reduced"
    assert (nodes["state"].value, nodes["centre"].value) == (300_00, 300_00)
    assert Explanation.from_json(tree.as_json()) == tree


def test_a_held_award_is_no_amount_and_names_the_reason() -> None:
    tree = explain_award(awards({"epf_pension": 5000_00}), 1, RULES, FEBRUARY)
    assert (tree.value, tree.reason) == (None, "RULE_NOT_READ")
    assert "benefits.exceptions" in tree.unconfirmed
    refused = explain_award(awards({"is_resident": False}), 1, RULES, FEBRUARY)
    assert (refused.value, refused.reason) == (0, "NOT_RESIDENT")


def test_a_held_award_says_which_order_is_missing() -> None:
    given = {"scheme": "IGNOAPS", "age": 70, "income": 100, "epf_pension": 5000}
    told = ask({"id": 1, "ask": "eligible", "on": "2025-12-01", "given": given}, "kerala")["answer"]["says"]
    assert "Missing: Order on provident fund pensions above 4,000 rupees, not read" in told[0]


def test_a_scheme_is_shown_with_its_figures() -> None:
    told = shown(RULES, "widow_pension", date(2026, 2, 1))
    assert told["label"] == "Widow pension" and told["text"].startswith("Widows")
    assert told["figures"][0]["name"].startswith("benefits.widow_pension.")
    assert shown(RULES, "IGNWPS", date(2026, 2, 1)) == told


# --- the files of a scheme


def test_a_new_scheme_needs_no_other_text() -> None:
    """A scheme made here works in every function: nothing outside the pack knows a scheme."""

    @scheme("NEW", "New benefit")
    def new_benefit(on: Any) -> Benefit:
        """Everybody who lives in the State."""
        return Benefit((resident(),), money(700_00))

    book = Rulebook(replace(PACK, schemes=(*PACK.schemes, new_benefit)), RULES.parameters, "new")
    frame = awards({"scheme": "NEW"}, {"scheme": "NEW", "is_resident": None}, {})
    found = assess_awards(frame, book, FEBRUARY)
    assert found["state"].to_list() == ["eligible", "held", "eligible"]
    shares = dues_of(found, book, FEBRUARY).shares.filter(pl.col("scheme") == "NEW")
    assert shares.select("payer", "amount").row(0) == ("state", 700_00)
    assert explain_award(frame, 1, book, FEBRUARY).value == 700_00
    assert shown(book, "new_benefit", date(2026, 2, 1))["label"] == "New benefit"
    counted = COUNTS.rows([{**dict(zip(KIND, found.select(KIND).row(0), strict=True)), "people": 3}])
    assert cost_of_benefits(counted, read_proposal(PROPOSED, RULES), book, [FEBRUARY]).total == 0


def test_only_its_own_files_name_a_scheme() -> None:
    """As CONTRIBUTING lists them; the question ``benefit`` has a list of its own of all names."""
    of = {word: one for one in PACK.schemes for word in (one.code, one.name)}
    named = re.compile(rf"\b({'|'.join(of)})\b")
    found: dict[str, set[str]] = {one.name: set() for one in PACK.schemes}
    for path in SRC.rglob("*"):
        if path.suffix in {".py", ".yaml", ".sql", ".html", ".txt"}:
            for word in set(named.findall(path.read_text("utf-8"))):
                found[of[word].name].add(path.relative_to(SRC).as_posix())
    for name, files in found.items():
        examples, pack = "rules/kerala/examples/benefits.yaml", "rules/kerala/__init__.py"
        own = {f"rules/kerala/schemes/{name}.py", pack, examples}
        assert own <= files
        figures = f"rules/kerala/parameters/benefits/{name}/"
        assert {path for path in files - own if not path.startswith(figures)} <= SHARED, name


#: files about schemes in general that name one as an example, or as the key of a shared figure
SHARED = {
    "bench/beneficiaries.py",
    "sample/local_body.py",
    "sample/folder/acts.yaml",
    "sample/folder/directorate.yaml",
    "rules/kerala/parameters/benefits/schemes.yaml",
    "rules/kerala/examples/festival_and_benefits.yaml",
    "rules/kerala/parameters/benefits/income/ceiling.yaml",
    "rules/kerala/parameters/benefits/death/arrears.yaml",
    "rules/kerala/parameters/benefits/death/month_of_death.yaml",
    "rules/kerala/parameters/benefits/recovery/instalment.yaml",
    "rules/kerala/parameters/benefits/recovery/interest.yaml",
}


def test_a_pack_without_schemes_works() -> None:
    central = load_pack("central")
    assert central.pack.schemes == ()
    assert assess_awards(AWARDS.empty(), central, FEBRUARY).is_empty()
    with pytest.raises(Unsound, match="no scheme"):
        assess_awards(awards({}), central, FEBRUARY)
    with pytest.raises(Unsound, match="no scheme"):
        central.scheme("IGNOAPS")
    assert RULES.scheme("AGRI").label == "Agricultural labour pension"
