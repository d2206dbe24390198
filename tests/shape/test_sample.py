"""The sample changes the product by a real office's means: by acts, and by the
files exchanged with others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import vethanam

SAMPLE = Path(vethanam.__file__).parent / "sample"
#: allowed imports of the sample's modules: acts, the machine's command, pure rooms, formats of the
#: bank's files
ALLOWED = (
    "vethanam.acts", "vethanam.cli", "vethanam.sample", "vethanam.errors", "vethanam.money",
    "vethanam.periods", "vethanam.rules", "vethanam.tables", "vethanam.identity.authority",
    "vethanam.payments.channel",
    "vethanam.payments.messages", "vethanam.ledger",
)  # fmt: skip
#: of Django the settings alone
ALLOWED_OF_DJANGO = ("django.conf",)
MODULES = sorted(path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, within functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_within(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_the_sample_imports_no_model_and_no_action_of_a_room(module: str) -> None:
    ours = [name for name in imports_of(SAMPLE / module) if name.startswith("vethanam.")]
    assert [name for name in ours if not is_within(name, ALLOWED)] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_the_sample_knows_no_table(module: str) -> None:
    framework = [name for name in imports_of(SAMPLE / module) if is_within(name, ("django",))]
    assert [name for name in framework if not is_within(name, ALLOWED_OF_DJANGO)] == []


@pytest.mark.parametrize("module", MODULES)
def test_no_module_of_the_sample_reaches_a_model_through_an_act(module: str) -> None:
    """An act's own imports are no door: the sample takes declarations, fields and the performing alone."""
    tree = ast.parse((SAMPLE / module).read_text(encoding="utf-8"))
    reached = [
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert reached == []
