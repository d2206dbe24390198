"""The worked examples: every file, every question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vethanam import rules
from vethanam.rules.asking import questions_of
from vethanam.rules.question_files import compared, questions_in

FOLDER = Path(rules.__file__).parent / "examples"


def examples() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        for item in questions_in(path):
            yield pytest.param(item, id=f"{path.stem}: {item['id']}")


@pytest.mark.parametrize("item", list(examples()))
def test_an_example_comes_out_as_written(item: dict[str, Any]) -> None:
    assert compared(item, "kerala").differences == ()


def test_every_question_has_an_example() -> None:
    asked = {item["ask"] for path in FOLDER.glob("*.yaml") for item in questions_in(path)}
    assert set(questions_of("kerala")) == asked
