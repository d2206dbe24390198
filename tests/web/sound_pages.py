"""Pages in a real browser: no sideways scroll, one heading, axe and console silent, light."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.accessibility import faint, violations
from tests.web.conftest import Town

WIDE, TABLET, PHONE = 1280, 820, 360
MOST_BYTES = 100 * 1024


@dataclass(frozen=True)
class Visit:
    """A page and its user."""

    who: str
    address: str


def signed_in(browser: Browser, served: str, session: str, language: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": WIDE, "height": 800}, reduced_motion="reduce")
    cookies = [{"name": "django_language", "value": language, "url": served}]
    if session:
        name, _, value = session.rpartition("=")
        cookies.append({"name": name or "sessionid", "value": value, "url": served})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def session_of(town: Town, name: str) -> str:
    client: Client = town.sign_in(name)
    return client.cookies["sessionid"].value


#: measurements of a page that the browser has just laid out
LOOK = """() => ({
    scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    over: [...document.querySelectorAll("main table, main svg, main form")].filter((one) =>
        one.offsetParent !== null && !one.closest(".scroll, .hidden")
        && one.getBoundingClientRect().right > one.parentElement.getBoundingClientRect().right + 1)
        .map((one) => one.outerHTML.slice(0, 80)),
    lang: document.documentElement.lang,
    h1: document.querySelectorAll("h1").length,
    filled: document.querySelectorAll(".button.filled").length,
    inline: document.querySelectorAll("[style]").length,
    looks: [...new Set([...document.querySelectorAll("body *")].map((one) =>
        `${one.tagName}.${one.getAttribute("class") ?? ""}`))],
    sent: [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
        .map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize]),
})"""


def weight(sent: list[tuple[str, int]]) -> int:
    """Bytes on the wire: a real installation compresses style sheet and script, the test server does not."""
    return sum(
        _compressed(path.removeprefix("/static/")) if path.endswith((".css", ".js")) else size
        for path, size in sent
    )


@cache
def _compressed(name: str) -> int:
    return len(gzip.compress(Path(str(finders.find(name))).read_bytes()))


def _watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and the messages of its console."""
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error.message}"))
    return page, said


def faults_of_page(page: Page, address: str, language: str, axe_at: int, compared: set[str]) -> list[str]:
    """The faults of one page in one language, at three widths; axe checks one of them.

    The wide page's contrast is compared in light, where axe checks it, and otherwise in dark. ``compared``
    has the looks that were: colours come from the style sheet, so a page without a new look has no new one.
    """
    said: list[str] = []
    page.goto(address)
    for width in (WIDE, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        look = page.evaluate(LOOK)
        said += [f"scrolls sideways at {width}"] if look["scrolls"] else []
        said += [f"at {width} beyond its column: {one}" for one in look["over"]]
        is_new = width == WIDE and not compared.issuperset(look["looks"])
        if width == axe_at:
            found = violations(page, compares=is_new)
            said += [f"axe {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
        elif is_new:
            page.emulate_media(color_scheme="dark")
            said += [f"faint in the dark: {one['nodes'][0]['html'][:120]}" for one in faint(page)]
            page.emulate_media(color_scheme="light")
        compared.update(look["looks"] if is_new else ())
    said += [f"has {look['h1']} h1"] if look["h1"] != 1 else []
    said += ["has another language"] if look["lang"] != language else []
    said += ["has more than one filled button"] if look["filled"] > 1 else []
    said += ["has an inline style"] if look["inline"] else []
    size = weight(look["sent"])
    said += [f"weighs {size} bytes"] if size > MOST_BYTES else []
    return said


def faults_of(
    visits: Sequence[Visit],
    sessions: Mapping[str, str],
    served: str,
    launched_with: Mapping[str, Any],
    language: str,
    axe_at: int,
    pictures: str = "",
) -> dict[str, list[str]]:
    """User and address of a page to its faults; ``pictures`` is a folder for a screenshot of each page.

    ``sessions`` has a session for each user of the visits but the stranger; ``cookie=value`` is one of a
    person without an account.
    """
    faults: dict[str, list[str]] = {}
    compared: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launched_with)
        for who in dict.fromkeys(visit.who for visit in visits):
            context = signed_in(browser, served, sessions[who] if who else "", language)
            page, console = _watched(context)
            for address in (visit.address for visit in visits if visit.who == who):
                console.clear()
                found = faults_of_page(page, f"{served}{address}", language, axe_at, compared)
                found += [line for line in console if not re.search(r"status of (403|404)", line)]
                if found:
                    faults[f"{who} {address}"] = found
                if pictures:
                    _picture(page, Path(pictures), address, language)
            context.close()
        browser.close()
    return faults


def _picture(page: Page, folder: Path, address: str, language: str) -> None:
    name = re.sub(r"[/?]", "-", address.strip("/"))
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
