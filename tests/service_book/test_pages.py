"""Entries that wait for a second person, listed and counted for pages."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.service_book.actions import correct
from vethanam.service_book.queries import count_unverified, unverified


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def waiting(code: str | None) -> list[tuple[str, str]]:
    return [(fact.kind(), fact.employment.number) for fact in unverified(code, at(8))]


def counted(code: str, day: int = 8) -> int:
    return count_unverified(code, at(day))


def test_what_nobody_verified_waits_at_the_office_that_has_the_service_book(office: SmallOffice) -> None:
    there = small_office("0777")
    one, _, far = office.hire("1"), office.hire("2"), there.hire("3")
    assert waiting("0412") == waiting("0777") == [] and counted("0412") == 0
    office.record(one, "wage", date(2026, 10, 1), at(5), rate=80_000)
    office.record(one, "attendance", date(2026, 10, 1), at(5), days=20)
    assert waiting("0412") == waiting(None) == [("wage", "1"), ("attendance", "1")]
    there.record(far, "wage", date(2026, 10, 1), at(5), rate=80_000)
    assert waiting("0777") == [("wage", "3")] and counted("0412") == 2
    office.note(
        one, "posting", date(2026, 10, 20), at(6), post=there.post, office=there.place,
        drawing_code=there.code, bill_class=there.bill_class,
    )  # fmt: skip
    assert counted("0777") == 1 and counted("0412") == 2
    assert counted("0777", 20) == 3 and counted("0412", 20) == 0


def test_what_was_corrected_or_withdrawn_does_not_wait(office: SmallOffice) -> None:
    one = office.hire("1")
    entered = office.record(one, "wage", date(2026, 10, 1), at(5), rate=80_000)
    correction = correct(office.by("clerk", at(6)), entered, rate=85_000)
    assert [fact.pk for fact in unverified("0412", at(8))] == [correction.pk] and counted("0412") == 1
    gone = correct(office.by("clerk", at(7)), correction, is_withdrawn=True)
    assert gone.pk and waiting("0412") == [] and counted("0412") == 0
