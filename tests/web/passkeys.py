"""A browser with its own signing device: passkeys are added and used as by a person."""

from __future__ import annotations

from playwright.sync_api import Page

PASSWORD = "a password of the test"


def add_passkey(page: Page, served: str, name: str) -> None:
    """Sign in with :data:`PASSWORD` and add a passkey to the account."""
    add_device(page)
    page.goto(f"{served}/sign-in/password/")
    page.fill("#id_login", name)
    send_password(page)
    page.goto(f"{served}/account/keys/webauthn/add/")
    if page.locator("h1").inner_text() == "Is it you?":
        send_password(page)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/keys/**", wait_until="load")
    page.locator("h1", has_text="recovery code").or_(page.locator("h1", has_text="Passkeys")).wait_for()


def add_device(page: Page) -> None:
    """Give the page's browser a device that makes and uses passkeys."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enrol_passkey(page: Page, served: str) -> None:
    """Add a passkey to the account that is signed in, in any language, and enrol it to sign with."""
    add_device(page)
    page.goto(f"{served}/account/keys/webauthn/add/")
    with page.expect_navigation(wait_until="load"):
        page.click("#mfa_webauthn_add")
    page.goto(f"{served}/tell/approvals/keys/mine/")
    with page.expect_navigation(wait_until="load"):
        page.click("main button[name=key]")


def countersign(page: Page, served: str) -> None:
    """Countersign, as an administrator with a passkey, every key that waits."""
    page.goto(f"{served}/administration/keys/")
    with page.expect_navigation(wait_until="load"):
        page.click("main button.filled")


def send_password(page: Page) -> None:
    """Give the password, on a page that asks for it."""
    page.fill("#id_password", PASSWORD)
    send(page)


def send(page: Page) -> None:
    """Press the button of the form, until the next page has loaded with its scripts: a button
    pressed before does nothing.
    """
    with page.expect_navigation(wait_until="load"):
        page.click("main button[type=submit]")
