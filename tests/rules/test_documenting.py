"""The page of the frames is made from their declaration."""

from __future__ import annotations

from pathlib import Path

from vethanam.rules.documenting import page

PAGE = Path(__file__).parents[2] / "docs" / "spec" / "month-facts.md"


def test_the_page_says_what_the_columns_say() -> None:
    again = "print(page(), end='')"
    assert PAGE.read_text(encoding="utf-8") == page(), (
        f"Write {PAGE.name} again: vethanam.rules.documenting, {again}"
    )
