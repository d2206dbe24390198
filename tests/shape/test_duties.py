"""Each duty of ``docs/reference/duties.md`` says what the program does, and names tests that run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "reference" / "duties.md"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py::test_\w+)`")
NOTHING, UNBUILT = "asks nothing of software", "not built"
#: duties that the program does not do; a row that is built leaves this list
NOT_BUILT = {
    "operators' consent register",
    "quarterly statements", "certificate of tax",
}  # fmt: skip
#: sections of the Act and rules that the page has to answer
SECTIONS = (
    "s.4", "s.5(1)", "s.5(2)", "s.5(3)", "s.6(1)-(3)", "s.6(4)-(6)", "s.6(7)-(9)", "s.6(10)", "s.7(a)",
    "s.7(b)", "s.7(c)", "s.7(d)", "s.7(e)", "s.7(f)-(h)", "s.7(i)", "s.8(1)", "s.8(2)", "s.8(3)",
    "s.8(4), (5)", "s.8(6)", "s.8(7), (8)", "s.8(9), (10)", "s.9", "s.10", "s.11", "s.12", "s.13",
    "s.14", "s.15", "s.16", "s.17(1)", "s.17(2)(a)", "s.17(2)(b)", "s.17(4)", "s.27, s.28", "s.33",
    "s.34, s.39", "s.38", "Rule 3", "Rule 4", "Rule 5", "Rule 6(1)(a)", "Rule 6(1)(b)", "Rule 6(1)(c)",
    "Rule 6(1)(d)", "Rule 6(1)(e)", "Rule 6(1)(f)", "Rule 7(1)", "Rule 7(2)", "Rule 8(1), (2)",
    "Rule 8(3)", "Rule 9", "Rules 10-12", "Rule 13", "Rule 14", "Rule 15", "Rule 16", "Rule 23",
)  # fmt: skip


def rows() -> list[tuple[str, str, str, str]]:
    """Provision, duty, behaviour and tests of each row."""
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [row for row in found if row[0] not in ("provision", "---")]


def test_each_provision_has_one_row() -> None:
    named = [provision for provision, *_ in rows()]
    assert len(named) == len(set(named)) > 100
    assert [one for one in SECTIONS if one not in named] == []


def test_each_row_names_tests_or_says_why_there_are_none() -> None:
    for provision, _duty, does, tests in rows():
        if tests == NOTHING:
            assert does.startswith((NOTHING, "as ")), provision
        elif tests == UNBUILT:
            assert provision in NOT_BUILT, provision
        else:
            assert re.sub(r"[, ]", "", TEST.sub("", tests)) == "" and TEST.findall(tests), provision
            assert len(does.split()) >= 2, provision
    assert {provision for provision, *_, tests in rows() if tests == UNBUILT} == NOT_BUILT


@pytest.mark.parametrize("case", sorted({case for *_, tests in rows() for case in TEST.findall(tests)}))
def test_a_named_test_runs(case: str) -> None:
    file, _, name = case.partition("::")
    before, found, _ = (TESTS / file).read_text(encoding="utf-8").partition(f"def {name}(")
    assert found, f"{file} has no {name}"
    assert not re.search(r"mark\.(skip|xfail)", before.rsplit("\n\n\n", 1)[-1])
