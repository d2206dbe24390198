"""No page runs one query per row: with twice the rows it needs as many queries as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.payroll.office import OCTOBER, at
from tests.payroll.test_arrears import draw_elsewhere
from tests.web.conftest import NOW, REFUSED_REQUEST, Town, draw
from vethanam.bench.pages import queries_within
from vethanam.messaging.actions import ask_for_use
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import Bill
from vethanam.payroll.rulebook import stages_on
from vethanam.periods import Month
from vethanam.privacy.purposes import load_catalogue
from vethanam.service_book.models import Pay

NOVEMBER = OCTOBER.plus(1)
FEW, MORE = ("100234", "100235", "100236"), ("100237", "100238", "100239")
LIKE_MORE = "100240"


def _asked(client: Client, address: str) -> int:
    """The number of queries of a page, with warm caches."""
    assert client.get(address).status_code == 200
    with queries_within() as count:
        client.get(address)
    return len(count)


def _assert_no_more(before: list[int], after: list[int]) -> None:
    assert all(many <= few for few, many in zip(before, after, strict=True)), (before, after)


def _hire_more(town: Town, *numbers: str) -> None:
    """Hire more people like the existing ones."""
    for number in numbers or MORE:
        town.office.hire(number, gpf=400_000, known=at(2, month=9))


def _raise(town: Town, *numbers: str) -> None:
    """The next stage for these from the first of November."""
    stages = stages_on(NOVEMBER)(11, "37400-79000") or []
    for number in numbers:
        town.office.note(
            town.office.people[number], "pay", NOVEMBER.first, at(5, month=11), basis="scale", revision=11,
            scale="37400-79000", basic_pay=stages[-1], reason="increment",
        )  # fmt: skip


def test_a_bill_of_twice_the_people_asks_no_more(town: Town) -> None:
    _hire_more(town)
    small, large = town.bills[OCTOBER], draw(town.office, NOVEMBER, NOW - timedelta(hours=1))
    assert Bill.objects.get(pk=large).people == 2 * Bill.objects.get(pk=small).people
    officer, treasurer = town.sign_in("officer"), town.sign_in("treasurer")
    for client, page in (
        (officer, "/office/0412/bills/{}/"),
        (officer, "/office/0412/bills/{}/lines.csv"),
        (officer, "/office/0412/bills/{}/schedules/"),
        (officer, "/office/0412/bills/{}/schedules/1/"),
        (treasurer, "/treasury/T07/bills/{}/"),
    ):
        few, many = (_asked(client, page.format(bill)) for bill in (small, large))
        assert many <= few, page


def test_a_run_of_twice_the_people_and_changes_asks_no_more(town: Town) -> None:
    officer = town.sign_in("officer")
    _hire_more(town, LIKE_MORE)  # with a kind of entry that the others lack, and its queries
    _raise(town, *FEW, LIKE_MORE)
    first = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(6, month=11))).run
    pages = ("/office/0412/runs/{}/differences/", "/office/0412/2026-11/", "/office/0412/people/")
    before = [_asked(officer, page.format(first)) for page in pages]
    _hire_more(town)
    _raise(town, *MORE)
    second = compute_run(NOVEMBER, "0412", town.office.by("clerk", at(7, month=11))).run
    assert len(officer.get(pages[2]).context["people"]) == len((*FEW, LIKE_MORE, *MORE))
    _assert_no_more(before, [_asked(officer, page.format(second)) for page in pages])


def test_arrears_of_more_people_and_months_ask_no_more(town: Town) -> None:
    clerk, page = town.sign_in("clerk"), "/office/0412/arrears/?from=2025-07&to=2025-10"
    draw_elsewhere(town.office, town.office.people["100234"], Month(2025, 7).until(Month(2025, 8)))
    few, before = _asked(clerk, page), clerk.get(page).context["arrears"]
    for number in ("100235", "100236"):
        draw_elsewhere(town.office, town.office.people[number], Month(2025, 7).until(Month(2025, 10)))
    many, after = _asked(clerk, page), clerk.get(page).context["arrears"]
    assert len(before.rows) == 1 and len(after.rows) == 3
    assert many <= few


@pytest.mark.parametrize(
    ("name", "page"),
    [("emp-100234", "/pay/uses/"), ("emp-100234", "/pay/"), ("dpo", "/protection/uses/")],
)
def test_more_uses_of_a_contact_ask_no_more(town: Town, name: str, page: str) -> None:
    client = town.sign_in(name)
    few = _asked(client, page)
    for day in (22, 23, 24):
        ask_for_use(town.office.by("information", at(day, month=11)), REFUSED_REQUEST)
    assert _asked(client, page) <= few


def test_more_bills_ask_no_more(town: Town) -> None:
    lists = (
        (town.sign_in("officer"), "/office/0412/bills/"),
        (town.sign_in("treasurer"), "/treasury/T07/"),
        (town.sign_in("treasurer"), "/treasury/T07/bank/"),
    )
    draw(town.office, NOVEMBER, NOW - timedelta(hours=2))
    before = [_asked(client, page) for client, page in lists]
    _hire_more(town)
    draw(town.office, NOVEMBER, NOW - timedelta(hours=1))  # a supplementary bill, for those who came late
    _assert_no_more(before, [_asked(client, page) for client, page in lists])


def test_the_register_of_purposes_asks_for_all_of_them_together(town: Town) -> None:
    assert _asked(Client(), "/purposes/?on=2026-11-25") < 15 < len(load_catalogue().purposes)


def test_increments_and_checks_of_more_people_ask_no_more(town: Town) -> None:
    """Increments of September without an entry: the stages of all are read by one rulebook."""

    def late(*numbers: str) -> None:
        for number in numbers:
            pay = Pay.objects.get(employment=town.office.people[number])
            town.office.amend(pay, at(20, month=11), increment_month=9)

    clerk, pages = town.sign_in("clerk"), ("/office/0412/increments/2026-11/", "/office/0412/2026-11/checks/")
    _hire_more(town, LIKE_MORE)
    late("100235", LIKE_MORE)
    before = [_asked(clerk, page) for page in pages]
    _hire_more(town)
    late("100236", *MORE)
    assert len(clerk.get(pages[0]).context["due"]) == 6
    _assert_no_more(before, [_asked(clerk, page) for page in pages])
