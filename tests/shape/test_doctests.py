"""Every example in a docstring gives its printed result."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import vethanam

ROOT = Path(vethanam.__file__).parent
MODULES = sorted(
    "vethanam." + ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in ROOT.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    tried = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert tried.attempted and not tried.failed


def test_there_are_examples() -> None:
    assert {"vethanam.money", "vethanam.privacy.vault.number"} <= set(MODULES)
