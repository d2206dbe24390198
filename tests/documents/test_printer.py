"""A paper is the same with or without the cache, which is bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import typst

from vethanam.documents import printer
from vethanam.documents.payslip import Both
from vethanam.documents.schedules import PrintedRow, PrintedSchedule, SchedulesPaper, schedules_pdf


def paper(bill: str = "2026/0412/1") -> SchedulesPaper:
    name, post = Both("അനിത", "Anitha"), Both("ടീച്ചർ", "Teacher")
    row = PrintedRow("100234", name, post, "GPF 1", Both("ഒക്ടോബർ 2026", "October 2026"), 500_000)
    schedule = PrintedSchedule(Both("പിഎഫ്", "Provident fund"), Both("ഫണ്ട്", "The fund"), [row])
    office = Both("ഓഫീസ്", "Office")
    return SchedulesPaper(bill, office, office, [schedule], 500_000, date(2026, 10, 29))


def test_printed_anew_it_is_the_same() -> None:
    assert schedules_pdf(paper()) == schedules_pdf(paper())
    assert not printer._kept._papers


@pytest.mark.parametrize("odd", ["→", "அனிதா", "अनिता", "\U0001f600", "\u2713\u200b", "\x07"])
def test_a_character_that_no_font_has_does_not_keep_the_paper_back(odd: str) -> None:
    name = Both("അനിത", f"Anitha {odd}")
    row = PrintedRow("100234", name, name, "GPF 1", Both("ഒക്ടോബർ", "October"), 500_000)
    plain = paper()
    schedule = replace(plain.schedules[0], rows=[row])
    assert schedules_pdf(replace(plain, schedules=[schedule])).startswith(b"%PDF")


def test_asked_again_it_is_not_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "KEPT_BYTES", 1_000_000)
    first = schedules_pdf(paper())
    other = schedules_pdf(paper("2026/0412/2"))
    monkeypatch.setattr(typst, "compile", None)
    assert schedules_pdf(paper()) == first
    assert schedules_pdf(paper("2026/0412/2")) == other != first


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    first = schedules_pdf(paper())
    monkeypatch.setattr(printer, "KEPT_BYTES", len(first) + 100)
    schedules_pdf(paper())
    schedules_pdf(paper("2026/0412/2"))
    assert len(printer._kept._papers) == 1
