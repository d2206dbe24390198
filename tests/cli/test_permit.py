"""``vethanam permit``: answers on stdout, exit codes, and no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vethanam.cli.permit import app

QUESTIONS = """
- id: told
  at: 2026-11-30T18:05
  request: {purpose: SAL-CREDIT, fields: [month, mobile]}
  then: {outcome: allow}
- id: refused
  at: 2026-11-30T18:05
  request: {purpose: SAL-CREDIT, org: PRD, sender: PRD}
  expect: {outcome: deny, reason: CONTROLLER_MISMATCH, per_subject: {e1: {status: dropped}}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(QUESTIONS)
    return path


def test_answers_come_in_order_as_one_list(file: Path) -> None:
    result = CliRunner().invoke(app, ["ask", str(file), "--json"])
    assert result.exit_code == 0
    assert [(a["id"], a["outcome"], a["reason"]) for a in json.loads(result.stdout)] == [
        ("told", "allow", None),
        ("refused", "deny", "CONTROLLER_MISMATCH"),
    ]


def test_questions_are_read_from_standard_input() -> None:
    result = CliRunner().invoke(app, ["ask", "-", "--json"], input=QUESTIONS)
    assert result.exit_code == 0 and [a["id"] for a in json.loads(result.stdout)] == ["told", "refused"]


def test_for_a_reader_each_is_a_sentence_with_its_code(file: Path) -> None:
    lines = CliRunner().invoke(app, ["ask", str(file)]).stdout.splitlines()
    assert lines[0].startswith("told: Allowed: ")
    assert lines[1].startswith("refused: Refused. ") and lines[1].endswith(
        "(CONTROLLER_MISMATCH, SENDER_MISMATCH)"
    )


def test_an_unusable_question_is_two_and_the_rest_is_answered(file: Path) -> None:
    file.write_text(QUESTIONS + "- {id: odd, request: {}}\n")
    result = CliRunner().invoke(app, ["ask", str(file), "--json"])
    assert result.exit_code == 2
    assert [("error" in answer) for answer in json.loads(result.stdout)] == [False, False, True]


def test_examples_are_compared(file: Path) -> None:
    agreed = CliRunner().invoke(app, ["test", str(file)])
    assert (agreed.exit_code, agreed.stdout.strip()) == (0, "2 of 2 examples agree.")
    file.write_text(QUESTIONS.replace("outcome: allow", "outcome: hold"))
    differing = CliRunner().invoke(app, ["test", str(file)])
    assert differing.exit_code == 1
    assert 'outcome: expected "hold", came "allow"' in differing.stdout


def test_it_needs_no_django(file: Path) -> None:
    code = (
        "import sys; from vethanam.privacy.permit.questions import answer_all;"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_merged_into_a_map_gives_way_to_the_maps_own_and_a_key_written_twice_is_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "merged.yaml"
    file.write_text(
        "- {id: a, at: 2026-11-30T18:05, request: &A {purpose: SAL-CREDIT, fields: [month], subjects: [{id: "
        "e1}]}}\n- {id: b, at: 2026-11-30T18:05, request: &B {<<: *A, subjects: [{id: e1}, {id: e2}]}}\n- "
        "{id: c, at: 2026-11-30T18:05, request: {<<: [*B, *A], fields: [month, mobile]}}\n- {id: d, at: "
        "2026-11-30T18:05, request: {<<: *A, fields: [month], fields: [mobile]}}\n",
        encoding="utf-8",
    )
    answers = json.loads(CliRunner().invoke(app, ["ask", str(file), "--json"]).stdout)
    assert [len(answer.get("per_subject", ())) for answer in answers] == [1, 2, 2, 0]
    assert "request.fields" in answers[3]["error"]["message"]
