"""The statement of many: the same bytes for the same values, and rows and orders always add up."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vethanam.documents.due_drawn_list import ListRow, ListStatement, list_statement_pdf
from vethanam.documents.payslip import Both
from vethanam.errors import Broken
from vethanam.payroll.arrears.set_offs import Settled

ROW = ListRow(Both("PEN 100234", "Employee 100234"), Both("ടീച്ചർ", "Teacher"), 1, 3, 4_788_000, 2_325_600)
PAPER = ListStatement(
    Both("ഓഫീസ്", "Office"),
    Both("2025 ജൂലൈ", "July 2025"),
    [ROW, replace(ROW, due=100_000, drawn=150_000)],
    [(Both("G.O. 1", "G.O. 1"), Both("പണമായി.", "In cash."), 2, 2_412_400)],
    Settled(2_462_400, 50_000, 50_000),
    date(2026, 11, 20),
)


def test_same_values_give_the_same_bytes() -> None:
    pdf = list_statement_pdf(PAPER)
    assert pdf.startswith(b"%PDF")
    assert list_statement_pdf(PAPER) == pdf


@pytest.mark.parametrize(
    "change", [{"sums": Settled(2_462_500, 50_000, 50_000)}, {"orders": []}, {"shares": 2}]
)
def test_sums_that_contradict_each_other_are_not_printed(change: dict[str, object]) -> None:
    with pytest.raises(Broken, match="do not add up"):
        list_statement_pdf(replace(PAPER, **change))  # type: ignore[arg-type]


def test_every_sum_is_printed_to_the_paisa(tmp_path: Path) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    paper = tmp_path / "list.pdf"
    paper.write_bytes(list_statement_pdf(PAPER))
    text = subprocess.run([tool, "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout
    for amount in ("47,880.00", "23,256.00", "24,624.00", "1,500.00", "24,124.00"):
        assert amount in text
