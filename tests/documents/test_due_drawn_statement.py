"""The statement of arrears: the same bytes for the same values, and the rows always add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vethanam.documents.due_drawn_statement import Statement, StatementRow, statement_pdf
from vethanam.documents.payslip import Both
from vethanam.errors import Broken
from vethanam.payroll.arrears.set_offs import Settled

ROW = StatementRow(
    Both("2025 ജൂൺ", "June 2025"),
    Both("ക്ഷാമബത്ത", "Dearness allowance"),
    2,
    1_596_000,
    684_000,
    0,
    "G.O.(P) No.135/2025/Fin",
)
PAPER = Statement(
    Both("2025 ജൂൺ", "June 2025"), Both("അനിത", "Anitha"), "100234", Both("ടീച്ചർ", "Teacher"),
    Both("ഓഫീസ്", "Office"),
    [ROW, replace(ROW, count=1, due=600_000, drawn=684_000)], Settled(1_824_000, 84_000, 60_000), [],
    date(2026, 11, 20),
)  # fmt: skip


def test_same_values_give_the_same_bytes() -> None:
    pdf = statement_pdf(PAPER)
    assert pdf.startswith(b"%PDF")
    assert statement_pdf(PAPER) == pdf


def test_rows_that_do_not_add_up_are_not_printed() -> None:
    with pytest.raises(Broken, match="do not add up"):
        statement_pdf(replace(PAPER, sums=Settled(1_824_100, 84_000, 60_000)))
