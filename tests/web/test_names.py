"""Every page, paper and list that shows an employee's number shows her name to a reader who
is entitled to it.
"""

from __future__ import annotations

import csv
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from tests.conftest import World
from tests.payroll.office import at, small_office
from tests.payroll.test_arrears import draw_elsewhere
from tests.web.conftest import Town, sequence
from tests.web.sound_pages import Visit
from tests.web.test_browser import _visits
from vethanam.documents import due_drawn_list, due_drawn_statement, month_explanation, payslip, schedules
from vethanam.identity.models import Account
from vethanam.payroll.models import Bill, Payslip
from vethanam.people.models import Employment
from vethanam.periods import Month

NAMES = {
    "100234": ("Anitha Devassy", "അനിത ദേവസ്സി"),
    "100235": ("Basheer Kunnath", "ബഷീർ കുന്നത്ത്"),
    "100236": ("Chandrika Poyil", "ചന്ദ്രിക പൊയിൽ"),
}
BLOCKS = {"tr", "li", "p", "h1", "h2", "label", "option", "dt", "dd", "div", "title"}
#: a place where the number stands alone: the request for one contact asks for the name itself
ALONE = ("/requests/",)


@pytest.fixture
def named(world: World, town: Town) -> Town:
    """The town, its people with names in both scripts that say nothing of their numbers."""
    for number, (name, name_ml) in NAMES.items():
        person = Employment.objects.get(number=number).person_id
        world.sql(
            "owner", f"UPDATE people_person SET name = '{name}', name_ml = '{name_ml}' WHERE id = {person}"
        )
    return town


def _text(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def _nameless(page: str, which: int) -> Iterator[str]:
    """The blocks of a page with a number and without its name in the script of the page."""
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        own = " ".join([element.text or "", *(child.tail or "" for child in element)])
        for number in set(re.findall(r"(?<![\d/-])\d{6}(?![\d/])", own)) & NAMES.keys():
            if NAMES[number][which] not in _near(element):
                yield f"{number}: {_text(element)[:80]}"


def _near(element: Any) -> str:
    """The text of the block of an element and of the one before it."""
    block = next(one for one in (element, *element.iterancestors()) if one.tag in BLOCKS or one.tag == "html")
    before = block.getprevious()
    return _text(block) + ("" if before is None else _text(before))


def _further(bill: Bill) -> list[Visit]:
    """Pages with people that the browser's walk leaves out."""
    office, treasury = "/office/0412/", f"/treasury/T07/bills/{bill.pk}/"
    return [
        *(Visit("officer", f"{office}{page}") for page in (
            "festival/", "surrender/?number=100234", "people/100234/surrender/", "increments/2027-06/",
            "accounts/",
            "accounts/100234/", "people/100234/new/payee_account/", "people/?number=anitha",
        )),
        *(Visit("treasurer", f"{treasury}{page}") for page in ("object/", "lines/?by=change",
            "schedules/1/")),
        Visit("clerk", f"{office}entries/"),
        Visit("finance", "/find/?q=basheer"),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "which"), [("en", 0), ("ml", 1)])
def test_no_page_shows_a_number_without_the_name(
    world: World, named: Town, bill: Bill, language: str, which: int
) -> None:
    found: dict[str, list[str]] = {}
    seen = 0
    clients: dict[str, Any] = {}
    for visit in (*_visits(world, named, bill), *_further(bill)):
        if not visit.who or visit.address.startswith(ALONE):
            continue
        if visit.who not in clients:
            clients[visit.who] = named.sign_in(visit.who)
            clients[visit.who].cookies["django_language"] = language
        page = clients[visit.who].get(visit.address)
        if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
            continue
        seen += sum(name[which] in page.content.decode() for name in NAMES.values())
        if faults := sorted(set(_nameless(page.content.decode(), which))):
            found[f"{visit.who} {visit.address}"] = faults
    assert found == {}
    assert seen > 40


def test_a_page_that_shows_a_number_alone_is_found() -> None:
    page = "<html><body><table><tr><th>{}100234</th></tr></table></body></html>"
    assert list(_nameless(page.format(""), 0))
    assert not list(_nameless(page.format("Anitha Devassy "), 0))


def test_public_pages_name_nobody(named: Town, bill: Bill, world: World) -> None:
    for visit in _visits(world, named, bill):
        if not visit.who:
            page = named.sign_in("clerk").get(visit.address).content.decode()
            assert not any(name in page for names in NAMES.values() for name in names), visit.address


@pytest.mark.parametrize("file", ["lines.csv", "schedules.csv"])
def test_the_files_of_a_bill_have_names_and_posts(named: Town, bill: Bill, file: str) -> None:
    answer = named.sign_in("officer").get(f"/office/0412/bills/{bill.pk}/{file}")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert rows and all(
        (row["name"], row["name_ml"]) == NAMES[row["employee"]] and row["post"] for row in rows
    )


def test_an_account_is_typed_twice(named: Town) -> None:
    clerk, where = named.sign_in("clerk"), "/office/0412/people/100235/new/payee_account/"
    assert "Account number, once more" in clerk.get(where).content.decode()
    typed = {
        "valid_from": "2026-11-01",
        "kind_of_account": "bank",
        "branch": "TEST0000001",
        "number": "33333330003",
    }
    for again in ("", "33333330004"):
        page = clerk.post(where, typed | {"number_again": again}).content.decode()
        assert "The two are not the same" in page and "3333333" not in page
    kept = clerk.post(where, typed | {"number_again": "3333 333 0003"}, follow=True)
    assert "Recorded." in kept.content.decode()
    seen = named.sign_in("second").get("/office/0412/entries/").content.decode()
    assert "Basheer Kunnath" in seen and "born 5 May 1985" in seen and "••0003" in seen


def test_who_is_pulled_in_is_shown_and_confirmed(world: World, named: Town) -> None:
    with world.role("worker"):
        small_office("0413").hire("100500")
    clerk, where = named.sign_in("clerk"), "/office/0412/people/joins/"
    posting = {
        "employment": "100500", "valid_from": "2026-11-02", "session": "FN", "post": "HST", "office": "O0412",
        "drawing_code": "0412", "bill_class": "class-0412", "order_number": "LO 1/2026",
        "order_dated": "2026-10-20",
    }  # fmt: skip
    before = Employment.objects.get(number="100500").pk
    asked = clerk.post(where, posting).content.decode()
    assert (
        "Person 100500 is posted here by this entry" in asked and 'name="confirmed" value="100500"' in asked
    )
    assert looks(world) == [{"account": Account.objects.get(username="clerk").pk, "employment": before}]
    other = clerk.post(where, posting | {"confirmed": "100234"}).content.decode()
    assert "Person 100500 is posted here by this entry" in other
    assert len(looks(world)) == 2
    assert (
        "posted here by this entry" not in clerk.post(where, posting | {"employment": "999"}).content.decode()
    )
    assert "100500" not in named.sign_in("second").get("/office/0412/entries/").content.decode()
    assert "Recorded." in clerk.post(where, posting | {"confirmed": "100500"}, follow=True).content.decode()
    assert "Person 100500" in named.sign_in("second").get("/office/0412/entries/").content.decode()
    assert len(looks(world)) == 2


def looks(world: World) -> list[dict[str, int]]:
    """The entries of the log about people shown by their number."""
    rows = world.sql(
        "postgres",
        "SELECT o.private FROM journal_opening o JOIN journal_staged s ON s.id = o.staged_id"
        """ WHERE position('"person.shown"'::bytea IN s.leaf) > 0 ORDER BY s.id""",
    )
    return [json.loads(private) for (private,) in rows]


def _said(page: Any) -> str:
    return _text(html.document_fromstring(page.content.decode()).find(".//main"))


def test_a_refusal_names_a_person_of_the_office_and_nobody_else(
    world: World, named: Town, bill: Bill
) -> None:
    with world.role("worker"):
        small_office("0413").hire("100500")
        named.office.hire("100240", known=at(2, month=11))
    clerk, where = named.sign_in("clerk"), f"/office/0412/bills/{bill.pk}/refund/"
    challan = {"challan": "C-9", "dated": "2026-11-20", "amount": "100", "reason": "A day."}
    own = _said(clerk.post(where, challan | {"employment": "100240"}))
    other = _said(clerk.post(where, challan | {"employment": "100500"}))
    assert "Person 100240 (100240)" in own
    assert "Employee 100500" in other and "Person 100500" not in other


def test_papers_have_the_name_in_both_scripts(
    named: Town, bill: Bill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The payslip, the explained month, the schedules and the statements of arrears."""
    papers: dict[str, str] = {}
    for module in (due_drawn_list, due_drawn_statement, month_explanation, payslip, schedules):
        monkeypatch.setattr(module, "printed", lambda kind, values: papers.update({kind: str(values)}) or b"")
    draw_elsewhere(named.office, named.office.people["100234"], Month(2025, 7).until(Month(2025, 9)))
    mine, officer = named.sign_in("emp-100234"), named.sign_in("officer")
    slip = Payslip.objects.get(bill=bill, employment=named.office.people["100234"])
    for client, address in (
        (mine, f"/pay/2026-10/payslip-{slip.pk}.pdf"), (mine, "/pay/2026-10/why.pdf"),
        (mine, "/pay/arrears/statement.pdf"),
        (officer, f"/office/0412/bills/{bill.pk}/schedules.pdf"),
        (officer, "/office/0412/arrears/statement.pdf?from=2025-07&to=2025-09"),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert papers.keys() == {"payslip", "explained", "due_drawn", "schedules", "due_drawn_list"}
    for kind, paper in papers.items():
        scripts = NAMES["100234"][:1] if kind == "explained" else NAMES["100234"]
        assert all(name in paper for name in scripts) and "100234" in paper, kind


def test_names_are_in_no_log_and_no_leaf(world: World, named: Town, bill: Bill, caplog: Any) -> None:
    """Pages, refusals and searches that show names leave none in a log, a leaf or a stored finding."""
    clerk = named.sign_in("clerk")
    caplog.set_level(logging.DEBUG)
    for address in (
        "/office/0412/people/",
        "/find/?q=anitha",
        f"/office/0412/bills/{bill.pk}/lines/",
        "/office/0/",
    ):
        clerk.get(address)
    clerk.post(f"/office/0412/bills/{bill.pk}/refund/", {"employment": "100234", "amount": "1"})
    sequence(world)
    leaves = [bytes(row[0]).decode() for row in world.sql("owner", "SELECT leaf FROM journal_staged")]
    findings = world.sql("owner", "SELECT record, code, facts::text FROM payroll_runfinding")
    stored = " ".join(leaves) + str(findings)
    logged = caplog.text
    assert logged and len(leaves) > 100
    for text in (stored, logged):
        assert not any(name in text for names in NAMES.values() for name in names)


@pytest.mark.parametrize(
    ("q", "name"),
    [("anith", "Anitha Devassy"), ("ബഷീർ", "Basheer"), ("ബഷീര്‍", "Basheer"), ("00236", "Chandrika")],
)
def test_search_finds_a_part_of_a_name_in_either_script_and_a_number(named: Town, q: str, name: str) -> None:
    page = named.sign_in("clerk").get("/find/", {"q": q}).content.decode()
    assert name in page
