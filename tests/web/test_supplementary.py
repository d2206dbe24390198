"""A person held while the month's bills were made is drawn later, and the month's page shows the way."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.conftest import World
from tests.payroll.office import at
from tests.web.confirming import confirmed
from tests.web.conftest import Town, draw
from vethanam.payroll.actions import compute_run, resolve_finding
from vethanam.payroll.models import Bill, RunFinding
from vethanam.periods import Month

NOVEMBER = Month(2026, 11)


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_months_page_leads_to_the_bill_of_whoever_was_left_out(town: Town, world: World) -> None:
    office, clerk = town.office, town.sign_in("clerk")
    leave = office.note(
        office.people["100235"], "absence", date(2026, 11, 16), at(20, month=11), kind_of_absence="earned"
    )
    with world.role("web"):
        compute_run(NOVEMBER, "0412", office.by("clerk", at(24, month=11)))
        finding = RunFinding.objects.get(code="open_absence")
        by = office.by("officer", at(24, 11, month=11))
        resolve_finding(finding.pk, by, kind="held", reason="Not sanctioned to its end.")
        draw(office, NOVEMBER, at(24, 12, month=11))
    page = "/office/0412/2026-11/"
    assert "Supplementary bill" not in _text(clerk.get(page))
    office.amend(leave, at(24, 14, month=11), valid_until=date(2026, 11, 20))
    with world.role("web"):
        run = compute_run(NOVEMBER, "0412", office.by("clerk", at(25, month=11))).run
    seen = clerk.get(page)
    assert "Supplementary bill One person stands on no bill of the month." in _text(seen)
    assert f'href="/office/0412/runs/{run}/differences/"' in seen.content.decode()
    clerk.post(f"/office/0412/runs/{run}/bill/")
    later = Bill.objects.latest("pk")
    assert later.run_id == run and later.state == Bill.State.MADE
    assert "Supplementary bill" not in _text(clerk.get(page))


def test_in_place_of_a_cancelled_bill_the_month_is_computed_again_where_more_is_known(town: Town) -> None:
    office, clerk, officer = town.office, town.sign_in("clerk"), town.sign_in("officer")
    run = compute_run(NOVEMBER, "0412", office.by("clerk", at(24, month=11))).run
    clerk.post(f"/office/0412/runs/{run}/bill/")
    bill = Bill.objects.latest("pk")
    confirmed(officer, f"/office/0412/bills/{bill.pk}/cancel/", {"reason": "Leave is missing."})
    office.note(
        office.people["100235"], "absence", date(2026, 11, 2), at(24, 15, month=11),
        kind_of_absence="half_pay",
        valid_until=date(2026, 11, 6),
    )  # fmt: skip
    page = clerk.post(f"/office/0412/runs/{run}/bill/", follow=True)
    assert "entries of Person 100235 (100235) were verified" in _text(page) and "Compute again" in _text(page)
    assert page.redirect_chain[-1][0].endswith("/office/0412/2026-11/")
    again = clerk.post(f"/office/0412/runs/{run}/bill/", follow=True, headers={"accept-language": "ml"})
    assert "വീണ്ടും കണക്കാക്കുക" in _text(again)
