"""The inbox on pages: a count in the head of every page, the same rows at home and in the list."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.payroll.office import OCTOBER
from tests.web.conftest import NOW, Town
from tests.web.markup import compact
from vethanam.acts.inbox import InboxRow
from vethanam.acts.inbox_kinds import KINDS
from vethanam.errors import Sentence
from vethanam.payroll.actions import (
    check_bill,
    compute_run,
    lock_run,
    make_bill,
    object_bill,
    present_bill,
)
from vethanam.payroll.models import Bill
from vethanam.web.parts.inbox import PAGES, address_of

NOVEMBER = OCTOBER.plus(1)
OFFICE = "/office/0412/"


def counted(client: Client, address: str = OFFICE) -> int:
    """The number in the head of a page."""
    page = compact(client.get(address).content.decode())
    found = re.search(r'class="inbox"[^>]*>\s*Inbox\s*(?:<b>(\d+)</b>)?', page)
    assert found, "no inbox in the head"
    return int(found[1] or 0)


def listed(client: Client) -> list[str]:
    page = compact(client.get("/inbox/").content.decode())
    return re.findall(r'<ul class="findings">(.*?)</ul>', page, re.DOTALL)


@pytest.fixture
def sent_back(town: Town) -> Bill:
    """The bill of November, which the treasury sent back."""
    office, when = town.office, NOW - timedelta(days=4)
    run = compute_run(NOVEMBER, "0412", office.by("clerk", when)).run
    lock_run(run, office.by("clerk", when))
    (bill,) = make_bill(run, office.by("clerk", when)).bills
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    object_bill(bill, office.by("treasurer", when), reason="The head is wrong.")
    return Bill.objects.get(pk=bill.pk)


def test_a_bill_sent_back_shows_on_the_drawing_officers_home(town: Town, sent_back: Bill) -> None:
    officer = town.sign_in("officer")
    home = compact(officer.get(OFFICE).content.decode())
    assert f"Bill {sent_back.number} came back from the treasury: The head is wrong." in home
    assert f'href="/office/0412/bills/{sent_back.pk}/"' in home and "for 4 days" in home
    assert counted(officer) == sum(group.count("<li>") for group in listed(officer)) >= 1


def test_what_is_done_leaves_the_list(town: Town, sent_back: Bill) -> None:
    present_bill(sent_back, town.office.by("officer", NOW), answer="It is right.")
    officer, treasurer = town.sign_in("officer"), town.sign_in("treasurer")
    assert sent_back.number not in "".join(listed(officer))
    assert sent_back.number in "".join(listed(treasurer))
    assert counted(treasurer, "/treasury/T07/") == len(re.findall("<li>", "".join(listed(treasurer)))) >= 1


def test_another_office_sees_nothing_of_it(town: Town, sent_back: Bill) -> None:
    town.office.appoint("stranger", "drawing_officer", "0999")
    stranger = town.sign_in("stranger")
    page = stranger.get("/inbox/").content.decode()
    assert sent_back.number not in page and "Nothing waits for you" in page


def test_an_employee_and_a_visitor_have_no_inbox_in_the_head(town: Town) -> None:
    for client, address in ((town.sign_in("emp-100234"), "/pay/"), (Client(), "/messages/")):
        assert 'class="inbox"' not in client.get(address).content.decode()


def test_it_is_said_in_malayalam(town: Town, sent_back: Bill) -> None:
    officer = town.sign_in("officer")
    officer.get("/language/ml/?next=/inbox/")
    page = compact(officer.get("/inbox/").content.decode())
    assert f"ബിൽ {sent_back.number} ട്രഷറി തിരിച്ചയച്ചു" in page and "ഇൻബോക്സ്" in page
    assert "4 ദിവസമായി" in page


def test_a_page_asks_one_query_more_for_the_count(
    town: Town, sent_back: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = town.sign_in("officer")

    def asked() -> int:
        officer.get(f"{OFFICE}bills/")
        with CaptureQueriesContext(connection) as queries:
            officer.get(f"{OFFICE}bills/")
        return len(queries)

    with_count = asked()
    monkeypatch.setattr("vethanam.web.parts.page_context.inbox_of_request", lambda _request: [])
    assert with_count - asked() == 1


def test_every_kind_has_its_page_for_every_role() -> None:
    assert set(PAGES) == {kind.code for kind in KINDS}
    for kind in KINDS:
        for role in kind.roles:
            key = "2026-10" if PAGES[kind.code][1] == "month" else "1"
            row = InboxRow(role, "0412", kind.code, key, Sentence("inbox_challan"), "", NOW)
            assert address_of(row).startswith("/")
