"""An objected bill goes a second time without the people named by the objection; the rest is offered."""

from __future__ import annotations

import re
from typing import Any

from tests.payroll.office import OCTOBER, at
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town
from vethanam.payroll.actions import (
    check_bill,
    compute_run,
    lock_run,
    make_bill,
    object_bill,
    present_bill,
)
from vethanam.payroll.models import Bill, BillLine

NOVEMBER = OCTOBER.plus(1)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def numbers(bill: Bill) -> set[str]:
    return set(BillLine.objects.filter(bill=bill).values_list("claim__employment__number", flat=True))


def objected(town: Town) -> Bill:
    """November's bill, sent back for one person."""
    office, then = town.office, at(24, month=11)
    run = compute_run(NOVEMBER, "0412", office.by("clerk", then))
    lock_run(run.run, office.by("clerk", then))
    (bill,) = make_bill(run.run, office.by("clerk", then)).bills
    check_bill(bill, office.by("officer", then))
    present_bill(bill, office.by("officer", then))
    object_bill(bill, office.by("treasurer", NOW), reason="One line.", lines={"100235": "No order."})
    return Bill.objects.get(pk=bill.pk)


def test_it_is_made_again_without_them_and_the_supplementary_is_offered(town: Town) -> None:
    bill = objected(town)
    officer, clerk = town.sign_in("officer"), town.sign_in("clerk")
    address = f"/office/0412/bills/{bill.pk}/again/"
    assert clerk.get(address).status_code == 404
    confirmed(officer, f"/office/0412/bills/{bill.pk}/cancel/", {"reason": "Objected line."})
    assert "Make it without the one objected to" in text(clerk.get(f"/office/0412/bills/{bill.pk}/"))
    assert "Person 100235" in text(clerk.get(address))
    page = clerk.post(address)
    again = Bill.objects.latest("pk")
    assert page["Location"] == f"/office/0412/bills/{again.pk}/"
    assert numbers(again) == {"100234", "100236"} and again.state == Bill.State.MADE
    assert clerk.get(address).status_code == 404
    officer.post(f"/office/0412/bills/{again.pk}/check/")
    assert "Supplementary bill" in text(clerk.get("/office/0412/2026-11/"))
    (rest,) = make_bill(again.run_id or 0, town.office.by("clerk", NOW)).bills
    assert numbers(rest) == {"100235"} and rest.kind == "supplementary"
