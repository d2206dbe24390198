"""Order of reasons, one and many, failing closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.permit.requests import AT, ask, codes, credit, people, terms
from vethanam.clauses import Clause
from vethanam.errors import Broken
from vethanam.privacy.permit import Subject, Template, permit, rules_hash
from vethanam.privacy.permit.reason_order import ROWS
from vethanam.privacy.permit.reason_texts import REASONS
from vethanam.privacy.permit.table import Row, codes_of


def test_the_first_reason_leads_and_the_rest_follow_in_order() -> None:
    decision = ask(
        credit(actor=None, org="PRD", sender="FIN", fields=("pan",), template=Template(kind="publicity")),
        ledger="stale",
    )
    assert decision.reason == "LEDGER_UNHEALTHY"
    order = codes_of(ROWS)
    assert codes(decision) == sorted(codes(decision), key=order.index)
    assert {
        "ACTOR_NOT_AUTHENTICATED",
        "CONTROLLER_MISMATCH",
        "FIELDS_EXCEED_PURPOSE",
        "TEMPLATE_PUBLICITY",
    } <= set(decision.also)


_subjects = st.builds(
    Subject,
    id=st.uuids().map(str),
    kind=st.sampled_from(["employee", "judicial_officer", "pensioner", "beneficiary"]),
    also=st.sampled_from([(), ("judicial_officer",), ("employee",)]),
    has_hck_approval=st.booleans(),
    is_cleared=st.booleans(),
    is_deceased=st.booleans(),
    contacts=st.sampled_from([None, {}, {"sms": "verified"}, {"sms": "unverified"}]),
    stopped=st.sampled_from([frozenset(), frozenset({"sms"})]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_subjects, min_size=1, max_size=12, unique_by=lambda subject: subject.id))
def test_one_text_answers_one_as_it_answers_many(subjects: list[Subject]) -> None:
    together = ask(terms(subjects=subjects, channels=("sms", "portal")))
    alone = [
        ask(terms(subjects=[subject], channels=("sms", "portal"))).per_subject[0] for subject in subjects
    ]
    assert list(together.per_subject) == alone
    assert together.allowed == sum(answer.status == "allow" for answer in alone)


@pytest.mark.parametrize("scope", ["request", "subject"])
def test_a_clause_that_fails_or_does_not_know_refuses(scope: str) -> None:
    for expression in (pl.lit(None, dtype=pl.Boolean), pl.lit("x").str.to_date("%Y") > pl.lit(1)):
        rows = [
            _broken(row, expression) if row.scope == scope and row.number in (7, 20) else row for row in ROWS
        ]
        decision = permit(credit(), AT, rows=rows)
        assert decision.outcome == "deny" and decision.reason in (
            "CONTROLLER_MISMATCH",
            "SUBJECT_CLASS_GUARD",
        )


def _broken(row: Row, expression: pl.Expr) -> Row:
    clause = row.clauses[0]
    broken = Clause(clause.name, clause.says, expression, clause.citations)
    return replace(row, clauses=(broken, *row.clauses[1:]))


def test_every_row_of_the_law_is_built() -> None:
    assert [row.number for row in ROWS] == list(range(1, 22))


def test_every_clause_is_cited_and_every_code_has_words_in_both_languages() -> None:
    for row in ROWS:
        for clause in row.clauses:
            assert clause.citations and clause.says.endswith(".")
            assert set(REASONS[clause.name]) == {"en", "ml"}
    said = " ".join(words for of in REASONS.values() for words in of.values()).casefold()
    assert not any(
        word in said
        for word in ("illegal", "unlawful", "misuse", "violat", "abuse", "suspicious", "fraud", "fake")
    )


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(Broken):
        permit(credit(), datetime(2026, 11, 30))  # noqa: DTZ001


def test_the_rules_have_one_hash_that_an_answer_carries() -> None:
    assert ask(credit()).rules_hash == rules_hash() == ask(terms()).rules_hash
    assert len(rules_hash()) == 64


def test_a_request_about_many_is_answered_in_one_go() -> None:
    decision = ask(credit(subjects=people(20_000)))
    assert (decision.outcome, decision.allowed) == ("allow", 20_000)
