"""Schedules of a bill, open questions with the bank, and institutions' accounts, on the
pages of their officers.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.conftest import World
from tests.payroll.office import at
from tests.web.conftest import Town
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.orders.models import Order
from vethanam.payments import findings
from vethanam.payments.actions.findings import find
from vethanam.payments.findings import FindingOfPayment, sentence_of
from vethanam.payments.models import BankDay, InstitutionAccount, PaymentFinding
from vethanam.payroll.models import Bill
from vethanam.web.treasury.bank_findings import noted_by_bank

MALAYALAM = re.compile("[\u0d00-\u0d7f]")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
#: codes with an unknown fact -> their additional sentences
ENTERED = {
    "name": "Town co-operative society", "kind": "cooperative", "branch": "TEST0000009",
    "number": "9000 0000 77", "number_again": "9000 0000 77",
    "holder": "",
}  # fmt: skip


def text(page: Any) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    return plain.replace("&#x27;", "'")


def asked(world: World, town: Town) -> int:
    """A question to the bank: an answer that is a paisa off."""
    facts = {"amount": "₹ 10.00", "stated": "₹ 10.01"}
    with world.role("worker"):
        worker = Authority(town.office.officers["clerk"].pk, None, "TRY", "service", at(30))
        find(worker, "1:0", "Payment P1A1", "another_amount", facts, bill_id=min(town.bills.values()))
    return PaymentFinding.objects.get(code="another_amount").pk


def test_the_schedules_of_a_bill_name_payee_people_and_where_the_money_is(town: Town, bill: Bill) -> None:
    for who, where in (("officer", "/office/0412"), ("treasurer", "/treasury/T07")):
        page = text(town.sign_in(who).get(f"{where}/bills/{bill.pk}/schedules/"))
        assert "schedules go with the bill" in page or "schedule goes with the bill" in page
        assert "Provident fund" in page and "Booked by the voucher" in page
        assert "Schedules" in text(town.sign_in(who).get(f"{where}/bills/{bill.pk}/"))
    one = text(town.sign_in("officer").get(f"/office/0412/bills/{bill.pk}/schedules/1/"))
    assert "100234" in one
    assert town.sign_in("officer").get(f"/office/0412/bills/{bill.pk}/schedules/99/").status_code == 404


def test_the_file_of_schedules_comes_to_the_deductions_to_the_paisa(town: Town, bill: Bill) -> None:
    page = town.sign_in("treasurer").get(f"/treasury/T07/bills/{bill.pk}/schedules.csv")
    rows = list(csv.DictReader(io.StringIO(page.content.decode())))
    assert sum(int(row["amount_paise"]) for row in rows) == bill.deductions > 0
    assert {row["employee"] for row in rows} == {"100234", "100235"}


def test_the_schedules_are_printed_to_go_with_the_bill(town: Town, bill: Bill) -> None:
    for who, where in (("officer", "/office/0412"), ("treasurer", "/treasury/T07")):
        page = town.sign_in(who).get(f"{where}/bills/{bill.pk}/schedules.pdf")
        assert page["Content-Type"] == "application/pdf" and page.content.startswith(b"%PDF")
        assert (
            "schedules.pdf" in town.sign_in(who).get(f"{where}/bills/{bill.pk}/schedules/").content.decode()
        )
    town.office.appoint("elsewhere", "treasury_officer", "T99", office="TRY")
    assert town.sign_in("elsewhere").get(f"/treasury/T99/bills/{bill.pk}/schedules.pdf").status_code == 404


def test_the_office_reads_on_its_bill_what_the_bank_did_not_take_and_what_to_do(
    town: Town, bill: Bill
) -> None:
    page = text(town.sign_in("officer").get(f"/office/0412/bills/{bill.pk}/"))
    assert "Answer of the bank" in page
    assert (
        "The account is closed. Ask for an open account, record it and have another person verify it." in page
    )
    assert "Answer of the bank" not in text(town.sign_in("treasurer").get(f"/treasury/T07/bills/{bill.pk}/"))


def test_the_treasury_reads_what_is_open_with_the_bank_and_writes_down_what_was_done(
    town: Town, world: World
) -> None:
    treasurer, finding = town.sign_in("treasurer"), asked(world, town)
    page = text(treasurer.get("/treasury/T07/bank/"))
    assert "One question is open with the bank" in page
    assert "Instructed ₹ 10.00, the bank says ₹ 10.01. Nothing is credited by it; ask the bank." in page
    assert "says what was done" not in page
    empty = treasurer.post(f"/treasury/T07/bank/{finding}/", {"resolution": " "})
    assert "This is empty. Enter it." in text(empty)
    noted = treasurer.post(
        f"/treasury/T07/bank/{finding}/", {"resolution": "The bank corrected its file."}, follow=True
    )
    assert "Noted. No money moved by this." in text(noted)
    assert "Nothing is open with the bank" in text(noted)
    assert PaymentFinding.objects.get(pk=finding).resolution == "The bank corrected its file."


def test_the_sums_of_a_treasury_add_up_on_its_page(town: Town) -> None:
    page = text(town.sign_in("treasurer").get("/treasury/T07/bank/"))
    found = re.search(
        (
            r"Credited ([\d,]+) Not taken ([\d,]+) Came back ([\d,−0]+) Without answer ([\d,]+) Instructed "
            r"([\d,]+)"
        ),
        page,
    )
    assert found, page
    *parts, whole = (int(part.replace(",", "")) for part in found.groups())
    assert sum(parts) == whole > 0


def test_another_treasury_sees_neither_questions_nor_schedules(town: Town, world: World, bill: Bill) -> None:
    town.office.appoint("elsewhere", "treasury_officer", "T99", office="TRY")
    elsewhere, finding = town.sign_in("elsewhere"), asked(world, town)
    assert "Nothing is open with the bank" in text(elsewhere.get("/treasury/T99/bank/"))
    assert elsewhere.get(f"/treasury/T99/bank/{finding}/").status_code == 404
    assert elsewhere.get(f"/treasury/T99/bills/{bill.pk}/schedules/").status_code == 404
    assert elsewhere.get(f"/treasury/T07/bills/{bill.pk}/schedules.csv").status_code == 403


def test_an_institution_is_entered_by_one_officer_and_verified_by_another(town: Town) -> None:
    treasurer, second = town.sign_in("treasurer"), town.sign_in("treasurer-2")
    where = "/treasury/T07/bank/institutions/"
    assert "No institution is entered yet" in text(treasurer.get(where))
    wrong = treasurer.post(where, ENTERED | {"number": "1", "number_again": "1"})
    assert "has no account number of 6 to 20 letters and digits" in text(wrong)
    beyond = treasurer.post(where, ENTERED | {"holder": "x\0"})
    assert 'aria-invalid="true"' in beyond.content.decode() and not InstitutionAccount.objects.exists()
    page = treasurer.post(where, ENTERED, follow=True)
    assert "Entered. Another officer verifies it; then it is paid." in text(page)
    assert "You entered it; another officer verifies it." in text(page)
    assert "9000000077" not in page.content.decode()
    account = InstitutionAccount.objects.defer("number", "holder").get()
    own = treasurer.post(where, {"account": str(account.pk)})
    assert "you entered this account" in text(own)
    verified = second.post(where, {"account": str(account.pk)}, follow=True)
    assert "Every account of an institution is verified" in text(verified)


def test_a_treasury_reads_the_days_of_the_banks_and_enters_none_alone(world: World, town: Town) -> None:
    treasurer, where = town.sign_in("treasurer"), "/treasury/T07/bank/days/"
    assert "The calendar holds" in text(treasurer.get(where))
    with world.role("worker"):
        order = Order.objects.create(
            number="G.O.(Rt) 6100/2026/GAD", dated=date(2026, 11, 20), recorded_at=at(30)
        )
        account = town.office.officers["clerk"].pk
        for is_open in (True, False):
            BankDay.objects.create(
                day=date(2099, 12, 24),
                is_open=is_open,
                order=order,
                entered_by_id=account,
                recorded_at=at(30),
            )
    page = treasurer.get(where)
    assert "One day ahead is listed" in text(page) and "Banks closed" in text(page)
    assert "G.O.(Rt) 6100/2026/GAD" in text(page)
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "<form" not in main and treasurer.post(where, {"closed": "2026-12-24"}).status_code == 405


#: values for the places of every sentence
FILLED: dict[str, Any] = {
    "amount": "₹ 10.00", "stated": "₹ 10.01", "since": "2026-11-03", "count": 3, "on": "2026-11-04",
    "institution": "LIC", "why": {"code": "bill_not_passed", "facts": {"bill": "0412/2026-27/7"}},
    "finding": 1, "code": "AC04",
    "died": "2026-10-14",
}  # fmt: skip
CODES = (
    "unknown_reference",
    "another_amount",
    "another_account",
    "known_to_bank",
    "said_again",
    "contradiction",
    "out_of_time",
    "sent_on_before",
    "no_answer",
    "not_credited",
    "came_back",
    "onward_came_back",
    "institution_not_paid",
    "no_institution_account",
    "no_account",
    "died_before_payment",
    "payment_kept_back",
    "paid_after_death",
    "answer_unsigned",
    "bad_signature",
    "answer_unreadable",
    "unknown_message",
    "another_total",
    "not_instructed",
)
EVERY = [
    *((code, FILLED) for code in CODES),
    ("died_before_payment", {**FILLED, "is_beyond": True}),
    ("no_institution_account", {**FILLED, "institution": ""}),
    ("another_amount", {**FILLED, "stated": ""}),
    ("another_amount", {**FILLED, "stated": "no amount"}),  # as stored before
]


@pytest.mark.parametrize(("code", "facts"), EVERY, ids=[code for code, _ in EVERY])
def test_every_finding_is_said_in_the_language_of_whoever_reads_it(code: str, facts: dict[str, Any]) -> None:
    finding = FindingOfPayment("Payment P1A1", code, facts=facts)
    with translation.override("en"):
        (english,) = noted_by_bank([finding])
    with translation.override("ml"):
        (hers,) = noted_by_bank([finding])
    assert english.says == finding.says
    assert MALAYALAM.search(hers.says) and MALAYALAM.search(str(hers.record))
    assert [word for word in ENGLISH.findall(hers.says) if word not in str(facts)] == []


def test_no_room_keeps_a_finding_of_payments_that_has_no_sentence() -> None:
    """Every code of a stored payment finding has a sentence in the table."""
    named: set[str] = set()
    for path in sorted((Path(findings.__file__).parent / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
    assert [code for code in CODES if code not in named] == []
    with pytest.raises(KeyError):
        _ = sentence_of("something_new", FILLED).says


def test_a_bill_that_cannot_be_given_to_the_bank_says_so_in_malayalam(town: Town, world: World) -> None:
    bill = Bill.objects.get(pk=min(town.bills.values()))
    with world.role("worker"):
        worker = Authority(town.office.officers["clerk"].pk, None, "TRY", "service", at(30))
        why = Sentence("reference_twice", {"message": "M1"})
        facts = {"why": why, "why_code": why.code}
        find(worker, "bill:1:x", f"Bill {bill.number}", "not_instructed", facts, bill_id=bill.pk)
    treasurer = town.sign_in("treasurer")
    assert "This was not given to the bank: Instruction M1 carries one reference twice." in text(
        treasurer.get("/treasury/T07/bank/")
    )
    page = text(treasurer.get("/treasury/T07/bank/", headers={"accept-language": "ml"}))
    assert "ഇത് ബാങ്കിന് നൽകിയില്ല: M1 എന്ന നിർദേശത്തിൽ ഒരേ റഫറൻസ് രണ്ടു തവണയുണ്ട്." in page
