"""The treasury: what came, and never the bill one drew oneself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.payroll.office import OCTOBER, at
from tests.web.conftest import Town
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill, present_bill
from vethanam.payroll.models import Bill, LineObjection


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def presented(town: Town) -> Bill:
    """November's bill, presented."""
    when, office = at(25, month=11), town.office
    run = compute_run(OCTOBER.plus(1), "0412", office.by("clerk", when))
    lock_run(run.run, office.by("clerk", when))
    (bill,) = make_bill(run.run, office.by("clerk", when)).bills
    check_bill(bill, office.by("officer", when))
    present_bill(bill, office.by("officer", when))
    return Bill.objects.get(pk=bill.pk)


def test_a_bill_is_sent_back_with_reasons_and_then_passed(town: Town, presented: Bill) -> None:
    treasurer, officer = town.sign_in("treasurer"), town.sign_in("officer")
    assert "One bill waits, since 25 Nov" in _text(treasurer.get("/treasury/T07/"))
    where = f"/treasury/T07/bills/{presented.pk}/"
    wrong = treasurer.post(
        f"{where}object/", {"reason": "", "number_1": "100234", "why_1": "Check the rate."}
    )
    assert 'aria-invalid="true"' in wrong.content.decode()
    typed = {"reason": "The head is another office's.", "number_1": "100234", "why_1": "Check the rate."}
    assert "Sent back." in _text(treasurer.post(f"{where}object/", typed, follow=True))
    assert LineObjection.objects.get().reason == "Check the rate."
    page = _text(officer.get(f"/office/0412/bills/{presented.pk}/"))
    assert "The treasury sent the bill back" in page and "The head is another office's." in page.replace(
        "&#x27;", "'"
    )
    again = officer.post(
        f"/office/0412/bills/{presented.pk}/present/", {"reason": "Head corrected."}, follow=True
    )
    assert "The bill is with the treasury" in _text(again)
    passed = treasurer.post(f"{where}pass/", {"voucher": "4711", "dated": "2026-11-25"}, follow=True)
    assert "Passed. The payment file goes to the bank." in _text(passed)
    assert Bill.objects.get(pk=presented.pk).state == "passed"


def test_a_bill_is_kept_waiting_with_a_reason(town: Town, presented: Bill) -> None:
    treasurer = town.sign_in("treasurer")
    kept = treasurer.post(
        f"/treasury/T07/bills/{presented.pk}/queue/", {"reason": "Ways and means."}, follow=True
    )
    assert "The treasury keeps the bill waiting" in _text(kept) and "Ways and means." in _text(kept)


def test_whoever_drew_a_bill_does_not_pass_it(town: Town, presented: Bill) -> None:
    town.office.appoint("both", "treasury_officer", "T07", person=presented.presented_by, office="TRY")
    both = town.sign_in("both")
    page = _text(both.get(f"/treasury/T07/bills/{presented.pk}/"))
    assert "Whoever drew a bill never decides on it. Another treasury officer does." in page
    assert "you drew it; another officer decides" in _text(both.get("/treasury/T07/"))
    both.post(f"/treasury/T07/bills/{presented.pk}/pass/", {"voucher": "1", "dated": "2026-11-25"})
    assert Bill.objects.get(pk=presented.pk).state == "presented"


def test_another_treasury_sees_nothing(town: Town, presented: Bill) -> None:
    town.office.appoint("elsewhere", "treasury_officer", "T99", office="TRY")
    elsewhere = town.sign_in("elsewhere")
    assert elsewhere.get(f"/treasury/T07/bills/{presented.pk}/").status_code == 403
    assert elsewhere.get(f"/treasury/T99/bills/{presented.pk}/").status_code == 404
