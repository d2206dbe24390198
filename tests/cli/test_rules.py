"""``vethanam rules``: show, ask, test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vethanam.cli import language
from vethanam.cli.rules import app
from vethanam.errors import Unsound
from vethanam.rules import load_pack
from vethanam.web.parts.language import PagesSpeaker

GOOD = (
    "- {id: good, ask: dearness_allowance, on: 2026-03-01, given: {basic_pay: 45600}, then: "
    "{amount_paise: 1596000}}\n"
)
BAD = "- {id: bad, ask: pocket_money, on: 2026-03-01}\n"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.yaml"


def test_all_answered(file: Path) -> None:
    file.write_text(GOOD)
    code, said = run("ask", str(file), "--json")
    assert code == 0
    (answer,) = json.loads(said)
    assert answer["answer"] == {"amount_paise": 1596000, "rate": 3500}


def test_questions_are_read_from_standard_input() -> None:
    result = CliRunner().invoke(app, ["ask", "-", "--json"], input=GOOD)
    assert result.exit_code == 0 and json.loads(result.stdout)[0]["answer"]["amount_paise"] == 1596000
    with pytest.raises(Unsound, match=r"^standard input should hold a list of questions"):
        raise CliRunner().invoke(app, ["ask", "-"], input="").exception or AssertionError


def test_one_unusable_exits_2_and_the_rest_are_answered(file: Path) -> None:
    file.write_text(BAD + GOOD)
    code, said = run("ask", str(file), "--json")
    assert code == 2
    bad, good = json.loads(said)
    assert list(bad) == ["id", "error"]
    assert "answer" in good
    code, said = run("ask", str(file))
    assert code == 2
    assert said.startswith("bad: The pack kerala does not answer “pocket_money”.")


def test_a_language_that_is_not_spoken_is_refused(file: Path) -> None:
    file.write_text(GOOD)
    with pytest.raises(Unsound, match="is not spoken here"):
        run("ask", str(file), "--lang", "xx")


def test_malayalam_is_spoken_once_the_pages_offer_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_OFFERED", dict(language._OFFERED))
    language.offer("ml", lambda: PagesSpeaker("ml"))
    file.write_text(GOOD + BAD)
    code, said = run("ask", str(file), "--lang", "ml")
    assert code == 2
    assert "(പൈസ) 1596000" in said and "ഈ ചോദ്യത്തിന് ഉത്തരം നൽകാനാവില്ല." in said
    _, shown = run("show", "income_tax", "--on", "2026-10-01", "--lang", "ml")
    assert shown.startswith("ആദായനികുതി (income_tax)") and "പ്രാബല്യം 2026-04-01" in shown


def test_examples_that_agree_and_one_that_differs(file: Path) -> None:
    file.write_text(GOOD)
    assert run("test", str(file)) == (0, "1 of 1 examples agree.\n")
    file.write_text(GOOD.replace("1596000", "1596001"))
    code, said = run("test", str(file))
    assert code == 1
    assert "amount_paise: expected 1596001, came 1596000" in said


def test_an_example_that_stands_beside_a_pack_is_asked_of_that_pack() -> None:
    code, said = run("test", str(load_pack("central").pack.folder / "examples" / "pay.yaml"))
    assert code == 0
    assert said.endswith("examples agree.\n")


@pytest.mark.parametrize("pack", ["kerala", "central"])
def test_every_component_is_shown(pack: str) -> None:
    for component in load_pack(pack).pack.components:
        code, said = run("show", component.name, "--on", "2026-03-01", "--pack", pack)
        assert (code, component.label in said) == (0, True), component.name


def test_a_rule_is_shown_with_its_figures_and_orders() -> None:
    code, said = run("show", "dearness_allowance", "--on", "2026-10-01")
    assert code == 0
    assert "dearness_allowance.rate state_11: 35 %" in said
    assert "G.O.(P) No.27/2026/Fin, dated 20 Feb 2026; in force from 2025-07-01, first drawn 2026-03" in said
    assert "dearness_allowance.rate central_7: 60 %  [unconfirmed]" in said


def test_an_unknown_figure_is_shown_as_such() -> None:
    assert (
        "group_insurance.rate A: not known  [unconfirmed]"
        in run("show", "group_insurance", "--on", "2026-10-01")[1]
    )


def test_a_parameter_and_an_obligation_can_be_shown() -> None:
    _, said = run("show", "house_rent_allowance.slab", "--on", "2026-10", "--json")
    figures = {figure["key"]: figure["text"] for figure in json.loads(said)["figures"]}
    assert figures["11/B"] == "rate 8 %, floor 2,000, ceiling 8,000"
    assert "place 141" in run("show", "cooperative", "--on", "2026-10-01")[1]


def test_an_unknown_component_names_those_there_are() -> None:
    with pytest.raises(Unsound, match="has no component tips"):
        run("show", "tips", "--on", "2026-10-01")
