"""Reads questions from a file; the name ``-`` means standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from vethanam.rules.question_files import questions, questions_in, written


def questions_from(file: Path) -> list[Any]:
    """The questions of a file, or of standard input for ``-``.

    Raises
    ------
    Unsound
        The file cannot be read, or is not a list.
    """
    if str(file) != "-":
        return questions_in(file)
    name = "standard input"
    return questions(written(sys.stdin.buffer.read(), name), name)
