"""The life of an account in a real browser: invited, activated, signed in, slowed, reset,
replaced; each page sound.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import World
from tests.payroll.office import SmallOffice
from tests.web.accessibility import violations
from tests.web.passkeys import countersign, enrol_passkey
from tests.web.sound_pages import LOOK, PHONE, WIDE
from tests.web.test_accounts import PASSWORD, a_code, code_of, make_administrators
from vethanam.identity.models import Account
from vethanam.people.appointments import holders_of

pytestmark = pytest.mark.debian("chromium")
NEW_WORDS = "other words of mine"


@pytest.fixture
def world(office_world: World) -> World:
    """The database of the accounts' tests, to be served."""
    return office_world


class Person:
    """A person with her own browser, who checks each page for faults."""

    def __init__(self, browser: Browser, served: str, language: str, width: int, shots: Path) -> None:
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.add_cookies([{"name": "django_language", "value": language, "url": served}])
        self.page: Page = context.new_page()
        self.served, self.language, self.shots = served, language, shots
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(error.message))

    def goes(self, address: str) -> None:
        self.page.goto(f"{self.served}{address}")

    def types(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"#id_{name}", value)

    def presses(self, selector: str = "main form button[type=submit]") -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(selector).first.click()

    def looks(self, name: str) -> str:
        """The text of the page, after its check."""
        look = self.page.evaluate(LOOK)
        found = [one["id"] for one in violations(self.page)]
        wrong = {
            "scrolls": look["scrolls"], "language": look["lang"] != self.language, "h1": look["h1"] != 1,
            "filled": look["filled"] > 1, "inline": look["inline"], "axe": found, "console": self.said,
        }  # fmt: skip
        assert {key: value for key, value in wrong.items() if value} == {}, name
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def activates(self, name: str, code: str, password: str = PASSWORD) -> str:
        """Follow the paper to the second factor; returns the app's secret."""
        self.goes(f"/activate/?name={name}")
        self.types(first_code=code, password="123456")
        self.presses()
        self.looks(f"{name}-weak")
        self.types(first_code=code, password=password)
        self.presses()
        self.looks(f"{name}-factor")
        secret = self.page.locator("main code").inner_text()
        self.types(code=code_of(secret))
        self.presses()
        self.looks(f"{name}-recovery")
        return secret

    def signs_in(self, name: str, password: str = PASSWORD) -> None:
        self.goes("/sign-in/password/")
        self.types(login=name, password=password)
        self.presses()

    def gives_code(self, secret: str) -> None:
        """Type the next valid code; each works once."""
        for ahead in (0, 1):
            self.types(code=code_of(secret, ahead))
            self.presses()
            if "/keys/authenticate/" not in self.page.url:
                return
        time.sleep(31)
        self.gives_code(secret)


@pytest.mark.parametrize(("language", "width"), [("en", WIDE), ("ml", PHONE)])
def test_the_life_of_an_account(
    office: SmallOffice,
    served: str,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    language: str,
    width: int,
) -> None:
    make_administrators()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        _life(browser, served, language, width, tmp_path)
        browser.close()


def _life(browser: Browser, served: str, language: str, width: int, shots: Path) -> None:
    first, second, celine, stranger = (Person(browser, served, language, width, shots) for _ in range(4))
    first.activates("anita", a_code("anita"))
    second.activates("biju", a_code("biju"))
    _with_keys(first, second)
    code = _invited(first)
    secret = celine.activates("celine", code)
    celine.goes("/account/")
    celine.looks("account")
    _appointed(first, second)
    celine.goes("/office/0412/")
    celine.looks("office")
    celine.goes("/sign-out/")
    celine.presses("main form button.filled")
    for _ in range(6):
        stranger.signs_in("celine", "a guess")
    stranger.looks("slowed")
    celine.signs_in("celine")
    celine.looks("code")
    celine.gives_code(secret)
    told = celine.looks("told")
    assert "6" in told and celine.page.url.endswith("/office/0412/")
    _reset(first, second, celine)


def _with_keys(first: Person, second: Person) -> None:
    """The first administrator enrols the log's first key, and countersigns the second one's."""
    for one in (first, second):
        enrol_passkey(one.page, one.served)
        one.looks("keys")
    first.goes("/administration/keys/")
    first.looks("keys-to-countersign")
    countersign(first.page, first.served)
    first.looks("keys-countersigned")


def _invited(first: Person) -> str:
    """The first code on the administrator's printed paper."""
    first.goes("/administration/accounts/")
    first.looks("accounts")
    first.goes("/administration/accounts/invite/")
    first.types(name="Celine Jose", name_ml="സെലിൻ ജോസ്", born="1980-01-02", account="celine")
    first.looks("invite")
    first.presses()
    first.looks("papers")
    with first.page.expect_download() as download:
        first.page.click("main a.button.filled")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    return first.page.locator("main td code").first.inner_text()


def _appointed(first: Person, second: Person) -> None:
    """The drawing officer is replaced from today, on most days mid-month."""
    (held,) = holders_of("drawing_officer", "0412", timezone.now())
    first.goes("/administration/appointments/propose/?account=celine&role=drawing_officer")
    first.types(scope="0412", order="G.O.(Rt) No.7/2026")
    first.page.select_option("#id_in_place_of", held.account.username)
    first.looks("propose")
    first.presses()
    first.looks("proposed")
    second.goes("/administration/appointments/")
    second.looks("appointments")
    second.presses("main button[value=agree]")
    second.looks("appointed")
    now = [one.account.username for one in holders_of("drawing_officer", "0412", timezone.now())]
    assert now == ["celine"]


def _reset(first: Person, second: Person, celine: Person) -> None:
    first.goes("/administration/accounts/celine/")
    first.types(reason="The phone is lost")
    first.presses("main button[value=ask]")
    first.looks("reset-asked")
    second.goes("/administration/accounts/")
    second.looks("reset-waits")
    second.goes("/administration/accounts/celine/")
    second.looks("reset-agree")
    second.presses("main button[value=agree]")
    second.looks("reset-paper")
    code = second.page.locator("main td code").first.inner_text()
    celine.goes("/office/0412/")
    assert "/sign-in/" in celine.page.url
    celine.activates("celine", code, NEW_WORDS)
    account = Account.objects.get(username="celine")
    assert account.check_password(NEW_WORDS)
    own = Authenticator.objects.get(user=account, type="totp")
    assert decrypt(own.data["secret"])
