"""Search among an office's people: by number, and people posted there before the first run."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.payroll.office import at
from tests.web.conftest import Town
from vethanam.people.models import Employment

PEOPLE = "/office/0412/people/"


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_number_opens_its_person_and_another_says_that_nobody_has_it_here(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert clerk.get(f"{PEOPLE}?number=100236")["Location"] == f"{PEOPLE}100236/"
    assert "Nobody with “999999” in the number, name or post is posted here." in _text(
        clerk.get(f"{PEOPLE}?number=999999")
    )


def test_who_is_posted_here_is_found_before_the_month_is_computed(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert "Posted here and not computed" not in _text(clerk.get(PEOPLE))
    town.office.hire("100500", joined=date(2026, 11, 3), known=at(20, month=11))
    page = clerk.get(PEOPLE)
    assert "Posted here and not computed 1" in _text(page)
    assert f'href="{PEOPLE}100500/"' in page.content.decode()
    spell = Employment.objects.get(number="100236")
    assert f'href="{PEOPLE}{spell.number}/"' in page.content.decode()


def test_an_address_with_a_nul_or_no_month_is_no_page(town: Town) -> None:
    officer = town.sign_in("officer")
    for address in (
        "/office/0412/people/?number=%00", "/office/0412/accounts/100234%00/",
        "/office/0412/surrender/?number=1&number=%00",
        "/office/0412/people/100234/?month=2026-13",
    ):  # fmt: skip
        assert officer.get(address).status_code == 404, address
