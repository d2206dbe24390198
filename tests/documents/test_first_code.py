"""Papers of first codes: a page each, their content, and a list without codes."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vethanam.documents import printer
from vethanam.documents.first_code import FirstCodePaper, first_code_list_pdf, first_code_pdf

PAPER = FirstCodePaper(
    person="Anita Thomas",
    person_ml="അനിത തോമസ്",
    number="100234",
    account="E100234",
    code="7KQ2-MNPX-4RTY",
    ends_on=date(2027, 1, 12),
    address="https://vethanam.example/activate/?name=E100234",
)
DAY = date(2026, 11, 28)


def _text(pdf: bytes, folder: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    paper = folder / "paper.pdf"
    paper.write_bytes(pdf)
    return subprocess.run([tool, "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout


def test_a_paper_says_name_code_end_and_address(tmp_path: Path) -> None:
    text = _text(first_code_pdf([PAPER], "DEPT", DAY), tmp_path)
    for words in ("Anita Thomas", "100234", "E100234", "7KQ2-MNPX-4RTY", "12.01.2027", PAPER.address):
        assert words in text


def test_many_people_get_a_page_each(tmp_path: Path) -> None:
    many = [replace(PAPER, account=f"E{n}", code=f"AAAA-BBBB-{n:04}") for n in range(1000, 1040)]
    text = _text(first_code_pdf(many, "DEPT", DAY), tmp_path)
    assert text.count("\f") == 40 and all(one.code in text for one in many)


def test_the_list_holds_no_code(tmp_path: Path) -> None:
    many = [replace(PAPER, account=f"E{n}") for n in range(1000, 1040)]
    text = _text(first_code_list_pdf(many, "DEPT", DAY), tmp_path)
    assert "E1000" in text and "E1039" in text and PAPER.code not in text


def test_no_copy_of_a_paper_with_a_code_is_kept() -> None:
    before = list(printer._kept._papers)
    first_code_pdf([PAPER], "DEPT", DAY)
    assert list(printer._kept._papers) == before
