"""The schedules of a bill on paper: the same bytes for the same values, and always the bill's sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vethanam.documents.payslip import Both
from vethanam.documents.schedules import PrintedRow, PrintedSchedule, SchedulesPaper, schedules_pdf
from vethanam.errors import Broken

ROW = PrintedRow(
    "100234", Both("അനിത", "Anitha"), Both("ടീച്ചർ", "Teacher"), "G100234",
    Both("2026 ഒക്ടോബർ", "October 2026"),
    500_000,
)  # fmt: skip
PAPER = SchedulesPaper(
    "2026/0412/1",
    Both("ഓഫീസ്", "Office"),
    Both("ട്രഷറി", "Treasury"),
    [PrintedSchedule(Both("പ്രൊവിഡന്റ് ഫണ്ട്", "Provident fund"), Both("ഫണ്ട്", "The fund"),
        [ROW, replace(ROW, number="100235")])],
    1_000_000,
    date(2026, 11, 20),
)  # fmt: skip


def test_same_values_give_the_same_bytes() -> None:
    pdf = schedules_pdf(PAPER)
    assert pdf.startswith(b"%PDF")
    assert schedules_pdf(PAPER) == pdf


def test_schedules_that_do_not_come_to_the_deductions_are_not_printed() -> None:
    with pytest.raises(Broken, match="do not come to its deductions"):
        schedules_pdf(replace(PAPER, deductions=1_000_100))
