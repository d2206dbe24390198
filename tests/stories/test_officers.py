"""Four officers of a real installation, by pages alone: invited on paper, activated, slowed,
reset by two, replaced.

A clerk, a drawing officer, a treasury officer and a department's administrator. Real processes answer; each
page is looked at in both widths. Two of them read Malayalam; with ``VETHANAM_TEST_LANGUAGES=both`` each walks
in each language.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.stories.house import House, until
from tests.web.accessibility import violations
from tests.web.passkeys import countersign, enrol_passkey
from tests.web.sound_pages import LOOK, PHONE, WIDE
from vethanam.site.processes import free_port

pytestmark = pytest.mark.debian("chromium")

SHEETS = Path(__file__).parents[2] / "acceptance" / "sheets"
DIRECTORATE = ("departments", "districts", "local_bodies", "treasuries", "heads", "bill_classes", "posts",
    "offices",
               "office_classes", "drawing_codes", "arrangements")  # fmt: skip
PICTURES = os.environ.get("PICTURES_OF_PAGES", "")
PASSWORD, NEW_PASSWORD = "three plain words here", "other words of mine"


@dataclass(frozen=True)
class Seat:
    """A role, its task, and its officer's page."""

    role: str
    scope: str
    desk: str


SEATS = {
    "clerk": Seat("clerk", "7101", "/office/7101/"),
    "drawing": Seat("drawing_officer", "7101", "/office/7101/"),
    "treasury": Seat("treasury_officer", "KLM", "/treasury/KLM/"),
    "department": Seat("administrator", "", "/administration/accounts/"),
}
WALKS = [("clerk", "en"), ("drawing", "ml"), ("treasury", "en"), ("department", "ml")]
OTHER = {"en": "ml", "ml": "en"}


@dataclass
class Town:
    """The pages, the browser, and the two first administrators with theirs."""

    served: str
    browser: Browser
    shots: Path
    looked: set[tuple[str, str]] = field(default_factory=set)
    administrators: list[Person] = field(default_factory=list)

    def person(self, language: str) -> Person:
        """A person with a browser of her own."""
        return Person(self, language)


class Person:
    """A person with a browser of her own, who views each page in both widths."""

    def __init__(self, town: Town, language: str) -> None:
        self.town, self.language = town, language
        context = town.browser.new_context(viewport={"width": WIDE, "height": 800})
        context.add_cookies([{"name": "django_language", "value": language, "url": town.served}])
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.said.append(error.message))

    def _hears(self, message: ConsoleMessage) -> None:
        if "403 (Forbidden)" not in message.text:  # a page that is closed to her says so itself
            self.said.append(message.text)

    def goes(self, address: str) -> int:
        answer = self.page.goto(f"{self.town.served}{address}")
        return answer.status if answer else 0

    def types(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"#id_{name}", value)

    def presses(self, selector: str = "main form button[type=submit]") -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(selector).first.click()

    def looks(self, name: str) -> str:
        """The words of the page, after it was found sound in both widths; axe looks at each page
        once in a language.
        """
        is_new = (name, self.language) not in self.town.looked
        self.town.looked.add((name, self.language))
        wrong: dict[str, Any] = {"console": self.said}
        for width in (PHONE, WIDE):
            self.page.set_viewport_size({"width": width, "height": 800})
            look = self.page.evaluate(LOOK)
            wrong |= {
                f"scrolls at {width}": look["scrolls"], "language": look["lang"] != self.language,
                "h1": look["h1"] != 1, f"filled at {width}": look["filled"] > 1,
                f"inline at {width}": look["inline"],
            }  # fmt: skip
        if is_new:
            wrong["axe"] = [one["id"] for one in violations(self.page)]
        assert {key: value for key, value in wrong.items() if value} == {}, (name, self.language)
        for width in (PHONE, WIDE) if is_new and PICTURES else ():
            self.page.set_viewport_size({"width": width, "height": 800})
            shot = f"{name}-{self.language}-{width}.png"
            self.page.screenshot(path=self.town.shots / shot, full_page=True)
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def activates(self, name: str, code: str, password: str) -> str:
        """Go the way of the paper to the second factor; gives the secret of the app."""
        self.goes(f"/activate/?name={name}")
        self.looks("activate")
        self.types(first_code=code, password="123456")
        self.presses()
        self.looks("weak")
        self.types(first_code=code, password=password)
        self.presses()
        self.looks("factor")
        secret = self.page.locator("main code").inner_text()
        self.types(code=code_of(secret))
        self.presses()
        self.looks("recovery")
        return secret

    def signs_in(self, name: str, password: str) -> None:
        self.goes("/sign-in/password/")
        self.types(login=name, password=password)
        self.presses()

    def gives_code(self, secret: str) -> None:
        """The next code that counts: each does once."""
        for ahead in (0, 1):
            self.types(code=code_of(secret, ahead))
            self.presses()
            if "/keys/authenticate/" not in self.page.url:
                return
        time.sleep(31)
        self.gives_code(secret)

    def signs_out(self) -> None:
        self.goes("/sign-out/")
        self.presses("main form button.filled")


def code_of(secret: str, ahead: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1 + ahead])))


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: dict[str, Any]
) -> Iterator[Town]:
    """A real installation with running processes, two administrators and a directorate."""
    house, port = House.new(), free_port()
    log = (tmp_path_factory.mktemp("log") / "out").open("w")
    try:
        assert house.vethanam("install").returncode == 0
        codes = [
            _administrator(house, name, person)
            for name, person in (("rani", "Rani G."), ("sunil", "Sunil D."))
        ]
        running = house.start("serve", "--all", "--port", str(port), out=log, errors=log)
        try:
            until(lambda: _answers(port), "the pages to answer", 90)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(**browser_type_launch_args)
                made = Town(f"http://localhost:{port}", browser, Path(PICTURES))
                _begin(made, codes, tmp_path_factory.mktemp("sheets") / "directorate.zip")
                yield made
                browser.close()
        finally:
            running.terminate()
            running.wait(60)
    finally:
        log.close()
        house.remove()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"http://localhost:{port}/health", timeout=5).close()
        return True
    return False


def _administrator(house: House, name: str, person: str) -> str:
    printed = house.vethanam("account", "create", name, "--person", person, "--born", "1975-04-03")
    assert printed.returncode == 0, printed.stderr
    found = re.search(r"First code:\s+(\S+)", printed.stdout)
    assert found
    return found[1]


def _begin(town: Town, codes: list[str], sheets: Path) -> None:
    """Both administrators activate their accounts; one proposes the sheets of the
    directorate, the other agrees.
    """
    for name, code, language in zip(("rani", "sunil"), codes, ("en", "ml"), strict=True):
        one = town.person(language)
        one.activates(name, code, PASSWORD)
        enrol_passkey(one.page, town.served)
        one.looks("keys")
        town.administrators.append(one)
    countersign(town.administrators[0].page, town.served)
    with zipfile.ZipFile(sheets, "w") as archive:
        for name in DIRECTORATE:
            archive.write(SHEETS / f"{name}.csv", f"{name}.csv")
    first, second = town.administrators
    first.goes("/masters/import/")
    first.page.set_input_files("#id_file", sheets)
    first.presses()
    first.looks("directorate-proposed")
    second.goes(first.page.url.removeprefix(town.served))
    second.presses("main button[value=agree]")
    second.looks("directorate-agreed")


WALKED = [(who, OTHER[language] if is_other else language)
          for is_other in ((False, True) if os.environ.get("VETHANAM_TEST_LANGUAGES") == "both" else (False,))
          for who, language in WALKS]  # fmt: skip


@pytest.mark.parametrize(("who", "language"), WALKED)
def test_an_officer_from_her_paper_to_her_successor(town: Town, who: str, language: str) -> None:
    seat, name, successor = SEATS[who], f"{who}.{language}.asha", f"{who}.{language}.beena"
    officer = town.person(language)
    secret = officer.activates(name, invited(town, name, "Asha K."), PASSWORD)
    appointed(town, name, seat)
    assert officer.goes(seat.desk) == 200
    officer.looks(f"{who}-desk")
    slowed(town, officer, name, secret)
    assert seat.desk in officer.page.url or officer.goes(seat.desk) == 200
    reset(town, officer, name)
    replaced(town, officer, name, successor, seat, language)


def invited(town: Town, name: str, person: str) -> str:
    """The first code on the paper that the first administrator gets."""
    first = town.administrators[0]
    first.goes("/administration/accounts/invite/")
    first.looks("invite")
    first.types(name=f"{person} {name}"[:60], name_ml="ആശ കെ.", born="1980-01-02", account=name)
    first.presses()
    first.looks("paper")
    with first.page.expect_download() as download:
        first.page.click("main a.button.filled")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    return first.page.locator("main td code").first.inner_text()


def appointed(town: Town, name: str, seat: Seat, in_place_of: str = "") -> None:
    """One administrator proposes, the other agrees; in place of another from today, the middle of a
    month on most days.
    """
    since = timezone.localdate() - timedelta(days=0 if in_place_of else 40)
    first, second = town.administrators
    first.goes(f"/administration/appointments/propose/?account={name}&role={seat.role}")
    first.types(**{"scope": seat.scope, "order": "G.O.(Rt) No.7/2026", "from": since.isoformat()})
    first.looks("propose")
    if in_place_of:
        first.page.select_option("#id_in_place_of", in_place_of)
    first.presses()
    first.looks("proposed")
    second.goes("/administration/appointments/")
    second.looks("appointments")
    second.presses("main button[value=agree]")
    second.looks("appointed")


def slowed(town: Town, officer: Person, name: str, secret: str) -> None:
    """A stranger's five wrong passwords slow that name elsewhere, no other name, and not on
    the officer's own device.
    """
    officer.signs_out()
    stranger, another = town.person(officer.language), town.person(officer.language)
    for _ in range(6):
        stranger.signs_in(name, "a guess")
    stranger.looks("slowed")
    assert stranger.page.locator("#id_code").count() == 1
    another.signs_in("rani", PASSWORD)
    assert "/keys/authenticate/" in another.page.url
    officer.signs_in(name, PASSWORD)
    officer.looks("code")
    officer.gives_code(secret)
    officer.goes("/account/")
    told = officer.looks("told")
    assert "6" in told


def reset(town: Town, officer: Person, name: str) -> None:
    """One administrator requests the reset, the other agrees; the officer's old credentials end, and a
    new paper starts again.
    """
    first, second = town.administrators
    first.goes(f"/administration/accounts/{name}/")
    first.types(reason="The phone is lost")
    first.presses("main button[value=ask]")
    first.looks("reset-asked")
    assert first.page.locator("main button[value=agree]").count() == 0
    second.goes("/administration/accounts/")
    second.looks("reset-waits")
    second.goes(f"/administration/accounts/{name}/")
    second.looks("reset-agree")
    second.presses("main button[value=agree]")
    second.looks("reset-paper")
    code = second.page.locator("main td code").first.inner_text()
    officer.goes("/account/")
    assert "/sign-in/" in officer.page.url
    officer.activates(name, code, NEW_PASSWORD)


def replaced(town: Town, officer: Person, name: str, successor: str, seat: Seat, language: str) -> None:
    """Another officer is appointed in her place from today; her desk is closed to the former one and
    open to the new.
    """
    new = town.person(language)
    new.activates(successor, invited(town, successor, "Beena R."), PASSWORD)
    assert officer.goes(seat.desk) == 200 and new.goes(seat.desk) == 403
    new.looks("refused")
    appointed(town, successor, seat, in_place_of=name)
    assert new.goes(seat.desk) == 200 and officer.goes(seat.desk) == 403
    first = town.administrators[0]
    first.goes(f"/administration/accounts/{name}/")
    assert str(timezone.localdate().year) in first.looks("history")
