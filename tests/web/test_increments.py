"""Yearly increments on the office's page: days without allowances postpone one, and the page works it out."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.payroll.office import at
from tests.web.conftest import Town
from vethanam.payroll.runs.increments import next_increment
from vethanam.service_book.models import Pay

KNOWN = at(20, month=11)
ORDER = {"order_number": "INC 9/2026", "order_dated": "2026-11-20"}


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def town(town: Town) -> Town:
    """The town, where an increment of September 2026 has no entry."""
    pay = Pay.objects.get(employment=town.office.people["100235"])
    town.office.amend(pay, KNOWN, increment_month=9)
    return town


def absent(town: Town, kind: str, first: date, until: date) -> None:
    town.office.note(
        town.office.people["100235"], "absence", first, KNOWN, valid_until=until, kind_of_absence=kind
    )


def test_without_lost_days_it_is_granted_from_its_month(town: Town) -> None:
    clerk = town.sign_in("clerk")
    clerk.post("/office/0412/increments/2026-11/", {"number": "100235", **ORDER})
    pay = Pay.objects.filter(employment=town.office.people["100235"]).latest("pk")
    assert (pay.valid_from, pay.increment_month, pay.reason) == (date(2026, 9, 1), 9, "increment")


def test_days_without_allowances_postpone_it_to_the_first_of_a_later_month(town: Town) -> None:
    absent(town, "without_allowances", date(2026, 3, 1), date(2026, 4, 15))  # 46 days: 1 Sep + 46 = 17 Oct
    clerk = town.sign_in("clerk")
    said = text(clerk.get("/office/0412/increments/2026-11/"))
    assert "postponed by 46 days without allowances" in said and "from 1 Oct 2026" in said
    clerk.post("/office/0412/increments/2026-11/", {"number": "100235", **ORDER})
    pay = Pay.objects.filter(employment=town.office.people["100235"]).latest("pk")
    assert (pay.valid_from, pay.increment_month) == (date(2026, 10, 1), 10)


def test_an_increment_postponed_beyond_the_month_cannot_be_ticked_and_says_until_when(town: Town) -> None:
    absent(town, "without_allowances", date(2026, 1, 1), date(2026, 4, 30))  # 120 days: 30 Dec 2026
    clerk = town.sign_in("clerk")
    page = clerk.get("/office/0412/increments/2026-11/")
    assert "120 days without allowances postpone it to December 2026" in text(page)
    assert 'id="n100235"' not in page.content.decode()
    refused = clerk.post("/office/0412/increments/2026-11/", {"number": "100235", **ORDER})
    assert "entered by itself" in text(refused)


def test_days_lost_after_the_anniversary_count_until_the_postponed_day(town: Town) -> None:
    absent(town, "without_allowances", date(2026, 8, 22), date(2026, 9, 20))  # 10 before, then 20 more
    found = next_increment(town.office.people["100235"].pk, date(2026, 11, 25))
    assert found is not None
    assert (found.lost, str(found.month)) == (30, "2026-10")


def test_suspension_is_left_to_an_order(town: Town) -> None:
    absent(town, "suspension", date(2026, 3, 1), date(2026, 3, 31))
    said = text(town.sign_in("clerk").get("/office/0412/increments/2026-11/"))
    assert "Days of suspension or dies non may postpone it: an order says if they count." in said
