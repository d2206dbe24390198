"""Finance claims everybody's arrears: the worker computes a preview, and claims after a second press."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import at
from tests.payroll.test_arrears import draw_elsewhere, order, raise_pay
from tests.web.conftest import SEPTEMBER, Town
from tests.web.test_arrears import _text
from vethanam.acts.executor import look, perform
from vethanam.errors import Unsound
from vethanam.identity.models import Account
from vethanam.payroll.arrears import requests
from vethanam.payroll.audit import broken_invariants
from vethanam.payroll.models import ArrearList, ArrearsRequest, Claim
from vethanam.payroll.tasks import arrears_in_background

ADDRESS = "/finance/arrears/claims/"


def owe(town: Town) -> int:
    """One order makes 1,551 rupees of September owed to one employee; returns the sum in paise."""
    by = order("Fixation 1/2026", date(2026, 11, 4), at(5, month=11))
    draw_elsewhere(town.office, town.office.people["100235"], [SEPTEMBER.plus(-12)])
    raise_pay(town.office, SEPTEMBER.first, by=by, number="100234")
    return 0


def asked(browser: Any) -> str:
    answer = browser.post(ADDRESS, {"from": "2026-09", "to": "2026-10", "press": "one"})
    assert answer.status_code == 302, _text(answer)
    return str(answer["Location"])


def worked(world: World, address: str) -> None:
    """The worker processes the request."""
    with world.role("worker"):
        arrears_in_background(int(address.strip("/").split("/")[-1]))


def test_what_can_be_claimed_is_shown_by_order_and_office_before_it_is_claimed(
    world: World, town: Town
) -> None:
    owe(town)
    browser = town.sign_in("finance")
    address = asked(browser)
    assert asked(browser) == address and ArrearsRequest.objects.count() == 1
    assert "Working out the arrears of everybody" in _text(browser.get(address))
    worked(world, address)
    page, text = browser.get(address).context["page"], _text(browser.get(address))
    assert page["gross_paise"] > 0 and page["claims"] and not ArrearList.objects.exists()
    assert "Fixation 1/2026" in text and "0412" in text and "Nothing is claimed yet" in text
    assert sum(one["gross_paise"] for one in page["orders"]) == page["gross_paise"]
    assert sum(one["gross_paise"] for one in page["offices"]) == page["gross_paise"]
    claiming = browser.post(address)["Location"]
    assert claiming != address and browser.post(address)["Location"] == claiming
    worked(world, claiming)
    done = browser.get(claiming).context["page"]
    assert done["claims_made"] and done["gross_paise"] == page["gross_paise"]
    assert done["orders"] == page["orders"]
    assert (
        sum(Claim.objects.filter(arrear_list__isnull=False).values_list("gross", flat=True))
        == done["gross_paise"]
    )
    assert {one["list"] for one in done["offices"]} == set(ArrearList.objects.values_list("pk", flat=True))
    assert broken_invariants() == []
    worked(world, claiming)
    assert ArrearList.objects.count() == done["lists"]
    assert "ലിസ്റ്റ്" in _text(browser.get(claiming, headers={"accept-language": "ml"}))


def test_what_stops_is_said_and_taken_up_again(world: World, town: Town) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Unsound("slab_gap")

    owe(town)
    browser = town.sign_in("finance")
    address = asked(browser)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "count_arrears_at_once", stopped)
        worked(world, address)
    assert "there is a gap below it" in _text(browser.get(address))
    assert browser.post(address)["Location"] == address
    worked(world, address)
    assert ArrearsRequest.objects.get().state == "done"


def test_nobody_but_finance_asks_for_everybody(town: Town) -> None:
    assert town.sign_in("clerk").get(ADDRESS).status_code == 403
    clerk = Account.objects.get(username="clerk")
    done = perform("claim_arrears", clerk, {"from": "2026-09", "to": "2026-10"})
    assert not done.ok and not ArrearsRequest.objects.exists()


def test_the_act_leaves_the_work_to_the_worker(world: World, town: Town) -> None:
    owe(town)
    finance = Account.objects.get(username="finance")
    with world.role("web"):
        wrong = perform("claim_arrears", finance, {"from": "2026-10", "to": "2026-09"})
        assert wrong.says == "The arrears end in 2026-09, before they begin in 2026-10. Exchange the months."
        done = perform("claim_arrears", finance, {"from": "2026-09", "to": "2026-10"})
        assert done.ok and done.state["state"] == "asked"
    with world.role("worker"):
        arrears_in_background(done.state["request"])
    with world.role("web"):
        (one,) = look("arrears_requests", finance, {"request": done.state["request"]}).state["requests"]
        assert one["state"] == "done" and one["result"]["lists"] == 1
        assert not look("arrears_requests", finance, {"request": 99}).ok
