"""Charts and columns at every width and on paper: nothing lies over anything else, and no text is small."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import World
from tests.payroll.office import OCTOBER
from tests.payroll.test_arrears import draw_elsewhere
from tests.web.conftest import Town
from tests.web.sound_pages import session_of, signed_in
from tests.web.test_finance import costed
from vethanam.periods import Month

pytestmark = pytest.mark.debian("chromium")

WIDTHS = (360, 480, 600, 760, 820, 900, 1000, 1024, 1070, 1080, 1120, 1280, 1400)
#: the width of an A4 page between its margins, in CSS pixels
PAPER = 718
LEAST_TEXT = 12

#: faults of the charts and columns that the browser has just laid out
LOOK = """(least) => {
    const seen = (one) => one.checkVisibility ? one.checkVisibility() : one.offsetParent !== null;
    const meet = (a, b, by = 0.5) => a.left < b.right - by && b.left < a.right - by
        && a.top < b.bottom - by && b.top < a.bottom - by;
    const faults = [];
    const charts = [...document.querySelectorAll("svg.chart")].filter(seen);
    for (const figure of [...document.querySelectorAll("figure")].filter(seen)) {
        const within = charts.filter((chart) => figure.contains(chart)).length;
        if (within !== 1) faults.push(`${within} charts in a figure`);
    }
    for (const chart of charts) {
        const box = chart.getBoundingClientRect(), room = chart.parentElement.getBoundingClientRect();
        if (box.right > room.right + 1 || box.left < room.left - 1) faults.push("a chart beyond its column");
        if (box.width < room.width - 1) faults.push("a chart that does not fill its column");
        const texts = [...chart.querySelectorAll("text")];
        for (const text of texts) {
            const own = text.getBoundingClientRect();
            const scale = text.getCTM().a * parseFloat(getComputedStyle(text).fontSize);
            if (scale < least) faults.push(`text of ${scale} px: ${text.textContent.trim()}`);
            if (own.left < room.left - 1 || own.right > room.right + 2)
                faults.push(`beyond the chart: ${text.textContent.trim()}`);
        }
        texts.forEach((one, at) => texts.slice(at + 1).forEach((other) => {
            if (meet(one.getBoundingClientRect(), other.getBoundingClientRect(), 3))
                faults.push(`${one.textContent.trim()} over ${other.textContent.trim()}`);
        }));
    }
    for (const columns of [...document.querySelectorAll(".columns, .pair")].filter(seen)) {
        const parts = [...columns.children].filter(seen);
        parts.forEach((one, at) => parts.slice(at + 1).forEach((other) => {
            const inner = [one, ...one.querySelectorAll("*")].filter(seen);
            if (inner.some((part) => meet(part.getBoundingClientRect(), other.getBoundingClientRect())))
                faults.push("a column over another");
        }));
    }
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth)
        faults.push("scrolls sideways");
    return faults;
}"""


def _faults(page: Page) -> dict[str, list[str]]:
    """The faults of the open page at every width, and on paper."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[str(width)] = page.evaluate(LOOK, LEAST_TEXT)
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    found["paper"] = page.evaluate(LOOK, LEAST_TEXT)
    page.emulate_media(media="screen")
    return {width: faults for width, faults in found.items() if faults}


def _pages(world: World, town: Town) -> list[tuple[str, str]]:
    """Every kind of chart, with its reader."""
    draw_elsewhere(town.office, town.office.people["100234"], OCTOBER.plus(-4).until(OCTOBER.plus(-2)))
    draw_elsewhere(town.office, town.office.people["100235"], Month(2025, 7).until(Month(2025, 9)))
    _, draft = costed(world, town)
    return [
        ("emp-100234", "/pay/"),
        ("emp-100234", "/pay/2026-10/dearness_allowance/"),
        ("emp-100235", "/pay/arrears/"),
        ("finance", draft),
        ("finance", f"/finance/beside/?with={draft.split('/')[2]}"),
        ("officer", "/office/0412/2026-10/"),
    ]


@pytest.mark.parametrize("language", ["en", "ml"])
def test_nothing_lies_over_anything_at_any_width(
    world: World, town: Town, served: str, browser_type_launch_args: dict[str, Any], language: str
) -> None:
    found, charts = {}, 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        for who, address in _pages(world, town):
            page = signed_in(browser, served, session_of(town, who), language).new_page()
            page.goto(f"{served}{address}")
            charts += page.locator("svg.chart").count() > 0
            if faults := _faults(page):
                found[address] = faults
            page.close()
        browser.close()
    assert found == {}
    assert charts >= 4
