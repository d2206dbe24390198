"""The worked examples: they pass, cover every code, and detect every clause that wrongly stops
or starts to object.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from vethanam.clauses import Clause
from vethanam.privacy.permit import permit, timeline
from vethanam.privacy.permit.questions import answer_all, differences_of
from vethanam.privacy.permit.reason_order import ROWS
from vethanam.privacy.permit.table import Row, codes_of
from vethanam.privacy.purposes import load_catalogue
from vethanam.rules.question_files import questions_in

FOLDER = Path(str(files("vethanam.privacy.permit") / "examples"))
#: codes no file can produce: only the service book knows of deaths, contacts and suspensions
FROM_THE_BOOK = {"PURPOSE_INACTIVE", "SUBJECT_DECEASED", "CONTACT_UNVERIFIED"}
FIRED = [code for code in codes_of(ROWS) if code not in FROM_THE_BOOK]


@cache
def examples() -> Sequence[tuple[Any, Sequence[dict[str, Any]]]]:
    """Each question with its answers."""
    questions = [question for path in sorted(FOLDER.glob("*.yaml")) for question in questions_in(path)]
    return [(question, answer_all([question])) for question in questions]


def codes_in(answer: dict[str, Any]) -> set[str]:
    said = {answer["reason"], *answer["also"]}
    for subject in answer["per_subject"].values():
        said |= {subject["reason"], *subject["channel"].values()}
    return said - {None, "allow"}


def differing(questions: Sequence[Any]) -> Iterator[Any]:
    for question in questions:
        for answer in answer_all([question]):
            if differences_of(question, answer):
                yield question["id"]


def test_every_example_agrees_and_says_what_it_expects() -> None:
    differences = {
        f"{question['id']} {answer.get('key', '')}": differences_of(question, answer)
        for question, answers in examples()
        for answer in answers
        if differences_of(question, answer) or not question.get("expect")
    }
    assert differences == {}


def test_every_purpose_is_allowed_in_one_example_and_refused_in_another() -> None:
    outcomes: dict[str, set[str]] = {}
    for question, answers in examples():
        requests = question.get("requests") or [question["request"]]
        for request, answer in zip(requests, answers, strict=True):
            outcomes.setdefault(request["purpose"], set()).add(answer["outcome"])
    for purpose in load_catalogue().purposes:
        needed = {"deny"} if purpose.status == "prohibited" else {"allow", "deny"}
        assert needed <= outcomes[purpose.code], purpose.code


def mutated(code: str, *, objects: bool) -> list[Row]:
    def changed(clause: Clause) -> Clause:
        return replace(clause, expression=pl.lit(objects)) if clause.name == code else clause

    return [replace(row, clauses=tuple(changed(clause) for clause in row.clauses)) for row in ROWS]


@pytest.mark.parametrize("code", FIRED)
@pytest.mark.parametrize("objects", [False, True], ids=["never", "always"])
def test_a_clause_that_never_or_always_objects_is_noticed(
    code: str, objects: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_code = [question for question, answers in examples() if any(code in codes_in(a) for a in answers)]
    assert with_code, f"no example meets {code}"
    without = [question for question, answers in examples() if all(a["outcome"] == "allow" for a in answers)]
    monkeypatch.setattr(timeline, "permit", partial(permit, rows=mutated(code, objects=objects)))
    assert next(differing(without if objects else with_code), None) is not None
