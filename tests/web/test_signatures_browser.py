"""Bills signed with passkeys in a real browser on a real installation: from the first key
to two passed bills.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import World
from tests.payroll.office import OCTOBER, at
from tests.web.conftest import Town
from tests.web.passkeys import PASSWORD, add_passkey
from tests.web.test_browser import PHONE, Visit, _faults, _session, _signed_in
from vethanam.identity.models import Account, SignedAct
from vethanam.payroll.actions import compute_run, lock_run, make_bill
from vethanam.payroll.models import Bill, Run
from vethanam.web.parts import access

pytestmark = pytest.mark.debian("chromium")
LATE = at(28, month=12)


@pytest.fixture
def november(world: World, town: Town, monkeypatch: pytest.MonkeyPatch) -> Bill:
    """November's bill, made, and December computed, on a real installation."""
    clerk = town.office.by("clerk", LATE)
    run = compute_run(OCTOBER.plus(1), "0412", clerk)
    lock_run(run.run, clerk)
    (bill,) = make_bill(run.run, clerk).bills
    compute_run(OCTOBER.plus(2), "0412", clerk)
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, false, now())")
    monkeypatch.setattr(access, "business_now", lambda: (LATE, False))
    for name in ("officer", "treasurer"):
        account = Account.objects.get(username=name)
        account.set_password(PASSWORD)
        account.save()
    return bill


def test_bills_go_from_their_check_to_their_voucher_by_passkeys(
    town: Town, november: Bill, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    said: list[str] = []
    session, run = _session(town, "clerk"), Run.objects.latest("pk").pk
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        clerk = _signed_in(browser, served, session, "en").new_page()
        clerk.goto(f"{served}/office/0412/runs/{run}/differences/")
        assert "The bill is made." in _signs(clerk)
        officer = _with_passkey(browser, served, "officer", said)
        _checks_without_a_key_then_with_one(officer, served, november)
        officer.goto(f"{served}/office/0412/bills/?tick=all")
        _press(officer, "Check the ticked")
        assert "Check one bill?" in officer.locator("h1").inner_text()
        assert "One bill is checked." in _signs(officer)
        officer.goto(f"{served}/office/0412/bills/?tick=all")
        _press(officer, "Present the ticked")
        assert "Two bills are with the treasury." in _signs(officer)
        treasurer = _with_passkey(browser, served, "treasurer", said)
        treasurer.goto(f"{served}/account/")
        treasurer.get_by_role("link", name="Your keys to sign with").click()
        _press(treasurer, "Enrol")
        treasurer.goto(f"{served}/treasury/T07/?tick=all")
        _press(treasurer, "Pass the ticked")
        sound = [
            *_in_malayalam(treasurer, served, treasurer.url.removeprefix(served), "/treasury/T07/?tick=all"),
            *_in_malayalam(
                officer, served, f"/office/0412/bills/{november.pk}/", "/tell/approvals/keys/mine/"
            ),
        ]
        treasurer.goto(f"{served}/language/en/?next=/treasury/T07/%3Ftick=all")
        _press(treasurer, "Pass the ticked")
        assert "Two bills are passed." in _signs(treasurer)
        browser.close()
    assert (said, sound) == ([], [])
    assert sorted(SignedAct.objects.values_list("act", flat=True)) == ["check", "check", "pass", "present"]
    assert list(Bill.objects.order_by("-pk").values_list("state", flat=True)[:2]) == ["passed", "passed"]


def _with_passkey(browser: Browser, served: str, name: str, said: list[str]) -> Page:
    """A page of an officer who has just added the first passkey, in a browser of her own."""
    page = browser.new_context().new_page()
    page.on("console", lambda message: said.append(message.text))
    add_passkey(page, served, name)
    return page


def _checks_without_a_key_then_with_one(page: Page, served: str, bill: Bill) -> None:
    page.goto(f"{served}/office/0412/bills/{bill.pk}/")
    page.get_by_role("link", name="Check", exact=True).click()
    assert "you have enrolled none" in _signs(page)
    page.get_by_role("link", name="Your keys to sign with").click()
    _press(page, "Enrol")
    page.get_by_role("link", name="Back to the signature").click()
    assert "Checked. It can be presented." in _signs(page)


def _press(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).click()


def _signs(page: Page) -> str:
    """Press the act's button; the device signs; returns the outcome on the next page."""
    page.wait_for_load_state("load")
    with page.expect_navigation(wait_until="load"):
        page.click("main button.filled")
    return page.locator("main").inner_text()


def _in_malayalam(page: Page, served: str, *addresses: str) -> list[str]:
    """The faults of pages in Malayalam, at both widths."""
    page.goto(f"{served}/language/ml/?next=/")
    return [
        fault for address in addresses for fault in _faults(page, served, Visit("", address), "ml", PHONE)
    ]
