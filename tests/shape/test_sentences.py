"""A sentence is a code and facts: one template a code in both languages, never written where it is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

import pytest
from django.utils.translation import gettext, override

import vethanam
from vethanam.errors import PLACE, sentence_files, templates

HOUSE = Path(vethanam.__file__).parent
#: rooms with sentences for the operator, a developer or a file of questions, in English
IN_ENGLISH = frozenset(
    {"bench", "cli", "clauses", "documents", "identity", "journal", "ledger", "rules", "sample", "site"}
)
ERRORS = frozenset({"Broken", "NotSigned", "NotTaken", "Refused", "Unsound", "UnsoundInput"})
#: facts beside those of the template, which a caller reads
BESIDE = {
    "several_faults": {"within"},
    "not_acting_as": {"role", "scope"},
    "parameter_unknown": {"parameter"},
}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call that makes an error, a fault, a finding or a sentence: its name, itself and its place."""
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "")
                if name in ERRORS | {"Fault", "Finding", "Sentence"}:
                    yield name, node, f"{path.relative_to(HOUSE)}:{node.lineno}"


CALLS = list(calls())
PLACE_OF_CODE = {"Fault": 2, "Finding": 1}


def coded() -> Iterator[tuple[str, ast.Call, str, str]]:
    """The calls with a literal code."""
    for name, node, where in CALLS:
        at = PLACE_OF_CODE.get(name, 0)
        if len(node.args) > at and isinstance(code := node.args[at], ast.Constant):
            yield name, node, where, str(code.value)


def test_every_code_has_its_template() -> None:
    known = templates()
    assert len(list(coded())) > 700
    assert [f"{where} {code}" for _, _, where, code in coded() if code not in known] == []


def test_an_error_gives_exactly_the_facts_of_its_template() -> None:
    wrong = []
    for name, node, where, code in coded():
        given = {keyword.arg for keyword in node.keywords}
        if name in ERRORS and None not in given:
            wanted = set(PLACE.findall(templates()[code]))
            if given - BESIDE.get(code, set()) != wanted:
                wrong.append(f"{where} {code}: {sorted(map(str, given ^ wanted))}")
    assert wrong == []


def test_no_error_is_given_a_finished_sentence() -> None:
    most = {"Fault": 4, "Finding": 3, "UnsoundInput": 2, "Sentence": 2}
    assert [where for name, node, where in CALLS if len(node.args) > most.get(name, 1)] == []


def test_every_template_is_used() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in HOUSE.rglob("*.py") if path not in sentence_files()
    )
    written = set(re.findall(r"[\"']([a-z0-9_]+)[\"']", text))
    assert sorted(code for code in templates() if code not in written and not MADE.fullmatch(code)) == []


#: codes that are put together
MADE = re.compile(
    r"kinds?_\w+|inbox_\w+|master_(agreed|declined|withdrawn)|(object|right)_\w+|loose_path|row_security|"
    r"unlisted|too_many_days_\w+_left|limit_\d+|word_\w+|file_title_\w+|slip_(code|field)_\w+"
)


SHOWN = [path for path in sentence_files() if path.relative_to(HOUSE).parts[0] not in IN_ENGLISH]


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: "-".join(file.relative_to(HOUSE).parts[::2]))
def test_every_template_that_a_page_shows_has_its_malayalam(file: Path) -> None:
    with override("ml"):
        missing = [
            code
            for code, template in run_path(str(file))["SENTENCES"].items()
            if gettext(template) == template and re.search("[a-z]", "".join(PLACE.split(template)[::2]))
        ]
    assert missing == []


def test_every_malayalam_sentence_has_the_places_of_the_english_one() -> None:
    with override("ml"):
        differ = [
            code
            for code, template in templates().items()
            if set(PLACE.findall(gettext(template))) != set(PLACE.findall(template))
        ]
    assert differ == []


def test_no_sentence_reaches_a_page_in_english_alone() -> None:
    """A page shows a room's finding through ``said``: the English ``says`` of an error is for files
    and the command line.
    """
    shown = re.compile(r"messages\.\w+\(\s*request,\s*\w+(\.\w+)*\.says\b")
    assert [
        path.name for path in (HOUSE / "web").rglob("*.py") if shown.search(path.read_text(encoding="utf-8"))
    ] == []
