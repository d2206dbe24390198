"""The worked examples that stand beside a pack: its questions with the answers they must give."""

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


def pack_beside(path: Path) -> str | None:
    """The pack whose worked examples a file is one of; None for a file that stands elsewhere."""
    examples = path.resolve().parent
    is_of_pack = examples.name == "examples" and examples.parent.parent == Path(__file__).parent.resolve()
    return examples.parent.name if is_of_pack else None
