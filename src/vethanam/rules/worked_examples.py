"""The worked examples of a pack: questions with their expected answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vethanam.rules.question_files import questions_in
from vethanam.rules.rulebook import load_pack


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One worked example and its file."""

    file: str
    item: Mapping[str, Any]


@lru_cache(maxsize=4)
def examples_of(pack: str) -> Sequence[Example]:
    """Every worked example of a pack, in file order.

    Raises
    ------
    Unsound
        There is no such pack, or an example file cannot be read.
    """
    folder = load_pack(pack).pack.folder / "examples"
    return [Example(path.name, item) for path in sorted(folder.glob("*.yaml")) for item in questions_in(path)]


def pack_beside(path: Path) -> str | None:
    """The pack of a file in its examples folder; None for a file elsewhere."""
    examples = path.resolve().parent
    is_of_pack = examples.name == "examples" and examples.parent.parent == Path(__file__).parent.resolve()
    return examples.parent.name if is_of_pack else None
