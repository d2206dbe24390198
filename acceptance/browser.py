#!/usr/bin/env python3
"""Signs people in with Chromium at the width of a phone, opens their pages and prints each page's faults.

Runs in a Python with Playwright. Reads JSON from standard input: the address, the seconds by which the
installation's clock is ahead, and for each person name, password, secret of the code generator and pages,
each with a text that it shows.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from api import PERIOD, one_time_code

PHONE = {"width": 360, "height": 800}
QUIET = ("background-networking", "component-update", "sync", "quic", "gpu", "dev-shm-usage")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in QUIET)]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BUTTON = "main form button[type=submit]"


def chromium() -> str | None:
    """The machine's Chromium."""
    return shutil.which("chromium")


def python_with_playwright(root: Path) -> Path | None:
    """The Python of the checkout's test environment, if it has Playwright."""
    found = list((root / ".venv" / "lib").glob("python*/site-packages/playwright"))
    return root / ".venv" / "bin" / "python" if found else None


def grouped(rupees: int) -> str:
    """Rupees in Indian grouping: 12,34,567."""
    text, last = str(rupees)[:-3], str(rupees)[-3:]
    pairs = [text[max(0, at - 2) : at] for at in range(len(text), 0, -2)]
    return ",".join([*reversed(pairs), last])


def main() -> int:
    """Open every page; print the faults as JSON."""
    from playwright.sync_api import sync_playwright

    asked = json.load(sys.stdin)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        faults = [one for person in asked["people"] for one in faults_of(browser, asked, person)]
        browser.close()
    print(json.dumps(faults))
    return 0


def faults_of(browser: Any, asked: dict[str, Any], person: dict[str, Any]) -> list[str]:
    """The faults of one person's pages, the sign-in among them."""
    page, said = browser.new_context(viewport=PHONE).new_page(), list[str]()
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error.message}"))
    page.goto(f"{asked['address']}/sign-in/password/")
    faults = ["sign-in scrolls sideways"] if page.evaluate(SIDEWAYS) else []
    sign_in(page, person, asked["ahead"])
    for path, text in person["pages"].items():
        answer = page.goto(asked["address"] + path)
        if answer is None or answer.status != 200 or not page.url.endswith(path):
            faults.append(f"{path} is not shown")
        elif text not in page.locator("main").inner_html():
            faults.append(f"{path} does not show {text}")
        if page.evaluate(SIDEWAYS):
            faults.append(f"{path} scrolls sideways")
    return [f"{person['name']}: {one}" for one in (*faults, *said)]


def sign_in(page: Any, person: dict[str, Any], ahead: int) -> None:
    """Sign in by password and code; a code that just ended is followed by the next one."""
    page.fill("#id_login", person["name"])
    page.fill("#id_password", person["password"])
    press(page)
    for _ in range(2):
        if "/keys/authenticate/" not in page.url:
            return
        page.fill("#id_code", one_time_code(person["secret"], int(time.time() + ahead) // PERIOD))
        press(page)
        if "/keys/authenticate/" in page.url:
            time.sleep(PERIOD - time.time() % PERIOD)


def press(page: Any) -> None:
    """Press the page's button, and wait for the next page."""
    with page.expect_navigation(wait_until="load"):
        page.locator(BUTTON).first.click()


if __name__ == "__main__":
    sys.exit(main())
