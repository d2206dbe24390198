"""Questions from a file, or from standard input where the file is called ``-``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from vethanam.rules.question_files import questions, questions_in, written


def questions_from(file: Path) -> list[Any]:
    """The questions of a file; of ``-`` those that are piped in.

    Raises
    ------
    Unsound
        It cannot be read, or is not a list.
    """
    if str(file) != "-":
        return questions_in(file)
    name = "standard input"
    return questions(written(sys.stdin.buffer.read(), name), name)
