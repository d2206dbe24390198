"""Reads are explicit: no module passes state to another without naming it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import vethanam

SOURCE = Path(vethanam.__file__).parent


def has_context(source: str) -> bool:
    """Whether a module imports state of a context."""
    imported = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [alias.name for node in imported for alias in node.names]
    modules = [node.module for node in imported if isinstance(node, ast.ImportFrom)]
    return "contextvars" in [*names, *modules]


@pytest.mark.parametrize(
    "source", ["from contextvars import ContextVar", "def read():\n    import contextvars as context"]
)
def test_state_of_a_context_is_found(source: str) -> None:
    assert has_context(source)


def test_no_module_has_state_of_a_context() -> None:
    modules = list(SOURCE.rglob("*.py"))
    assert [str(path.relative_to(SOURCE)) for path in modules if has_context(path.read_text())] == []
    assert len(modules) > 500
