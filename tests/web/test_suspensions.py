"""A suspension is settled on a page: from the book, after its end was entered, and from the checks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.payroll.office import at
from tests.web.conftest import Town
from vethanam.service_book.models import Absence

BOOK = "/office/0412/people/100235/"
ORDER = {"order_number": "Reinstatement 2/2026", "order_dated": "2026-11-20"}


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def suspended(town: Town) -> Absence:
    who = town.office.people["100235"]
    fact = town.office.note(who, "absence", date(2026, 11, 2), at(20, month=11), kind_of_absence="suspension")
    assert isinstance(fact, Absence)
    return fact


def test_the_end_of_a_suspension_asks_if_it_was_duty(town: Town) -> None:
    entry, clerk = suspended(town), town.sign_in("clerk")
    where = f"{BOOK}book/absence/{entry.pk}/?ends=yes"
    ended = clerk.post(where, {"valid_until": "2026-11-15", **ORDER}, follow=True)
    later = Absence.objects.get(supersedes=entry)
    settle = f"{BOOK}book/absence/{later.pk}/settle/"
    assert ended.redirect_chain[-1][0] == settle
    said = text(ended)
    assert "Was the suspension duty?" in said and "It lasted from" in said
    assert "Earned leave / Half-pay leave / Commuted leave" in said
    assert "paid against a certificate of non-employment for each month" in said
    assert "was not read: House rent allowance" in said
    assert "The days of suspension are" in text(clerk.post(settle, ORDER))
    done = clerk.post(settle, {"treated_as": "not_duty", **ORDER}, follow=True)
    assert "Another person verifies it" in text(done) and "settled as no duty" in text(done)
    settled = Absence.objects.get(supersedes=later)
    assert settled.is_not_duty and settled.valid_until == date(2026, 11, 15)
    second = town.sign_in("second")
    assert "settled as no duty" in text(second.get("/office/0412/entries/"))


def test_one_that_goes_on_asks_for_its_last_day(town: Town) -> None:
    entry, clerk = suspended(town), town.sign_in("clerk")
    settle = f"{BOOK}book/absence/{entry.pk}/settle/"
    assert f'href="{settle}"' in clerk.get(BOOK).content.decode()
    page = clerk.get(settle)
    assert 'name="valid_until"' in page.content.decode() and "has no end on record" in text(page)
    assert clerk.post(settle, {"treated_as": "duty", **ORDER}).status_code == 200
    assert not Absence.objects.filter(supersedes=entry).exists()
    clerk.post(settle, {"treated_as": "duty", "valid_until": "2026-11-15", **ORDER})
    assert Absence.objects.get(supersedes=entry).is_withdrawn


def test_the_checks_of_the_month_ask_until_it_is_settled(town: Town) -> None:
    entry, clerk = suspended(town), town.sign_in("clerk")
    town.office.amend(entry, at(21, month=11), valid_until=date(2026, 11, 15))
    later = Absence.objects.get(supersedes=entry)
    settle = f"{BOOK}book/absence/{later.pk}/settle/"
    checks = clerk.get("/office/0412/2026-11/checks/")
    assert "Suspension ended, not settled" in text(checks)
    assert f'href="{settle}"' in checks.content.decode()
    clerk.post(settle, {"treated_as": "not_duty", **ORDER})
    assert "Suspension ended, not settled" not in text(clerk.get("/office/0412/2026-11/checks/"))


def test_leave_is_not_asked(town: Town) -> None:
    who, clerk = town.office.people["100235"], town.sign_in("clerk")
    leave = town.office.note(
        who, "absence", date(2026, 11, 2), at(20, month=11), kind_of_absence="earned",
        valid_until=date(2026, 11, 4),
    )  # fmt: skip
    settle = f"{BOOK}book/absence/{leave.pk}/settle/"
    assert "settle/" not in clerk.get(BOOK).content.decode()
    assert "is no suspension" in text(clerk.get(settle, follow=True))
