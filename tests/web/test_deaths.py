"""After a death: no bill for later days goes on, and the office sees what is still to be settled."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.payroll.office import OCTOBER, at
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import look
from vethanam.payroll.actions import compute_run, lock_run, make_bill
from vethanam.payroll.models import Bill
from vethanam.service_book.models import ServiceSpell

NOVEMBER = OCTOBER.plus(1)
DIED = date(2026, 11, 12)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def made(town: Town) -> Bill:
    """November's bill, made before anybody knew of a death."""
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(24, month=11)))
    lock_run(run.run, town.office.by("clerk", at(24, month=11)))
    (bill,) = make_bill(run.run, town.office.by("clerk", at(24, month=11))).bills
    return Bill.objects.get(pk=bill.pk)


def dies(town: Town, number: str, day: date = DIED) -> None:
    spell = ServiceSpell.objects.get(employment=town.office.people[number])
    town.office.amend(spell, at(25, hour=9, month=11), valid_until=day, end_cause="death")


def test_a_bill_of_later_days_is_not_checked(town: Town, made: Bill) -> None:
    dies(town, "100235")
    said = text(town.sign_in("officer").post(f"/office/0412/bills/{made.pk}/check/", follow=True))
    assert "died on 12 Nov 2026" in said and "draws pay of later days" in said
    made.refresh_from_db()
    assert made.state == Bill.State.MADE


def test_it_is_neither_presented_nor_passed(town: Town, made: Bill) -> None:
    officer, treasurer = town.sign_in("officer"), town.sign_in("treasurer")
    officer.post(f"/office/0412/bills/{made.pk}/check/")
    officer.post(f"/office/0412/bills/{made.pk}/present/")
    dies(town, "100235")
    page = f"/treasury/T07/bills/{made.pk}/pass/"
    said = text(treasurer.post(page, {"voucher_number": "99", "voucher_date": "2026-11-25"}, follow=True))
    assert "died on 12 Nov 2026" in said and "Send it back to its office" in said
    made.refresh_from_db()
    assert made.state == Bill.State.PRESENTED


def test_a_death_on_the_last_day_stops_nothing(town: Town, made: Bill) -> None:
    dies(town, "100235", date(2026, 11, 30))
    town.sign_in("officer").post(f"/office/0412/bills/{made.pk}/check/")
    made.refresh_from_db()
    assert made.state == Bill.State.CHECKED


def test_a_bill_made_anew_with_the_death_goes_on(town: Town) -> None:
    dies(town, "100235")
    town.office.note(
        town.office.people["100235"], "payee_account", date(2026, 11, 13), at(25, hour=9, month=11),
        branch="TEST0000001", number="77777777771", tail="7771", holder="Heir",
    )  # fmt: skip
    run = compute_run(NOVEMBER, "0412", town.office.by("clerk", NOW))
    lock_run(run.run, town.office.by("clerk", NOW))
    bills = make_bill(run.run, town.office.by("clerk", NOW)).bills
    assert [bill.kind for bill in bills] == [Bill.Kind.MONTHLY, Bill.Kind.DECEASED]
    for bill in bills:
        officer = town.sign_in("officer")
        shown = text(officer.get(f"/office/0412/bills/{bill.pk}/"))
        assert ("form TR 59(C)" in shown) == (bill.kind == Bill.Kind.DECEASED)
        officer.post(f"/office/0412/bills/{bill.pk}/check/")
        assert Bill.objects.get(pk=bill.pk).state == Bill.State.CHECKED


def test_what_is_still_to_be_settled_stands_on_her_page_until_it_is(town: Town) -> None:
    office, who = town.office, town.office.people["100235"]
    office.note(
        who, "obligation", date(2026, 11, 1), at(20, month=11), kind_of_due="festival_advance",
        payee="Government", principal=1_000_000, instalment=200_000, instalments=5,
    )  # fmt: skip
    office.note(who, "quarters", date(2026, 1, 1), at(20, month=11))
    clerk = town.sign_in("clerk")
    assert "After the death" not in text(clerk.get("/office/0412/people/100235/"))
    dies(town, "100235")
    page = clerk.get("/office/0412/people/100235/")
    said = text(page).replace("\u202f", " ")
    assert "After the death on 12 Nov 2026" in said
    assert "Festival advance: ₹ 10,000 is left." in said and "Quarters: agree on the day" in said
    assert "Provident fund: claim what is due" in said and "Heirs: enter the account" in said
    for address in re.findall(r'href="([^"]+)"[^>]*>\s*Settle', page.content.decode()):
        assert clerk.get(address).status_code == 200
    office.note(
        who, "payee_account", date(2026, 11, 13), at(25, hour=9, month=11), branch="TEST0000001",
        number="77777777771", tail="7771", holder="Heir",
    )  # fmt: skip
    found = look("after_death", office.officers["clerk"], {"employment": "100235"}, NOW, is_sample=True)
    done = {one["task"]: one["done"] for one in found.state["tasks"]}
    assert done == {"loan": False, "fund": False, "quarters": False, "heirs": True}
