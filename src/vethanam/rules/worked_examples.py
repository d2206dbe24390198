"""The worked examples that stand beside a pack: its questions with the answers they must give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vethanam.rules.question_files import questions_in
from vethanam.rules.rulebook import load_pack


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One worked example and the file it stands in."""

    file: str
    item: Mapping[str, Any]


@lru_cache(maxsize=4)
def examples_of(pack: str) -> Sequence[Example]:
    """Every worked example of a pack, in the order of its files.

    Raises
    ------
    Unsound
        There is no such pack, or a file of its examples cannot be read.
    """
    folder = load_pack(pack).pack.folder / "examples"
    return [Example(path.name, item) for path in sorted(folder.glob("*.yaml")) for item in questions_in(path)]
