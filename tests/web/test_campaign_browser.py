"""Messages to many people in a real browser: the pages are sound, and an officer approves with a
passkey of the device.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.signers import administrators, countersign_all
from tests.web.conftest import NOW, Town
from tests.web.passkeys import PASSWORD, add_passkey
from tests.web.sound_pages import PHONE, WIDE, Visit, faults_of, session_of
from tests.web.test_campaign import compose, order
from vethanam.identity.models import Account, SigningKey
from vethanam.messaging.models import Campaign
from vethanam.orders.models import Order
from vethanam.privacy.actions import Filing, Position, file_restraint, propose_position
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.models import TextClassProposal

pytestmark = pytest.mark.debian("chromium")
__all__ = ["order"]


@pytest.mark.parametrize(("language", "axe_at"), [("en", PHONE), ("ml", WIDE)])
def test_the_pages_are_sound(
    town: Town,
    order: Order,
    served: str,
    browser_type_launch_args: dict[str, Any],
    language: str,
    axe_at: int,
) -> None:
    campaign = compose(town.sign_in("writer"), order)
    visits = [
        Visit("", "/purposes/"),
        Visit("", "/purposes/SVC-TERMS/"),
        Visit("writer", "/tell/"),
        Visit("writer", "/tell/purposes/"),
        Visit("writer", "/tell/purposes/new/"),
        Visit("writer", f"/tell/order/{order.pk}/people/"),
        Visit("writer", f"/tell/order/{order.pk}/text/"),
        Visit("writer", f"/tell/message/{campaign.reference}/"),
        Visit("dpo", "/tell/approvals/"),
        Visit("dpo", f"/tell/approvals/{campaign.reference}/"),
        Visit("dpo", "/tell/approvals/keys/mine/"),
    ]
    sessions = {name: session_of(town, name) for name in ("writer", "dpo")}
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at) == {}


@pytest.mark.parametrize(("language", "axe_at"), [("en", WIDE), ("ml", PHONE)])
def test_the_pages_of_two_signatures_under_a_restraint_are_sound(
    town: Town,
    order: Order,
    served: str,
    browser_type_launch_args: dict[str, Any],
    language: str,
    axe_at: int,
) -> None:
    town.office.appoint("law", "law_officer", "", office="FIN")
    law = town.office.by("law", NOW)
    scope = {"kinds": ["achievements"]}
    file_restraint(law, Filing("WPC-1", "court_order", law.at, scope, case_number="W.P.(C) 1/2026"))
    proposal = propose_position(law, Position("WPC-1", "vacated", says="petition dismissed (sample)"))
    writer = town.sign_in("writer")
    text = f"/tell/order/{order.pk}/text/"
    assert "A restraint is in force" in writer.get(text).content.decode()
    assert writer.post(text, {"neutral": "1", "classify": "1"}).status_code == 302
    row = TextClassProposal.objects.get()
    visits = [
        Visit("writer", text),
        Visit("dpo", "/tell/approvals/"),
        Visit("dpo", f"/tell/classes/{row.reference}/"),
        Visit("dpo", f"/tell/positions/{proposal.reference}/"),
    ]
    sessions = {name: session_of(town, name) for name in ("writer", "dpo")}
    assert faults_of(visits, sessions, served, browser_type_launch_args, language, axe_at) == {}


def test_an_officer_approves_with_a_passkey(
    town: Town, order: Order, served: str, browser_type_launch_args: dict[str, Any]
) -> None:
    """Added to the account, enrolled, and used on the exact commitment; the signature can be
    verified without the site.
    """
    campaign = compose(town.sign_in("writer"), order)
    administrators()
    account = Account.objects.get(username="dpo")
    account.set_password(PASSWORD)
    account.save()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        page = browser.new_context().new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        add_passkey(page, served, "dpo")
        page.goto(f"{served}/tell/approvals/keys/mine/")
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="Enrol").click()
        countersign_all(NOW)
        page.reload()
        page.locator(".state.done", has_text="Signs since").wait_for()
        page.goto(f"{served}/tell/approvals/{campaign.reference}/")
        page.click("#approve")
        page.wait_for_url("**/tell/approvals/")
        assert "Approved. It holds for 72 hours." in page.locator("main").inner_text()
        browser.close()
    assert said == []
    key = SigningKey.objects.get(relying_on="localhost")
    assert key.algorithm == "webauthn"
    (given,) = proven_approvals("campaign", campaign.reference)
    assert (given.role, given.commitment) == ("dpo", bytes(Campaign.objects.get().commitment).hex())
