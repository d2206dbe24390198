"""Bills signed with passkeys in a real browser on a real installation, on the paymaster's page: from the
first key to two passed bills, several of them with one tap.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import World
from tests.payroll.office import OCTOBER, at
from tests.signers import administrators, countersign_all
from tests.web.accessibility import violations
from tests.web.conftest import Town
from tests.web.passkeys import PASSWORD, add_passkey
from tests.web.paymaster_site import paymaster_process
from tests.web.sound_pages import (
    LOOK,
    MOST_BYTES,
    PHONE,
    WIDE,
    faults_of_page,
    session_of,
    signed_in,
    weight,
)
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
    administrators()
    for name in ("officer", "treasurer"):
        account = Account.objects.get(username=name)
        account.set_password(PASSWORD)
        account.save()
    return bill


@pytest.fixture
def pay(world: World, november: Bill) -> Iterator[str]:
    """The origin of the paymaster's page, served by its own process."""
    with paymaster_process(world, LATE) as origin:
        yield origin


def test_bills_go_from_their_check_to_their_voucher_by_passkeys(
    town: Town, november: Bill, served: str, pay: str, browser_type_launch_args: dict[str, Any]
) -> None:
    said: list[str] = []
    session, run = session_of(town, "clerk"), Run.objects.latest("pk").pk
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        clerk = signed_in(browser, served, session, "en").new_page()
        clerk.goto(f"{served}/office/0412/runs/{run}/differences/")
        clerk.click("main button.filled")
        _told(clerk, "The bill is made.")
        officer = _with_passkey(browser, served, "officer", said)
        _checks_without_a_key_then_with_one(officer, served, november)
        officer.goto(f"{served}/office/0412/bills/?tick=all")
        _press(officer, "Check the ticked")
        assert "Check one bill?" in officer.locator("h1").inner_text()
        _signs(officer, "One bill is checked.")
        officer.goto(f"{served}/office/0412/bills/?tick=all")
        _press(officer, "Present the ticked")
        officer.click("main button.filled")
        looks = _looks_of_the_page(officer, pay)
        officer.get_by_role("link", name="Back").click()
        _signs(officer, "Two bills are with the treasury.")
        treasurer = _with_passkey(browser, served, "treasurer", said)
        treasurer.goto(f"{served}/account/")
        treasurer.get_by_role("link", name="Your keys to sign with").click()
        _makes_a_key(treasurer)
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
        _signs(treasurer, "Two bills are passed.")
        browser.close()
    assert (said, sound, looks) == ([], [], [])
    of_bills = SignedAct.objects.exclude(act="confirm_keys")
    assert sorted(of_bills.values_list("act", flat=True)) == ["check", "check", "pass", "present"]
    assert set(of_bills.values_list("key__relying_on", flat=True)) == {"pay.localhost"}
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
    page.wait_for_load_state("load")
    page.click("main button.filled")
    _told(page, "you have enrolled none")
    page.get_by_role("link", name="Your keys to sign with").click()
    _makes_a_key(page)
    page.get_by_role("link", name="Back to the signature").click()
    _signs(page, "Checked. It can be presented.")


def _makes_a_key(page: Page) -> None:
    page.wait_for_load_state("load")
    page.get_by_role("button", name="Make a key for money").click()
    page.wait_for_url("http://pay.localhost:*/sign", wait_until="load")
    page.click("#sign")
    _told(page, "Enrolled.")
    countersign_all(LATE)
    page.wait_for_load_state("load")
    page.reload()


def _press(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).click()


def _signs(page: Page, outcome: str) -> None:
    """Press the act's button, then the one of the paymaster's page; the device signs."""
    page.wait_for_load_state("load")
    page.click("main button.filled")
    page.wait_for_url("http://pay.localhost:*/sign", wait_until="load")
    page.click("#sign")
    _told(page, outcome)


def _told(page: Page, outcome: str) -> None:
    page.get_by_text(outcome).first.wait_for()


def _looks_of_the_page(page: Page, pay: str) -> list[str]:
    """The faults of the paymaster's page, in both languages and at both widths."""
    page.wait_for_url(f"{pay}/sign", wait_until="load")
    found = []
    for language, name in (("ml", "മലയാളം"), ("en", "English")):
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name=name).click()
        for width in (WIDE, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            if folder := os.environ.get("VETHANAM_TEST_PICTURES"):
                page.screenshot(path=f"{folder}/sign-{language}-{width}.png", full_page=True)
            look = page.evaluate(LOOK)
            bad = (["sideways"] if look["scrolls"] else []) + [one["id"] for one in violations(page)]
            bad += (
                [] if (look["h1"], look["filled"], look["lang"]) == (1, 1, language) else ["form of the page"]
            )
            bad += [] if weight(look["sent"]) <= MOST_BYTES else ["weight"]
            bad += [] if len(page.locator(".mark").inner_text().split()) > 1 else ["whose page it is"]
            found += [f"{language} {width}: {one}" for one in bad]
        page.set_viewport_size({"width": WIDE, "height": 800})
    return found


def _in_malayalam(page: Page, served: str, *addresses: str) -> list[str]:
    """The faults of pages in Malayalam, at three widths."""
    page.goto(f"{served}/language/ml/?next=/")
    return [
        f"{address} {fault}"
        for address in addresses
        for fault in faults_of_page(page, f"{served}{address}", "ml", PHONE, set())
    ]
