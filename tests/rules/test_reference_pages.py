"""The page of the frames is made from their declaration."""

from __future__ import annotations

from pathlib import Path

from vethanam.rules.reference_pages import benefits_page, page, questions_page

SPEC = Path(__file__).parents[2] / "docs" / "spec"
PAGE, QUESTIONS, BENEFITS = (SPEC / f"{name}.md" for name in ("month-facts", "questions", "benefit-facts"))


def test_the_page_says_what_the_columns_say() -> None:
    again = "print(page(), end='')"
    assert PAGE.read_text(encoding="utf-8") == page(), (
        f"Write {PAGE.name} again: vethanam.rules.reference_pages, {again}"
    )


def test_the_page_says_what_can_be_asked() -> None:
    assert QUESTIONS.read_text(encoding="utf-8") == questions_page("kerala"), (
        f"Write {QUESTIONS.name} again: vethanam.rules.reference_pages, print(questions_page('kerala'), "
        f"end='')"
    )


def test_the_page_says_what_schemes_there_are() -> None:
    assert BENEFITS.read_text(encoding="utf-8") == benefits_page("kerala"), (
        f"Write {BENEFITS.name} again: vethanam.rules.reference_pages, print(benefits_page('kerala'), end='')"
    )
