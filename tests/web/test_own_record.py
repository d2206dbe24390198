"""A person reads her own record: book, leave, increment, next month, loans, year, data; and
objects to an entry.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.payroll.office import OCTOBER, at
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import look
from vethanam.identity.models import Account
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import Assessed, LineQuestion
from vethanam.service_book.models import Pay
from vethanam.tables import tables_in

PEN = "100234"
LOAN = 1_200_000


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


@pytest.fixture
def town(town: Town) -> Town:
    """The town, where one employee has an increment month, a loan, leave and an entry that waits."""
    office, mine = town.office, town.office.people[PEN]
    pay = Pay.objects.filter(employment=mine).latest("valid_from")
    office.amend(pay, at(20, month=11), increment_month=10)
    known = at(20, month=11)
    office.note(
        mine, "obligation", date(2026, 11, 1), known, kind_of_due="festival_advance", payee="Government",
        principal=LOAN, instalment=LOAN // 5, instalments=5,
    )  # fmt: skip
    office.note(mine, "leave_account", date(2026, 1, 1), known, kind_of_leave="earned", days=120)
    office.note(mine, "leave_account", date(2026, 1, 1), known, kind_of_leave="half_pay", days=30)
    office.note(
        mine, "absence", date(2026, 6, 1), known, valid_until=date(2026, 6, 10), kind_of_absence="earned"
    )
    office.note(
        mine, "absence", date(2026, 7, 1), known, valid_until=date(2026, 7, 5), kind_of_absence="commuted"
    )
    office.record(mine, "quarters", date(2026, 12, 1), known)
    return town


def test_the_first_page_answers_and_every_line_opens(town: Town) -> None:
    mine = town.sign_in(f"emp-{PEN}")
    assert 'href="/pay/service/"' in mine.get("/pay/").content.decode()
    said = text(page := mine.get("/pay/service/"))
    assert "In service since 1 Jun 2010" in said
    assert "Earned leave: 110 days · Half-pay leave: 20 days" in said
    assert "12,000 is left on one loan" in said
    assert "1 Oct 2027: ₹ 46,700 becomes ₹ 47,800" in said.replace("\u202f", " ")
    for address in re.findall(r'href="(/pay/service/[^"]+)"', page.content.decode()):
        assert mine.get(address).status_code == 200


def test_the_book_has_each_entry_with_order_and_the_role_that_verified_it(town: Town) -> None:
    said = text(town.sign_in(f"emp-{PEN}").get("/pay/service/book/"))
    assert "one waits for a second person" in said
    assert "Quarters" in said and "Order 1/2015" in said
    assert "Drawing officer, 0412 · 20 Nov 2026" in said
    assert "Officer officer" not in said  # roles, never names


def test_the_estimate_equals_the_run_of_that_month(town: Town) -> None:
    with_run = town.sign_in(f"emp-{PEN}")
    said = text(with_run.get("/pay/service/next-month/"))
    assert "November 2026, if nothing changes" in said and "An estimate, not a promise" in said
    run = compute_run(OCTOBER.plus(1), "0412", town.office.by("clerk", NOW))
    (row,) = Assessed.objects.filter(run=run.run, employment=town.office.people[PEN])
    assert f"₹ {row.net // 100:,}" in said.replace("\u202f", " ")


def test_a_month_that_cannot_be_computed_says_why(town: Town) -> None:
    mine = town.office.people["100235"]
    for fact in Pay.objects.filter(employment=mine):
        town.office.amend(fact, at(21, month=11), valid_until=date(2026, 10, 31))
    said = text(town.sign_in("emp-100235").get("/pay/service/next-month/"))
    assert "It cannot be computed as your service book stands" in said


def test_leave_is_the_entry_less_what_was_taken_and_commuted_counts_twice(town: Town) -> None:
    said = text(town.sign_in(f"emp-{PEN}").get("/pay/service/leave/"))
    assert re.search(r"1 Jan 2026 .*120 .*1 Jun 2026 .*−10 .*Balance 110", said)
    assert re.search(r"1 Jul 2026 Commuted −10 Balance 20", said)


def test_a_stayed_recovery_says_its_case_and_balance(town: Town) -> None:
    from vethanam.orders.models import OrderEffect

    OrderEffect.objects.create(
        order=town.office.order, state="stayed", valid_from=date(2026, 11, 10), case_number="W.P.(C) 9/2026",
        employment=town.office.people[PEN].pk, recorded_at=at(21, month=11),
    )  # fmt: skip
    said = text(town.sign_in(f"emp-{PEN}").get("/pay/service/loans/"))
    assert "Stayed, from 10 Nov 2026 · W.P.(C) 9/2026" in said and "12,000" in said


def test_the_year_is_the_same_on_page_paper_and_workbook(town: Town) -> None:
    mine = town.sign_in(f"emp-{PEN}")
    page = mine.get("/pay/service/year/")
    figure = re.search(r'class="figure">([^<]+)<', page.content.decode())
    assert figure
    (sheet,) = tables_in(mine.get("/pay/service/year/2026-27/lines.xlsx").content, "lines.xlsx")
    head, *rows = sheet.lines
    kinds, amounts = head.index("Kind"), head.index("amount_rupees")
    net = sum((1 if row[kinds] == "Earnings" else -1) * float(row[amounts]) for row in rows)
    assert figure[1].replace(",", "").endswith(f"{net:.0f}")
    first, second = (mine.get("/pay/service/year/2026-27/statement.pdf") for _ in range(2))
    assert first["Content-Type"] == "application/pdf" and first.content == second.content
    assert mine.get("/pay/service/year/2019-20/").status_code == 404


def test_the_views_say_the_same_to_her_and_nothing_to_another(town: Town) -> None:
    own, other = (Account.objects.get(username=f"emp-{number}") for number in (PEN, "100235"))

    def shown(name: str, account: Account) -> Any:
        return look(name, account, {"employment": PEN}, NOW, is_sample=True)

    balances = [one["balance_days"] for one in shown("leave_accounts", own).state["accounts"]]
    assert balances == [110, 20]
    assert shown("loans", own).state["loans"][0]["left_paise"] == LOAN
    assert shown("next_increment", own).state["increment"]["from"] == "2027-10-01"
    assert shown("expected_pay", own).state["is_estimate"] is True
    year = shown("year_statement", own).state
    assert year["net_paise"] == sum(
        (1 if line["kind"] == "earning" else -1) * line["amount_paise"] for line in year["lines"]
    )
    facts = shown("person", own).state["facts"]
    assert {fact["verified_by_role"] for fact in facts} == {"drawing_officer", None}
    for name in ("leave_accounts", "loans", "next_increment", "expected_pay", "year_statement", "person"):
        assert shown(name, other).code == "shown_of_another"


def test_an_objection_reaches_the_office_and_its_answer_the_person(town: Town) -> None:
    mine = town.sign_in(f"emp-{PEN}")
    page = mine.get("/pay/service/data/").content.decode()
    address = re.search(r'href="(/pay/service/data/pay-\d+/)"', page)
    assert address and "/pay/service/data/person-born/" in page
    assert "What is not right?" in text(mine.get(address[1]))
    fault = text(mine.post(address[1], {"asked": "entry_wrong", "says": "Call +91 00000 12345"}))
    assert "This looks like it holds a phone number" in fault or "looks like a number" in fault
    said = text(mine.post(address[1], {"asked": "entry_wrong", "says": "My pay is 47,800."}, follow=True))
    assert "Sent. Your office answers here within 30 days." in said and "Answer by" in said
    question = LineQuestion.objects.get()
    clerk = town.sign_in("clerk")
    assert "An objection to an entry of the service book" in text(clerk.get("/inbox/"))
    office = f"/office/0412/questions/{question.reference}/"
    seen = text(clerk.get(office))
    assert "My pay is 47,800." in seen and "Correct the entry" in seen
    assert f"/office/0412/people/{PEN}/" in clerk.get(office).content.decode()
    clerk.post(office, {"outcome": "stands", "says": "The order says so."}, follow=True)
    said = text(mine.get("/pay/service/data/"))
    assert "The entry stands." in said and "The order says so." in said


def test_the_same_objection_is_not_sent_twice_and_not_about_another(town: Town) -> None:
    mine = town.sign_in(f"emp-{PEN}")
    mine.post("/pay/service/data/person-born/", {"asked": "entry_wrong"})
    again = text(mine.post("/pay/service/data/person-born/", {"asked": "entry_wrong"}))
    assert LineQuestion.objects.count() == 1 and "answer" in again.lower()
    foreign = Pay.objects.filter(employment=town.office.people["100235"]).latest("pk").pk
    assert mine.get(f"/pay/service/data/pay-{foreign}/").status_code == 404


class Presses:
    """A reader who follows links by their words, and counts."""

    def __init__(self, client: Client) -> None:
        self.client, self.count = client, 0
        self.page = client.get("/pay/")

    def press(self, word: str) -> str:
        links = re.findall(
            r'<a [^>]*href="([^"#]+)[^"]*"[^>]*>(.*?)</a>', self.page.content.decode(), re.DOTALL
        )
        address = next(to for to, says in links if word in html.unescape(re.sub(r"<[^>]+>", "", says)))
        self.page = self.client.get(address)
        self.count += 1
        return text(self.page)


QUESTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "when is my next increment, and what is my pay then": (("Service",), "1 Oct 2027: ₹"),
    "how much leave have I": (("Service",), "110 days"),
    "what am I likely to get next month": (("Service", "₹"), "if nothing changes"),
    "how much of my advance is left": (("Service",), "₹ 12,000 is left"),
    "how many instalments were taken": (("Service", "is left on"), "0 of 5 instalments"),
    "what was deducted this year, by component": (("Service", "income tax"), "Provident fund 10,000"),
    "how much income tax was deducted this year": (("Service",), "income tax"),
    "who verified my pay, and by which order": (
        ("Service", "waits for a second person"),
        "Drawing officer, 0412",
    ),
    "which account gets my pay, and is my birth date right": (("Service", "account ending"), "5 May 1985"),
    "what arrears am I owed": (("Service", "Due and drawn"), "rrears"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_ten_questions_about_the_year_in_two_presses_each(town: Town, question: str) -> None:
    presses, (words, answer) = Presses(town.sign_in(f"emp-{PEN}")), QUESTIONS[question]
    said = [presses.press(word) for word in words][-1]
    assert answer in said.replace("\u202f", " ") and presses.count <= 2
    assert len(QUESTIONS) == 10
