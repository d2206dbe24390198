"""Every finding of a month, of its rules, its run or its arrears is said in Malayalam, by the sentence that the rooms make."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

import vethanam
from tests.rules.made import assessed, segment
from vethanam.errors import Finding
from vethanam.web.findings import ALIKE, FINDINGS
from vethanam.web.names import said

HOUSE = Path(vethanam.__file__).parent
#: where findings that a page shows are made; what `vethanam check` says to the operator is English, a cause of a change is none
MAKERS = (
    *sorted((HOUSE / "service_book" / "queries").glob("*.py")),
    *sorted((HOUSE / "rules").glob("*.py")),
    *sorted((HOUSE / "rules").glob("*/checks.py")),
    *sorted(
        path for path in (HOUSE / "payroll").rglob("*.py") if path.name not in ("audit.py", "changes.py")
    ),
)
CALLS = {"finding", "Finding", "_turned_away"}


def codes() -> Iterator[tuple[str, str]]:
    """Each code a finding is made with, and where."""
    for path in MAKERS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            for text in _of(node, constants):
                yield text, f"{path.relative_to(HOUSE)}:{getattr(node, 'lineno', 0)}"


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of the module that stand for a text."""
    for node in (one for one in tree.body if isinstance(one, ast.Assign)):
        for target in node.targets:
            is_many = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            pairs = zip(target.elts, node.value.elts, strict=True) if is_many else [(target, node.value)]  # type: ignore[attr-defined]
            for name, value in pairs:
                if (
                    isinstance(name, ast.Name)
                    and isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                ):
                    yield name.id, value.value


def _of(node: ast.AST, constants: dict[str, str]) -> Iterator[str]:
    """Codes in the arguments of a call that makes a finding, in a reason that is yielded or returned, in a choice of one."""
    inside: list[ast.AST] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        inside = [one for arg in node.args for one in ast.walk(arg)]
    elif isinstance(node, ast.Yield | ast.Return) and isinstance(node.value, ast.Tuple):
        inside = list(node.value.elts)
    elif isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "what" for t in node.targets
    ):
        inside = list(ast.walk(node.value))
    for one in inside:
        text = one.value if isinstance(one, ast.Constant) else constants.get(getattr(one, "id", ""))
        if _is_code(text):
            yield str(text)


def _is_code(value: object) -> bool:
    return isinstance(value, str) and "_" in value and value.isidentifier() and value.islower()


#: columns and components named beside a code
NO_CODES = {
    "basic_pay", "gpf_subscription", "state_life_insurance", "pension_contribution", "subsistence_allowance", "drawing_code",
    "employment_id", "bill_class",
}  # fmt: skip


def test_every_code_of_a_finding_has_its_sentences() -> None:
    made = dict(codes())
    known = set(FINDINGS) | set(ALIKE)
    assert {
        "wage_changes",
        "no_attendance",
        "not_a_stage",
        "dues_left",
        "arrears_not_taxed",
        "pay_after_death",
    } <= made.keys()
    assert {code: at for code, at in made.items() if code not in known | NO_CODES} == {}


class Said:
    """What a page is given of a finding."""

    def __init__(self, code: str, says: str, component: str = "") -> None:
        self.code, self.says, self.component = code, says, component
        self.facts: dict[str, Any] = {}


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
    ((), {"pension_scheme": "gpf", "gpf_subscription": 2735_00, "sli_premium": 900_00, "joined": date(2013, 4, 1)}),
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
    for row in found.iter_rows(named=True):
        told = in_malayalam(Said(row["code"], row["says"], row["component"] or ""))
        assert "<span" not in told and told != row["says"], row["says"]


def test_a_held_line_is_said_in_malayalam() -> None:
    rows = assessed(is_fbs=True, is_gis=True).lines.filter(state="held")
    assert rows.height == 2
    for row in rows.iter_rows(named=True):
        told = in_malayalam(Said("line_held", row["says"], row["component"]))
        assert "<span" not in told and "നിർത്തിവച്ചിരിക്കുന്നു" in told


SAID = {
    "no_attendance": (
        "October 2026. No attendance is recorded. Enter the days worked, 0 where there were none.",
        "2026 ഒക്ടോബർ. ഹാജർ രേഖയിലില്ല. ജോലി ചെയ്ത ദിവസം ചേർക്കുക; ഒന്നുമില്ലെങ്കിൽ 0.",
    ),
    "wage_changes": (
        (
            "October 2026. The wage changes on 16 Oct. Enter the hours worked from that day on as attendance from 2026-10-16, "
            "and those before it as attendance from 2026-10-01."
        ),
        (
            "2026 ഒക്ടോബർ. ഒക്ടോബർ 16-ന് വേതനനിരക്ക് മാറുന്നു. അന്നു മുതൽ ജോലി ചെയ്ത മണിക്കൂർ 2026 ഒക്ടോബർ 16 മുതലുള്ള "
            "ഹാജരായും അതിനു മുമ്പുള്ളവ 2026 ഒക്ടോബർ 1 മുതലുള്ള ഹാജരായും ചേർക്കുക."
        ),
    ),
    "open_absence": (
        "October 2026. Leave (half pay) from 05 Oct has no end date. Enter it, or hold this person for the month.",
        "2026 ഒക്ടോബർ. ഒക്ടോബർ 5 മുതലുള്ള അവധിക്ക് (അർധശമ്പള അവധി) അവസാനതീയതിയില്ല. ",
    ),
    "unverified": (
        "October 2026. The service spell from 01 Jun 2010 is not verified. Another person checks it against its order.",
        "2026 ഒക്ടോബർ. 2010 ജൂൺ 1 മുതലുള്ള വിവരം (സർവീസ്) ഒത്തുനോക്കിയിട്ടില്ല.",
    ),
    "dues_left": (
        (
            "Service ends on 31 Oct 2026, and after this month's bill is still owed: Festival advance ₹\u202f1,16,000, Gpf loan "
            "₹\u202f48,000. State it in the liability certificate, and tell the person. What Government is owed is adjusted "
            "against the gratuity (Kerala Service Rules, Part III, rule 3, notes 2 and 3), a loan of the provident fund or of "
            "State Life Insurance against that; other payees are told."
        ),
        (
            f"2026 ഒക്ടോബർ 31-ന് സർവീസ് അവസാനിക്കുന്നു; ഈ മാസത്തെ ബില്ലിനു ശേഷവും ബാക്കി: {FESTIVAL} ₹\u202f1,16,000, {FUND} "
            "₹\u202f48,000. അത് ബാധ്യതാ സർട്ടിഫിക്കറ്റിൽ എഴുതുകയും"
        ),
    ),
}


@pytest.mark.parametrize("code", SAID)
def test_months_days_and_words_within_a_finding_are_said_in_malayalam(code: str) -> None:
    says, told = SAID[code]
    assert in_malayalam(Said(code, says)).startswith(told)


def test_a_sentence_nobody_translated_stays_english_and_says_so() -> None:
    told = in_malayalam(Finding("Employee 1", "no_attendance", "Something else."))
    assert told == '<span lang="en">Something else.</span>'
