"""The characters of our fonts, read from their tables, are those that Typst prints."""

from __future__ import annotations

import pytest
import typst

from vethanam.documents import printer
from vethanam.documents.glyphs import lacking_characters


@pytest.mark.parametrize("one", ["A", "é", "₹", "അ", "ൾ", "Ж", "த", "→", "अ", "漢", "𐐀"])
def test_a_character_is_printable_if_typst_prints_it_with_our_fonts(one: str) -> None:
    source = f'#set document(title: "x")\n#set text(font: ("Noto Sans", "Noto Sans Malayalam"))\n{one}'
    lacks = False
    try:
        typst.compile(
            source.encode(), font_paths=printer.fonts(), ignore_system_fonts=True, format="pdf",
            pdf_standards=["ua-1"],
        )  # fmt: skip
    except typst.TypstError as error:
        lacks = "could not be displayed" in error.diagnostic
    assert bool(lacking_characters(one)) == lacks


def test_each_lacking_character_is_named_once_and_joiners_are_none() -> None:
    assert lacking_characters("Tha→த→ \u200d അൻ") == "→த"
