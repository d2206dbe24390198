"""The worked examples: every file of every pack, every question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from vethanam.rules.question_files import compared
from vethanam.rules.questions import questions_of
from vethanam.rules.worked_examples import examples_of

PACKS = ("kerala", "central")


def examples() -> Iterator[Any]:
    for pack in PACKS:
        for example in examples_of(pack):
            yield pytest.param(pack, example.item, id=f"{pack}/{example.file}: {example.item['id']}")


@pytest.mark.parametrize(("pack", "item"), list(examples()))
def test_an_example_comes_out_as_written(pack: str, item: dict[str, Any]) -> None:
    assert compared(item, pack).differences == ()


@pytest.mark.parametrize("pack", PACKS)
def test_every_question_has_an_example(pack: str) -> None:
    asked = {example.item["ask"] for example in examples_of(pack)}
    assert set(questions_of(pack)) == asked
