"""Three officers together cannot pay before the pay-day, by page, act, API or SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.conftest import World
from tests.payments.paymaster_rounds import settle_pending
from tests.payments.test_pay_days import DENIED, INSERT, ORDER, REFUSED, ROLES, enter_pay_day
from tests.payroll.office import KOLKATA, OCTOBER, at
from tests.web.conftest import NOW, Town, draw
from tests.web.test_arrears import _text
from vethanam.acts.executor import perform
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.payments.channel import open_channel
from vethanam.payments.models import PaymentFile, PaymentLeg
from vethanam.payroll.actions import compute_run

NOVEMBER = OCTOBER.plus(1)
THREE = ("clerk", "officer", "treasurer")
#: the pay-day of the first test lies far ahead, because the sequencer's entries have the machine's own date
EARLY: dict[str, Any] = {
    "kind": "pay_day",
    "row": {
        "month": "2026-11", "opens_on": "2026-11-20", "cut_off_on": "2026-11-23", "pays_on": "2026-11-25",
        **ORDER,
    },
}  # fmt: skip


@pytest.fixture
def november(world: World, town: Town) -> int:
    """November is computed, made, checked, presented and passed on the 25th of a sample's November."""
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    return draw(town.office, NOVEMBER, NOW)


def worker() -> Authority:
    account = Account.objects.get(username="service-worker")
    return Authority(account.pk, None, "DEPT", "service", NOW, is_sample=True)


def settle(world: World, town: Town) -> None:
    """What worker and paymaster do all day."""
    with world.role("worker"):
        settle_pending(open_channel(town.folder / "bank", town.folder / "bank.pub"), worker())


def is_paid(bill: int) -> bool:
    return PaymentFile.objects.filter(bill=bill).exists() or PaymentLeg.objects.filter(bill=bill).exists()


def test_three_officers_together_cannot_pay_before_the_pay_day(
    world: World, town: Town, november: int, subtests: pytest.Subtests
) -> None:
    enter_pay_day("2035-12-03", **{name: EARLY["row"][name] for name in ("month", "opens_on", "cut_off_on")})
    settle(world, town)
    assert not is_paid(november)
    row = EARLY["row"]
    for name in THREE:
        account = town.office.officers[name]
        with subtests.test(f"{name}, act"):
            assert not perform("propose_master", account, EARLY, NOW, is_sample=True).ok
        with subtests.test(f"{name}, API"):
            caller = Caller(name)
            assert caller.post("acts/propose_master", EARLY).status_code in (403, 409)
        with subtests.test(f"{name}, page"):
            browser = town.sign_in(name)
            assert browser.post("/figures/pay_day/enter/", row).status_code in (403, 404)
            assert browser.post("/masters/pay_day/enter/", row).status_code in (403, 404)
    for role in ROLES:
        with subtests.test(f"{role}, SQL"), pytest.raises((REFUSED, DENIED)):
            world.sql(role, INSERT.format(bill=november))
    settle(world, town)
    assert not is_paid(november)
    append("act", public={}, private=None, at=datetime(2035, 12, 3, 9, tzinfo=KOLKATA), is_sample=True)
    settle(world, town)
    file = PaymentFile.objects.get(bill=november)
    assert file.sha256 is not None and f"{file.execute_on:%Y-%m-%d}" == "2035-12-03"


def test_pages_name_the_day_on_which_the_money_leaves(town: Town, november: int) -> None:
    treasury = _text(town.sign_in("treasurer").get("/treasury/T07/"))
    assert "Passed, waiting for the pay-day" in treasury and "1 Dec 2026" in treasury
    assert "No pay-day is entered for November 2026." in treasury
    assert "No pay-day is entered for December 2026." in _text(town.sign_in("finance").get("/figures/"))
    office = _text(town.sign_in("clerk").get("/office/0412/2026-11/"))
    assert "November 2026 is with the treasury" in office and "leaves on 1 Dec 2026 or later" in office
    assert "pay-day 1 Dec 2026" in _text(town.sign_in("emp-100234").get("/pay/2026-11/"))


def test_a_month_is_not_computed_before_it_opens(town: Town) -> None:
    december = NOVEMBER.plus(1)
    with pytest.raises(Refused, match="opens for 0412 on"):
        compute_run(december, "0412", town.office.by("clerk", NOW))
    page = _text(town.sign_in("clerk").get("/office/0412/2026-12/"))
    assert "Compute December 2026" in page and "opens on 1 Dec 2026" in page
    assert compute_run(december, "0412", town.office.by("clerk", at(1, month=12))).version == 1


def test_finance_enters_the_calendar_on_its_pages(town: Town) -> None:
    town.office.appoint("finance-second", "finance_officer", "", office="FIN")
    row = EARLY["row"]
    first, second = town.sign_in("finance"), town.sign_in("finance-second")
    form = first.get("/figures/pay_day/enter/")
    assert form.status_code == 200 and "Pay-day" in _text(form)
    proposed = first.post("/figures/pay_day/enter/", {"pay_group": "general", **row})
    assert proposed.status_code == 302, _text(proposed)
    own = first.post(proposed["Location"], {"outcome": "agree"})
    assert "another person" in _text(own).lower()
    assert second.post(proposed["Location"], {"outcome": "agree"}).status_code == 302
    assert "2026-11 / general" in _text(first.get("/figures/pay_day/"))
    office = _text(town.sign_in("clerk").get("/office/0412/2026-11/"))
    assert (
        "November 2026 opens on 20 Nov 2026. Cut-off for entries: 23 Nov 2026. Pay-day: 25 Nov 2026."
        in office
    )
