"""An explained line is exported as a file that a stranger's script recomputes."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.reference import people
from tests.reference.frames import facts_of
from tests.rules.made import RULES, facts, segment
from vethanam.clauses.explanation import Explanation
from vethanam.evidence.explanations import explanation_file
from vethanam.periods import Month
from vethanam.rules import assess, explain, recompute

SCRIPT = Path(recompute.__file__)
OCTOBER = Month(2026, 10)


def filed(tree: Explanation) -> dict[str, Any]:
    content = json.loads(explanation_file("100234", OCTOBER, RULES.hash, tree))
    assert isinstance(content, dict)
    return content


def verdict(content: dict[str, Any], *, is_signed_anew: bool = False) -> bool:
    """Whether the file passes; a forger may rewrite the digest."""
    if is_signed_anew:
        content = {**content, "digest": recompute.digest_of(content)}
    try:
        recompute.check(content)
    except (recompute.DiffersError, KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return False
    return True


def test_the_same_explanation_comes_back() -> None:
    tree = explain(facts(is_tax_settled=False, tax_gross_to_date=1400000_00), RULES, "income_tax")
    assert Explanation.from_json(tree.as_json()) == tree


@pytest.mark.parametrize("month", [Month(2021, 8), Month(2026, 2)], ids=str)
def test_every_line_of_seeded_people_comes_out_again(month: Month) -> None:
    seen, held = 0, 0
    for facts_of_one, component, part in islice(_lines(month), 110):
        tree = explain(facts_of_one, RULES, component, part=part)
        content = filed(tree)
        recompute.check(content)
        assert tree.sum is not None or tree.value is None
        seen, held = seen + 1, held + (tree.value is None)
    assert seen > 80
    assert held < seen / 2


def _lines(month: Month) -> Iterator[tuple[Any, str, int]]:
    of_work = (month.year, month.number)
    all_facts = facts_of(people.people(7, 30, of_work), of_work)
    lines = assess(all_facts, RULES).lines
    keys = lines.select("employment", "component", "part").unique(maintain_order=True)
    for employment, component, part in keys.iter_rows():
        yield all_facts.of(employment), component, part


@pytest.mark.parametrize("absence", ["dies_non", "without_allowances", "half_pay", "suspension", "earned"])
def test_days_that_bring_nothing_are_said_and_come_out_again(absence: str) -> None:
    """The equation states the days without pay, which are no number of the sum."""
    away: dict[str, Any] = {"absence": absence, "absence_since": date(2026, 10, 10)}
    stretches = (
        segment(until=date(2026, 10, 9)),
        segment(start=date(2026, 10, 10), until=date(2026, 10, 16), **away),
        segment(start=date(2026, 10, 17)),
    )
    of_one = facts(*stretches)
    for component in assess(of_one, RULES).lines["component"].unique():
        content = filed(explain(of_one, RULES, component))
        recompute.check(content)
        for line in content["explanation"]["arithmetic"]:
            for term in line:
                if term["text"] == "7":
                    term |= {"text": "8", "value": 8}
                    assert not verdict(content, is_signed_anew=True)


TREES = {
    "dearness_allowance": facts(segment()),
    "income_tax": facts(is_tax_settled=False, tax_gross_to_date=1400000_00),
}


@pytest.mark.parametrize("component", ["dearness_allowance", "income_tax"])
def test_any_node_that_is_altered_is_noticed(component: str) -> None:
    content = filed(explain(TREES[component], RULES, component))
    assert verdict(content)
    places = list(_places(content["explanation"]))
    assert len(places) > 10
    for place in places:
        assert not verdict(_altered(content, place)), place


def test_a_figure_altered_with_a_digest_written_anew_does_not_come_out() -> None:
    content = filed(explain(TREES["income_tax"], RULES, "income_tax"))
    places = [
        place
        for place in _places(content["explanation"])
        if place[-1] == "value" and not {"sum", "parameters"} & set(place)
    ]
    values = [place for place in places if "arithmetic" not in place]
    assert len(values) > 5
    for place in values:
        assert not verdict(_altered(content, place), is_signed_anew=True), place


BUSY = facts(
    segment(until=date(2026, 10, 9), absence="half_pay"), segment(start=date(2026, 10, 10), place_class="A"),
    is_tax_settled=False, tax_gross_to_date=900000_00, tax_regime="old", other_income=400000_00,
)  # fmt: skip


@pytest.mark.parametrize(
    "component", ["basic_pay", "dearness_allowance", "house_rent_allowance", "income_tax"]
)
def test_a_fact_or_figure_that_the_sum_reads_is_noticed_with_a_digest_written_anew(component: str) -> None:
    content = filed(explain(BUSY, RULES, component))
    assert verdict(content)
    tree = content["explanation"]
    seen = 0
    for place in _places(tree):
        holder = _at(tree, place[:-1])
        is_node = (
            place[-1] == "number"
            and "op" in holder
            and ("parts" in holder or {"reads", "parameter"} & set(holder))
        )
        is_fact = (
            place[-1] == "number" and "givens" in place and _is_read(_at(tree, place[:-3]), holder["name"])
        )
        is_shown = place[-1] == "value" and "arithmetic" in place
        is_word = (
            place[-1] == "text" and "givens" in place and _decides(_at(tree, place[:-3]), holder["name"])
        )
        if is_node or is_fact or is_shown or is_word:
            seen += 1
            assert not verdict(_altered(content, place, 7_000_001), is_signed_anew=True), (place, holder)
    assert seen > 10


def _decides(node: Any, name: str) -> bool:
    """Whether a word selects a figure, or a day selects the days."""
    is_key = any(name in used["by"] for used in node.get("parameters", ()))
    has_days = any(fact["name"] == "days" for fact in node.get("givens", ()))
    return is_key or (has_days and name in {"start", "until"})


def _is_read(node: Any, name: str) -> bool:
    return any(one.get("reads") == name for one in _nodes(node["sum"]))


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "op" in tree:
            yield tree
        yield from (node for held in tree.values() for node in _nodes(held))
    elif isinstance(tree, list):
        yield from (node for held in tree for node in _nodes(held))


def _places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, content in pairs:
        if isinstance(content, dict | list):
            yield from _places(content, (*path, key))
        elif content is not None:
            yield (*path, key)


def _altered(content: dict[str, Any], place: tuple[Any, ...], by: int = 1) -> dict[str, Any]:
    changed = copy.deepcopy(content)
    node = changed["explanation"]
    for key in place[:-1]:
        node = node[key]
    value = node[place[-1]]
    node[place[-1]] = (
        (not value) if isinstance(value, bool) else value + by if isinstance(value, int) else f"{value}."
    )
    return changed


def run(path: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_script_runs_alone_and_says_what_came_out(tmp_path: Path) -> None:
    file = tmp_path / "why.json"
    file.write_bytes(explanation_file("100234", OCTOBER, RULES.hash, explain(facts(), RULES, "basic_pay")))
    code, says = run(file)
    assert (code, says.split(".")[0]) == (0, "basic_pay of PEN 100234, 2026-10: 4560000 paise")
    file.write_bytes(file.read_bytes().replace(b'"number": 4560000', b'"number": 4560001', 1))
    assert run(file)[0] == 1
    file.write_text("{}")
    assert run(file)[0] == 2
    assert run(tmp_path / "nowhere")[0] == 2


def test_the_script_reads_the_standard_library_only() -> None:
    imports = [
        line.split()[1] for line in SCRIPT.read_text().splitlines() if line.startswith(("import ", "from "))
    ]
    assert {name.split(".")[0] for name in imports} <= sys.stdlib_module_names
