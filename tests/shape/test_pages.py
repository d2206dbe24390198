"""Pages read browser input in one module, and change rows by acts alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import vethanam

WEB = Path(vethanam.__file__).parent / "web"
SENT = {"POST", "FILES"}
#: read-only functions of rooms' actions that pages call
READS = frozenset(
    {
        "CHANNELS", "TERMS", "asked_for", "asked_to_sign", "asked_of_proposal", "channel_of",
        "declining_role", "default_rule",
        "entered_oneself", "live_consent", "person_of", "purpose_on", "require_the_book", "role_of",
        "waits_for_code",
    }
)  # fmt: skip


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the pages by its path."""
    for path in sorted(WEB.rglob("*.py")):
        yield path.relative_to(WEB).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_what_a_browser_sent_is_read_in_one_module() -> None:
    readers = {
        name
        for name, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in SENT
    }
    assert readers == {"parts/forms.py"}


def test_a_page_changes_something_by_an_act_alone() -> None:
    taken = {
        (name, one.name)
        for name, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and "actions" in (node.module or "").split(".")
        for one in node.names
    }
    assert {one for one in taken if one[1] not in READS} == set()
    assert {one for _, one in taken} == READS


def test_templates_are_indented_and_no_line_is_over_120() -> None:
    templates = [
        path for path in sorted(WEB.rglob("templates/**/*.html")) if path.parent.parent.name != "allauth"
    ]
    assert len(templates) > 150
    wrong = []
    for path in templates:
        depth = 0
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > 120:
                wrong.append(f"{path.relative_to(WEB)}:{number} has {len(line)} characters")
            begun = len(re.findall(r"<(?:section|table|tbody|ul|ol|form|dl)\b", line))
            ended = len(re.findall(r"</(?:section|table|tbody|ul|ol|form|dl)>", line))
            indent = len(line) - len(line.lstrip())
            if depth > 0 and begun > ended and indent < 2:
                wrong.append(f"{path.relative_to(WEB)}:{number} is not indented")
            depth += begun - ended
    assert wrong == []
